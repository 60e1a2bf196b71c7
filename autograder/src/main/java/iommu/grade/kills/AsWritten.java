package iommu.grade.kills;

import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import iommu.grade.judge.PreparedCase;
import iommu.grade.judge.RunJudge;
import iommu.oracle.RunRelation;
import iommu.scenario.Step;
import java.util.Collections;
import java.util.Optional;

/** Judges one run of a test by what is written in it, and nothing else. The law looks on, and is asked afterwards. */
final class AsWritten implements RunRelation {

    private final PreparedCase test;
    private final RunJudge law;
    private boolean unlawful;
    private int next;

    /** @param test with what the law allows */
    AsWritten(PreparedCase test) {
        this.test = test;
        this.law = test.begin();
    }

    /** The test as a case to be judged by this. For one run. */
    PreparedCase asCase() {
        return new PreparedCase(test.scenario(), test.plan(), Collections.nCopies(test.plan().steps().size(), Optional.empty()),
                Optional.of(() -> this));
    }

    @Override
    public Optional<String> judge(Stimulus stimulus, Answer answer) {
        int place = next++;
        if (!unlawful) {
            unlawful = law.judge(place, answer).isPresent();
        }
        Step step = test.plan().steps().get(place);
        return step.expectation().filter(e -> !e.accepts(stimulus, answer)).map(e -> "written is " + e);
    }

    /** Whether an answer so far was one that the architecture does not allow. */
    boolean unlawful() {
        return unlawful;
    }

    /** Whether the architecture leaves open what is answered from here on. */
    boolean silent() {
        return law.silence().isPresent();
    }
}
