package iommu.grade.kills;

import iommu.arch.stimulus.Answer;
import iommu.grade.judge.PreparedCase;
import iommu.grade.judge.RunJudge;
import iommu.probe.NeighbourPort;
import iommu.scenario.Step;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/** Judges one run of a test by what is written in it, and nothing else. The law can be asked afterwards. */
final class AsWritten implements RunJudge {

    private final PreparedCase test;
    private final RunJudge law;
    private final List<Answer> answers = new ArrayList<>();

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
    public Optional<Objection> judge(int place, Answer answer) {
        Step step = test.plan().steps().get(place);
        answers.add(answer);
        return step.expectation().filter(e -> !e.accepts(step.stimulus(), answer))
                .map(e -> new Objection("written is " + e, List.of()));
    }

    @Override
    public Optional<NeighbourPort> neighbours() {
        return law.neighbours();
    }

    /** Whether an answer so far was one that the architecture does not allow: only now is the oracle asked. */
    boolean unlawful() {
        for (int place = 0; place < answers.size(); place++) {
            if (law.judge(place, answers.get(place)).isPresent()) {
                return true;
            }
        }
        return false;
    }
}
