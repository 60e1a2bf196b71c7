package iommu.grade.judge;

import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import iommu.probe.NeighbourPort;
import iommu.probe.ProtocolException;
import iommu.scenario.CaseJudges;
import java.util.Optional;

/** A run as JUnit has it judged: what is not allowed, in words. */
public record JudgedRun(RunJudge judge) implements CaseJudges.Run {

    @Override
    public Optional<String> judge(int step, Answer answer) {
        return judge.judge(step, answer).map(objection -> objection.why() + (objection.why().isEmpty() || objection.instead().isEmpty() ? ""
                : "; allowed, for one: " + objection.instead().getFirst()));
    }

    @Override
    public Optional<String> silence() {
        return judge.silence();
    }

    @Override
    public Optional<CaseJudges.Neighbours> neighbours() {
        return judge.neighbours().map(port -> new Beside(port, judge));
    }

    private record Beside(NeighbourPort port, RunJudge judge) implements CaseJudges.Neighbours {

        @Override
        public void step(Stimulus step) {
            port.step(step);
        }

        @Override
        public Answer call(Stimulus call) {
            try {
                return port.call(call);
            } catch (ProtocolException e) {
                return new Answer.Broken(Answer.Breach.MALFORMED, e.getMessage());
            }
        }

        @Override
        public Optional<String> gap() {
            return judge.gap();
        }
    }
}
