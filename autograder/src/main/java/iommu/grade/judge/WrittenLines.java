package iommu.grade.judge;

import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomCall;
import iommu.arch.stimulus.Stimulus;
import iommu.probe.NeighbourPort;
import iommu.probe.ProtocolException;
import iommu.scenario.Outcome;
import iommu.scenario.Plan;
import java.util.Optional;

/**
 * Holds a unit out of a learner's own rooms against what the lines of a scenario expect: one right run, where others may be
 * as right. So it is feedback, and no verdict.
 */
final class WrittenLines implements RunJudge {

    /** No room is here; what a unit does outside is heard. */
    private static final NeighbourPort OUTSIDE = new NeighbourPort() {
        @Override
        public void step(Stimulus step) {
        }

        @Override
        public Answer call(Stimulus call) throws ProtocolException {
            if (call instanceof RoomCall.PerformOutside) {
                return new Answer.Done();
            }
            throw new ProtocolException("every room is the learner's");
        }
    };

    private final Plan plan;

    private WrittenLines(Plan plan) {
        this.plan = plan;
    }

    /** The case, to be held against its own lines. */
    static PreparedCase of(PreparedCase known) {
        return new PreparedCase(known.scenario(), known.plan(), known.allowed(), Optional.of(() -> new WrittenLines(known.plan())));
    }

    @Override
    public Optional<Objection> judge(int step, Answer answer) {
        Stimulus stimulus = plan.steps().get(step).stimulus();
        return plan.steps().get(step).expectation().filter(expected -> !expected.accepts(stimulus, answer))
                .map(expected -> new Objection("", expected.outcomes().stream().map(Outcome::toString).toList()));
    }

    @Override
    public Optional<NeighbourPort> neighbours() {
        return Optional.of(OUTSIDE);
    }
}
