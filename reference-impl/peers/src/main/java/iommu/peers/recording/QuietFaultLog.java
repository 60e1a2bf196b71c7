package iommu.peers.recording;

import iommu.arch.Effect;
import iommu.arch.FaultRecord;
import iommu.arch.register.EventRegisters;
import iommu.arch.register.FaultCondition;
import iommu.arch.register.FaultStatus;
import iommu.arch.seam.FaultLog;
import java.util.List;
import java.util.Set;

/** The reference's fault log, deaf while the replayer only tries what a request may do: a recording doesn't say that. */
final class QuietFaultLog implements FaultLog {

    private final FaultLog log;
    private boolean deaf;

    QuietFaultLog(FaultLog log) {
        this.log = log;
    }

    /** Whether faults of requests go unrecorded from now on. */
    void deaf(boolean on) {
        deaf = on;
    }

    @Override
    public List<Effect> record(FaultRecord fault) {
        return deaf ? List.of() : log.record(fault);
    }

    @Override
    public List<Effect> report(FaultCondition condition) {
        return log.report(condition);
    }

    @Override
    public List<Effect> clearRecord(int index) {
        return log.clearRecord(index);
    }

    @Override
    public List<Effect> clear(Set<FaultCondition> conditions) {
        return log.clear(conditions);
    }

    @Override
    public List<Effect> program(EventRegisters event) {
        return log.program(event);
    }

    @Override
    public void translationDisabled() {
        log.translationDisabled();
    }

    @Override
    public FaultStatus status() {
        return log.status();
    }
}
