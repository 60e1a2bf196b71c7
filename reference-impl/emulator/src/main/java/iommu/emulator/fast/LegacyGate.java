package iommu.emulator.fast;

import iommu.arch.Effect;
import iommu.arch.register.FaultStatus;
import iommu.arch.register.PageRequestStatus;
import iommu.arch.register.QueueStatus;
import iommu.arch.register.TableMode;
import iommu.arch.seam.RegisterFile;
import java.util.List;

/**
 * Knows whether requests are translated in legacy mode: every effect of a register write passes here before the unit
 * acts on it (§6.6, §11.4.4.1).
 */
public final class LegacyGate implements RegisterFile {

    private final RegisterFile registers;
    private boolean translating;
    private boolean legacy = true;
    private volatile boolean open;

    public LegacyGate(RegisterFile registers) {
        this.registers = registers;
    }

    boolean open() {
        return open;
    }

    @Override
    public List<Effect> write(int offset, int size, long value) {
        List<Effect> effects = registers.write(offset, size, value);
        for (int i = 0; i < effects.size(); i++) {
            if (effects.get(i) instanceof Effect.Translate change) {
                translating = change.on();
            } else if (effects.get(i) instanceof Effect.UseRootTable change) {
                legacy = change.mode() == TableMode.LEGACY && !change.separateRights(); // §7.1.3 RTA.1.4
            }
        }
        open = translating && legacy;
        return effects;
    }

    @Override
    public long read(int offset, int size) {
        return registers.read(offset, size);
    }

    @Override
    public void show(FaultStatus faults) {
        registers.show(faults);
    }

    @Override
    public void show(QueueStatus queue) {
        registers.show(queue);
    }

    @Override
    public void show(PageRequestStatus pageRequests) {
        registers.show(pageRequests);
    }
}
