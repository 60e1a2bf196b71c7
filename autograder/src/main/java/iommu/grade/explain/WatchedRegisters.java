package iommu.grade.explain;

import iommu.arch.Effect;
import iommu.arch.Gpa;
import iommu.arch.register.FaultStatus;
import iommu.arch.register.InterruptRegisters;
import iommu.arch.register.PageRequestStatus;
import iommu.arch.register.QueueStatus;
import iommu.arch.register.TableMode;
import iommu.arch.seam.RegisterFile;
import java.util.List;

/** The reference's registers, and what they have told the unit to use. */
final class WatchedRegisters implements RegisterFile {

    private final RegisterFile registers;
    private boolean translating;
    private Gpa root = new Gpa(0);
    private TableMode mode = TableMode.LEGACY;
    private boolean separateRights;
    private InterruptRegisters interrupts = InterruptRegisters.RESET;

    WatchedRegisters(RegisterFile registers) {
        this.registers = registers;
    }

    boolean translating() {
        return translating;
    }

    Gpa root() {
        return root;
    }

    TableMode mode() {
        return mode;
    }

    /** RTADDR.SSIRWE: second-stage rights are in IR and IW (§9.8). */
    boolean separateRights() {
        return separateRights;
    }

    InterruptRegisters interrupts() {
        return interrupts;
    }

    @Override
    public List<Effect> write(int offset, int size, long value) {
        List<Effect> effects = registers.write(offset, size, value);
        for (Effect effect : effects) {
            switch (effect) {
                case Effect.UseRootTable use -> {
                    root = use.table();
                    mode = use.mode();
                    separateRights = use.separateRights();
                }
                case Effect.Translate translate -> translating = translate.on();
                case Effect.ProgramInterruptRemapping program -> interrupts = program.registers();
                default -> { }
            }
        }
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
