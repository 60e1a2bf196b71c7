package iommu.oracle;

import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import java.util.Optional;

/**
 * The law of the page request queue (§7.4.1, §7.5, §11.4.11). Freedom page-request-serviced: IP of its event is cleared
 * once PPR and PRO are (§7.5), or already when PPR is (§11.4.11.5).
 */
public final class PageRequestRelation implements RunRelation {

    private final PageRequestReading both = new PageRequestReading(false);
    private final RunRelation either = new AnyReading(both, new PageRequestReading(true));

    @Override
    public Optional<String> judge(Stimulus step, Answer answer) {
        return either.judge(step, answer);
    }

    /** Software put the head or the tail outside of the ring. */
    @Override
    public Optional<String> silence() {
        return both.silence();
    }
}
