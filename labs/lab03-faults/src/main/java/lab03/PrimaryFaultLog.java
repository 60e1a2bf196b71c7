package lab03;

import iommu.arch.Capabilities;
import iommu.arch.Effect;
import iommu.arch.FaultRecord;
import iommu.arch.Todo;
import iommu.arch.register.EventRegisters;
import iommu.arch.register.FaultCondition;
import iommu.arch.register.FaultStatus;
import iommu.arch.seam.FaultLog;
import java.util.List;
import java.util.Set;

/**
 * Primary fault logging (§7.2.1): a ring of recording registers that never overwrites what software has not cleared.
 *
 * <p>Whether several faults of one requester share a register is the unit's choice (freedom
 * {@code fault-compression}), and so a parameter.
 */
public final class PrimaryFaultLog implements FaultLog {
    private final boolean compress;

    /** A log that gives every fault a register of its own. */
    public PrimaryFaultLog(Capabilities capabilities) {
        this(capabilities, false);
    }

    /** @param compress a requester that has a pending record gets no second one */
    public PrimaryFaultLog(Capabilities capabilities, boolean compress) {
        this.compress = compress;
    }

    /** The records and FSTS stay, the event and the index start over (§11.3, §7.2.1). */
    @Override
    public void reset() {
        throw new Todo("03");
    }

    @Override
    public List<Effect> record(FaultRecord fault) {
        throw new Todo("03");
    }

    @Override
    public List<Effect> report(FaultCondition condition) {
        throw new Todo("03");
    }

    @Override
    public List<Effect> clearRecord(int index) {
        throw new Todo("03");
    }

    @Override
    public List<Effect> clear(Set<FaultCondition> cleared) {
        throw new Todo("03");
    }

    @Override
    public List<Effect> program(EventRegisters registers) {
        throw new Todo("03");
    }

    @Override
    public void translationDisabled() {
        throw new Todo("03");
    }

    @Override
    public FaultStatus status() {
        throw new Todo("03");
    }
}
