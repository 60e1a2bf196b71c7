package iommu.grade.judge;

import iommu.arch.Capabilities;
import iommu.arch.Effect;
import iommu.arch.register.FaultStatus;
import iommu.arch.register.PageRequestStatus;
import iommu.arch.register.QueueStatus;
import iommu.arch.seam.RegisterFile;
import iommu.emulator.register.Registers;
import java.util.List;

/** The reference's registers, but that TE and IRE are not switched on without a new pointer: a reading that the law allows. */
final class RefusingRegisters implements RegisterFile {

    private static final int GCMD = 0x18;
    private static final int GSTS = 0x1C;
    private static final long TE = 1L << 31;
    private static final long SRTP = 1L << 30;
    private static final long IRE = 1L << 25;
    private static final long SIRTP = 1L << 24;

    private final Registers registers;
    private final boolean dies;
    private boolean freshRoot;
    private boolean freshTable;
    private boolean dead;

    /** @param dies whether nothing works any more once it has refused: the law allows no such thing */
    RefusingRegisters(Capabilities unit, boolean dies) {
        registers = new Registers(unit);
        this.dies = dies;
    }

    @Override
    public long read(int offset, int size) {
        return dead ? 0 : registers.read(offset, size);
    }

    @Override
    public List<Effect> write(int offset, int size, long value) {
        return dead ? List.of() : registers.write(offset, size, offset == GCMD ? granted(value) : value);
    }

    private long granted(long command) {
        long on = registers.read(GSTS, 4);
        long granted = command;
        if ((command & TE & ~on) != 0 && !freshRoot) {
            granted &= ~TE;
        }
        if ((command & IRE & ~on) != 0 && !freshTable) {
            granted &= ~IRE;
        }
        freshRoot = (command & SRTP) != 0 || freshRoot && (on & ~command & TE) == 0;
        freshTable = (command & SIRTP) != 0 || freshTable && (on & ~command & IRE) == 0;
        dead = dies && granted != command;
        return granted;
    }

    @Override
    public void show(FaultStatus status) {
        registers.show(status);
    }

    @Override
    public void show(QueueStatus status) {
        registers.show(status);
    }

    @Override
    public void show(PageRequestStatus status) {
        registers.show(status);
    }
}
