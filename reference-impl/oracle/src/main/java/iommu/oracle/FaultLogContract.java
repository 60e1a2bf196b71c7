package iommu.oracle;

import iommu.arch.Capabilities;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import java.util.Optional;

/** What the README of room 03 asks beyond the law: every fault gets a register of its own. What the event does is free. */
public final class FaultLogContract implements RunRelation {

    private final RunRelation log;

    public FaultLogContract(Capabilities capabilities) {
        log = new FaultLogReading(capabilities, false, false);
    }

    @Override
    public Optional<String> judge(Stimulus step, Answer answer) {
        return log.judge(step, answer);
    }
}
