package iommu.grade.judge;

import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import java.util.Optional;

/** The law of a room that tells listeners, for one run of a case. It does not know who says what devices may find. */
public interface ListenerLaw {

    /**
     * Takes one more step, and what the room said to it.
     *
     * @return why that is not allowed; empty if it is. A run with an objection is over.
     */
    Optional<String> judge(Stimulus step, Answer answer);

    /** Why nothing is judged any more; empty as long as something is. */
    Optional<String> silence();
}
