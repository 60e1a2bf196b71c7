package lab02;

import iommu.arch.Access;
import iommu.arch.Capabilities;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Mapping;
import iommu.arch.Rights;
import iommu.arch.TableMemory;
import iommu.arch.WalkResult;
import iommu.arch.WalkStart;
import iommu.arch.WalkStep;
import iommu.arch.format.SecondStageEntry;
import iommu.arch.seam.PageWalk;
import java.util.ArrayList;
import java.util.List;

/** Lab 02. The walk itself is in Walker, which moves down one table at a time. */
public class SecondStageWalk implements PageWalk {

    private static final long PAGE_SIZE = 0x1000;

    private final TableMemory memory;
    private final Capabilities capabilities;

    public SecondStageWalk(TableMemory memory, Capabilities capabilities) {
        this.memory = memory;
        this.capabilities = capabilities;
    }

    @Override
    public WalkResult walk(WalkStart start, Iova address, Access access) {
        int bits = Math.min(capabilities.guestAddressWidth(), start.addressWidth());
        if (address.value() >>> bits > 0) {
            return Fault.of(FaultReason.ADDRESS_BEYOND_WIDTH);
        }
        Walker walker = new Walker(start, address);
        while (true) {
            Fault fault = walker.readEntry(access);
            if (fault != null) {
                return fault;
            }
            if (walker.atLeaf()) {
                return walker.result();
            }
            walker.down();
        }
    }

    private final class Walker {
        private final WalkStart start;
        private final Iova address;
        private final List<WalkStep> seen = new ArrayList<>();
        private Gpa table;
        private int level;
        private Rights rights;
        private SecondStageEntry entry;

        Walker(WalkStart start, Iova address) {
            this.start = start;
            this.address = address;
            this.table = start.table();
            this.level = start.level();
            this.rights = start.rights();
        }

        private long blockSize() {
            long size = PAGE_SIZE;
            for (int l = 1; l < level; l++) {
                size *= 512;
            }
            return size;
        }

        Fault readEntry(Access access) {
            long index = address.value() / blockSize() % 512;
            Gpa where = table.plus(index * 8);
            var value = memory.read64(where);
            if (value.isEmpty()) {
                boolean first = seen.isEmpty() && start.addressWidth() == 12 + 9 * level;
                return Fault.atLevel(first ? FaultReason.CONTEXT_INVALID : FaultReason.TABLE_ACCESS_ERROR, level);
            }
            entry = new SecondStageEntry(value.getAsLong());
            seen.add(new WalkStep(level, where, entry.bits()));
            rights = rights.and(Rights.of(entry.read(), entry.write()));
            if ((entry.read() || entry.write()) && hasReservedBits()) {
                return Fault.atLevel(FaultReason.TABLE_RESERVED, level);
            }
            FaultReason missing = missingRight(access);
            return missing == null ? null : Fault.atLevel(missing, level);
        }

        private FaultReason missingRight(Access access) {
            return switch (access) {
                case READ -> rights.read() ? null : FaultReason.READ_DENIED;
                case WRITE -> rights.write() ? null : FaultReason.WRITE_DENIED;
                case ATOMIC -> rights == Rights.RW ? null
                        : rights.read() ? FaultReason.WRITE_DENIED : FaultReason.READ_DENIED;
                case ZERO_LENGTH_READ -> rights.read() || rights.write() && capabilities.zeroLengthRead() ? null
                        : FaultReason.READ_DENIED;
            };
        }

        private boolean hasReservedBits() {
            long bits = entry.bits();
            if ((bits >>> 62 & 1) == 1 || entry.address() >>> capabilities.hostAddressWidth() != 0) {
                return true;
            }
            if (!atLeaf()) {
                return entry.pageSize() || entry.snoop();
            }
            return entry.snoop() && !capabilities.snoopControl() || entry.address() % blockSize() != 0;
        }

        boolean atLeaf() {
            return level == 1 || entry.pageSize() && capabilities.superpages().contains(level);
        }

        void down() {
            table = new Gpa(entry.address());
            level--;
        }

        WalkResult result() {
            Gpa frame = new Gpa(entry.address());
            Mapping mapping = new Mapping(address.alignedTo(blockSize()), frame, blockSize(), rights,
                    entry.snoop() && capabilities.snoopControl(), seen);
            long output = mapping.translate(address).value();
            if ((output & ~0xFFFFFL) == 0xFEE00000L) {
                return new Fault(FaultReason.INTERRUPT_RANGE_OUTPUT, level, PAGE_SIZE, false);
            }
            return mapping;
        }
    }
}
