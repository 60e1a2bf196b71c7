package iommu.emulator.fast;

import iommu.arch.Effect;
import iommu.arch.register.FaultStatus;
import iommu.arch.register.PageRequestStatus;
import iommu.arch.register.QueueStatus;
import iommu.arch.register.TableMode;
import iommu.arch.seam.RegisterFile;
import java.util.List;

/**
 * Knows whether requests are translated in legacy mode, with no memory protected: every effect of a register write
 * passes here before the unit acts on it (§6.6, §11.4.4.1, §11.4.8).
 */
public final class LegacyGate implements RegisterFile {

    private final RegisterFile registers;
    private final Runnable drain;
    private boolean translating;
    private boolean protecting;
    private boolean legacy = true;
    private boolean shut;
    private volatile boolean open;

    /** @param drain waits for the requests under way */
    public LegacyGate(RegisterFile registers, Runnable drain) {
        this.registers = registers;
        this.drain = drain;
    }

    boolean open() {
        return open;
    }

    /** No request goes this way any more: a device is blocked, and only the full unit knows which. */
    public void shut() {
        shut = true;
        open = false;
    }

    @Override
    public List<Effect> write(int offset, int size, long value) {
        List<Effect> effects = registers.write(offset, size, value);
        boolean drains = false;
        for (int i = 0; i < effects.size(); i++) {
            if (effects.get(i) instanceof Effect.Translate change) {
                translating = change.on();
                drains |= translating; // §11.4.4.1: what is not translated ends before TES is seen set
            } else if (effects.get(i) instanceof Effect.ProtectMemory change) {
                protecting = change.regions().enabled();
                drains |= protecting; // §11.4.8.1: likewise before PRS
            } else if (effects.get(i) instanceof Effect.UseRootTable change) {
                legacy = change.mode() == TableMode.LEGACY && !change.separateRights(); // §7.1.3 RTA.1.4
            }
        }
        open = translating && legacy && !protecting && !shut;
        if (drains) {
            drain.run();
        }
        return effects;
    }

    @Override
    public void reset() {
        registers.reset();
        translating = false;
        protecting = false;
        legacy = true;
        open = false;
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
