package iommu.emulator.adversary;

import iommu.arch.Effect;
import iommu.arch.register.FaultStatus;
import iommu.arch.register.PageRequestStatus;
import iommu.arch.register.QueueStatus;
import iommu.arch.seam.RegisterFile;
import java.util.List;
import java.util.Optional;

/** Registers whose effects an eager cache sees: it must know which tables there are to read, and when. */
public final class RegisterWatch implements RegisterFile {

    private final RegisterFile registers;
    private Optional<Effect.UseRootTable> root = Optional.empty();
    private boolean translating;

    public RegisterWatch(RegisterFile registers) {
        this.registers = registers;
    }

    /** The tables in use; none while translation is off. */
    Optional<Effect.UseRootTable> tables() {
        return translating ? root : Optional.empty();
    }

    @Override
    public long read(int offset, int size) {
        return registers.read(offset, size);
    }

    @Override
    public List<Effect> write(int offset, int size, long value) {
        List<Effect> effects = registers.write(offset, size, value);
        for (Effect effect : effects) {
            switch (effect) {
                case Effect.UseRootTable use -> root = Optional.of(use);
                case Effect.Translate translate -> translating = translate.on();
                default -> { }
            }
        }
        return effects;
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

    @Override
    public void reset() {
        root = Optional.empty();
        translating = false;
        registers.reset();
    }
}
