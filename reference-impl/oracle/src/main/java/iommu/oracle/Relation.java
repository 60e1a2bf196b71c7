package iommu.oracle;

import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import java.util.Set;

/**
 * A run so far, and with each further step the answers allowed to it.
 *
 * <p>It depends on the steps alone, never on what the judged unit answered: a unit may answer any member of each set.
 * Members are <em>canonical</em> answers: a mapping is the whole leaf with its steps, a fault carries the level and
 * the hole of the place where it arises. How much of that must be matched is for the one who compares to say.
 */
@FunctionalInterface
public interface Relation {

    /**
     * Takes one more step.
     *
     * @return the allowed answers in a fixed order; {@link Answer.Done} alone if the step asks nothing; empty if the
     *         step is none that this relation speaks of, so that no answer can be judged
     */
    Set<Answer> on(Stimulus step);
}
