package iommu.emulator.firstdma;

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
import java.util.List;
import java.util.OptionalLong;

/**
 * Translates with one page table of 512 entries: 2 MiB of addresses, no more.
 *
 * <pre>
 *  63                    21 20         12 11          0
 * ┌────────────────────────┬─────────────┬─────────────┐
 * │       must be 0        │    index    │   offset    │
 * └────────────────────────┴─────────────┴─────────────┘
 * </pre>
 *
 * <p>The index picks an entry of 8 bytes. The entry holds two rights, R and W, and the frame: where the page lies.
 */
public final class OneLevelWalk implements PageWalk {

    private static final long PAGE = 4096;
    private static final int ENTRIES = 512;

    private final TableMemory memory;
    private final Capabilities capabilities;

    public OneLevelWalk(TableMemory memory, Capabilities capabilities) {
        this.memory = memory;
        this.capabilities = capabilities;
    }

    /** @param start names the table, {@code start.table()}; its level is 1, its rights are both, its width is 21 bits */
    @Override
    public WalkResult walk(WalkStart start, Iova address, Access access) {
        if (address.value() >>> start.addressWidth() != 0) {
            return Fault.of(FaultReason.ADDRESS_BEYOND_WIDTH); // §7.1.3 LGN.1
        }
        long index = address.value() / PAGE % ENTRIES; // §3.7.1
        Gpa at = start.table().plus(SecondStageEntry.SIZE * index);
        OptionalLong bits = memory.read64(at);
        if (bits.isEmpty()) {
            return Fault.atLevel(FaultReason.CONTEXT_INVALID, 1); // §7.1.3 LCT.4.3
        }
        SecondStageEntry entry = new SecondStageEntry(bits.getAsLong());
        Rights rights = Rights.of(entry.read(), entry.write());
        if (rights != Rights.NONE && hasReservedBits(entry)) {
            return Fault.atLevel(FaultReason.TABLE_RESERVED, 1); // §7.1.3 LSS.2
        }
        if (needsRead(access, rights) && !rights.read()) {
            return Fault.atLevel(FaultReason.READ_DENIED, 1); // §7.1.3 LGN.3
        }
        if ((access == Access.WRITE || access == Access.ATOMIC) && !rights.write()) {
            return Fault.atLevel(FaultReason.WRITE_DENIED, 1); // §7.1.3 LGN.2
        }
        if (entry.address() >>> 20 == 0xFEE) {
            return Fault.atLevel(FaultReason.INTERRUPT_RANGE_OUTPUT, 1); // §7.1.3 LGN.4
        }
        return new Mapping(address.alignedTo(PAGE), new Gpa(entry.address()), PAGE, rights, entry.snoop(),
                List.of(new WalkStep(1, at, entry.bits())));
    }

    private boolean hasReservedBits(SecondStageEntry entry) {
        long reserved = 1L << 62 | 0x000F_FFFF_FFFF_F000L & -1L << capabilities.hostAddressWidth(); // §9.8: 62, 51:HAW
        return (entry.bits() & reserved) != 0 || entry.snoop() && !capabilities.snoopControl(); // §9.8: 11
    }

    /** A zero-length read may do with W alone (§3.14). */
    private boolean needsRead(Access access, Rights rights) {
        return access == Access.READ || access == Access.ATOMIC
                || access == Access.ZERO_LENGTH_READ && !(capabilities.zeroLengthRead() && rights.write());
    }
}
