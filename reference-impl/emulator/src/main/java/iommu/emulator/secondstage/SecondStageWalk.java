package iommu.emulator.secondstage;

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
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The walk through 3, 4 or 5 levels of second-stage tables (§3.7.1).
 *
 * <pre>
 *  56     48 47     39 38     30 29     21 20     12 11          0
 * ┌─────────┬─────────┬─────────┬─────────┬─────────┬─────────────┐
 * │ level 5 │ level 4 │ level 3 │ level 2 │ level 1 │   offset    │
 * └─────────┴─────────┴─────────┴─────────┴─────────┴─────────────┘
 * </pre>
 *
 * <p>Each level picks one of 512 entries with nine bits of the address. At every level the entry's own validity is
 * judged first, then whether the request still has its right (freedom {@code fault-order}).
 */
public final class SecondStageWalk implements PageWalk {

    private static final int PAGE_BITS = 12;
    private static final int INDEX_BITS = 9;
    private static final long PAGE = 1L << PAGE_BITS;

    private final TableMemory memory;
    private final Capabilities capabilities;

    public SecondStageWalk(TableMemory memory, Capabilities capabilities) {
        this.memory = memory;
        this.capabilities = capabilities;
    }

    @Override
    public WalkResult walk(WalkStart start, Iova address, Access access) {
        int width = Math.min(start.addressWidth(), capabilities.guestAddressWidth());
        if (address.value() >>> width != 0) {
            return Fault.of(FaultReason.ADDRESS_BEYOND_WIDTH); // §7.1.3 LGN.1.1
        }
        List<WalkStep> steps = new ArrayList<>();
        Gpa table = start.table();
        Rights rights = start.rights();
        for (int level = start.level();; level--) {
            Gpa at = table.plus(SecondStageEntry.SIZE * index(address, level));
            OptionalLong bits = memory.read64(at);
            if (bits.isEmpty()) {
                return Fault.atLevel(accessError(start, level), level);
            }
            SecondStageEntry entry = new SecondStageEntry(bits.getAsLong());
            steps.add(new WalkStep(level, at, entry.bits()));
            if (isPresent(entry) && hasReservedBits(entry, level)) {
                return Fault.atLevel(FaultReason.TABLE_RESERVED, level); // §7.1.3 LSS.2
            }
            rights = rights.and(Rights.of(entry.read(), entry.write())); // §3.7.1: the AND over all levels
            Optional<FaultReason> denied = denied(access, rights);
            if (denied.isPresent()) {
                return Fault.atLevel(denied.get(), level);
            }
            if (isLeaf(entry, level)) {
                return reach(address, entry, rights, steps);
            }
            table = new Gpa(entry.address());
        }
    }

    private static long index(Iova address, int level) {
        return address.value() >>> lowestBit(level) & (1L << INDEX_BITS) - 1; // §3.7.1
    }

    /** The lowest address bit that chooses among the entries of a table of this level. */
    private static int lowestBit(int level) {
        return PAGE_BITS + INDEX_BITS * (level - 1);
    }

    /** The table that the context entry names is part of what the context entry promises; lower ones are not. */
    private static FaultReason accessError(WalkStart start, int level) {
        int top = (start.addressWidth() - PAGE_BITS) / INDEX_BITS;
        return level == top ? FaultReason.CONTEXT_INVALID : FaultReason.TABLE_ACCESS_ERROR; // §7.1.3 LCT.4.3, LSS.1
    }

    /** An entry that gives no right at all is not present: nothing else in it counts (§9.8). */
    private static boolean isPresent(SecondStageEntry entry) {
        return entry.read() || entry.write();
    }

    private static boolean isLeaf(SecondStageEntry entry, int level) {
        return level == 1 || entry.pageSize(); // §9.8: bit 7 is ignored at level 1; at 4 and 5 it is reserved
    }

    private boolean hasReservedBits(SecondStageEntry entry, int level) {
        if (isLeaf(entry, level) && level > 1 && !capabilities.superpages().contains(level)) {
            return true; // §9.8: bit 7 where no page of this size is offered
        }
        long reserved = 1L << 62 | 0x000F_FFFF_FFFF_F000L & -1L << capabilities.hostAddressWidth(); // §9.8: 62, 51:HAW
        if (!isLeaf(entry, level) || !capabilities.snoopControl()) {
            reserved |= 1L << 11; // §9.8: SNP is a leaf's, and needs ECAP.SC
        }
        if (isLeaf(entry, level)) {
            reserved |= (1L << lowestBit(level)) - PAGE; // §9.8: 20:12 of a 2 MiB leaf, 29:12 of a 1 GiB leaf
        }
        return (entry.bits() & reserved) != 0;
    }

    /** The fault of an access that these rights don't allow; an atomic that lacks both: freedom {@code atomic-order}. */
    private Optional<FaultReason> denied(Access access, Rights rights) {
        return switch (access) {
            case READ -> deniedUnless(rights.read(), FaultReason.READ_DENIED); // §7.1.3 LGN.3
            case WRITE -> deniedUnless(rights.write(), FaultReason.WRITE_DENIED); // §7.1.3 LGN.2
            case ATOMIC -> deniedUnless(rights.write(), FaultReason.WRITE_DENIED)
                    .or(() -> deniedUnless(rights.read(), FaultReason.READ_DENIED)); // §7.1.3 LGN.2, LGN.3
            case ZERO_LENGTH_READ -> deniedUnless(
                    rights.read() || rights.write() && capabilities.zeroLengthRead(), FaultReason.READ_DENIED); // §3.14
        };
    }

    private static Optional<FaultReason> deniedUnless(boolean allowed, FaultReason reason) {
        return allowed ? Optional.empty() : Optional.of(reason);
    }

    private WalkResult reach(Iova address, SecondStageEntry leaf, Rights rights, List<WalkStep> steps) {
        int level = steps.getLast().level();
        long size = 1L << lowestBit(level);
        Mapping mapping = new Mapping(address.alignedTo(size), new Gpa(leaf.address()), size, rights, leaf.snoop(), steps);
        if (mapping.translate(address).value() >>> 20 == 0xFEE) { // §3.15: FEEx_xxxxh, by the request's own address
            return new Fault(FaultReason.INTERRUPT_RANGE_OUTPUT, level, PAGE, false); // §7.1.3 LGN.4
        }
        return mapping;
    }
}
