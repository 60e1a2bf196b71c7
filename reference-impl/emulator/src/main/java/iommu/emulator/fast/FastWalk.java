package iommu.emulator.fast;

import iommu.arch.Access;
import iommu.arch.Capabilities;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.TableMemory;
import iommu.arch.WalkResult;
import iommu.arch.WalkStart;
import iommu.arch.WalkStep;
import iommu.arch.seam.PageWalk;
import java.util.Arrays;
import java.util.List;

/**
 * The walk of {@code secondstage.SecondStageWalk} in plain numbers (§3.7.1): the same judgements in the same order
 * (freedom {@code fault-order}), with the reserved bits of each level worked out beforehand.
 */
public final class FastWalk implements PageWalk {

    private static final int PAGE_BITS = 12;
    private static final int INDEX_BITS = 9;
    private static final int LEVELS = 5;
    private static final long ADDRESS = 0x000F_FFFF_FFFF_F000L;
    private static final int PAGE_SIZE = 1 << 7;
    private static final int SNOOP = 1 << 11;

    private final WordSource memory;
    private final int unitWidth;
    /** By access: the rights without which it is denied; none at all never suffices. */
    private final int[] needed;
    private final long[] reservedInTable = new long[LEVELS + 1];
    private final long[] reservedInLeaf = new long[LEVELS + 1];

    public FastWalk(TableMemory memory, Capabilities capabilities) {
        this.memory = WordSource.of(memory);
        this.unitWidth = capabilities.guestAddressWidth();
        this.needed = Arrays.stream(Access.values()).mapToInt(access -> needed(access, capabilities)).toArray();
        long always = 1L << 62 | ADDRESS & -1L << capabilities.hostAddressWidth(); // §9.8: 62, 51:HAW
        for (int level = 1; level <= LEVELS; level++) {
            boolean offered = level == 1 || capabilities.superpages().contains(level);
            reservedInTable[level] = always | SNOOP; // §9.8: SNP is a leaf's
            reservedInLeaf[level] = always
                    | (capabilities.snoopControl() ? 0 : SNOOP) // §9.8: and needs ECAP.SC
                    | (1L << lowestBit(level)) - 1 & ADDRESS // §9.8: 20:12 of a 2 MiB leaf, 29:12 of a 1 GiB leaf
                    | (offered ? 0 : PAGE_SIZE); // §9.8: no page of this size
        }
    }

    @Override
    public WalkResult walk(WalkStart start, Iova address, Access access) {
        WalkStep[] steps = new WalkStep[LEVELS];
        long content = descend(start, address.value(), access, steps);
        int read = 0;
        while (read < LEVELS && steps[read] != null) {
            read++;
        }
        return Packed.result(content, address.value(), List.of(Arrays.copyOf(steps, read)));
    }

    /**
     * The walk without objects.
     *
     * @param steps gets every entry read, from the first element on; null if nobody wants them
     * @return a word of {@link Packed} without domain-id
     */
    long descend(WalkStart start, long address, Access access, WalkStep[] steps) {
        if (address >>> Math.min(start.addressWidth(), unitWidth) != 0) {
            return Packed.fault(FaultReason.ADDRESS_BEYOND_WIDTH, 0, 0); // §7.1.3 LGN.1.1
        }
        long table = start.table().value();
        int rights = start.rights().ordinal();
        int need = needed[access.ordinal()];
        int shift = lowestBit(start.level());
        for (int level = start.level();; level--, shift -= INDEX_BITS) {
            long at = table + 8 * (address >>> shift & (1 << INDEX_BITS) - 1); // §3.7.1
            long entry = memory.word(at);
            if (entry == WordSource.UNREADABLE && memory.fails(at)) {
                return atLevel(accessError(start, level), level);
            }
            if (steps != null) {
                steps[start.level() - level] = new WalkStep(level, new Gpa(at), entry);
            }
            boolean leaf = level == 1 || (entry & PAGE_SIZE) != 0; // §9.8: bit 7 is ignored at level 1
            int own = (int) entry & (Packed.READ | Packed.WRITE);
            if (own != 0 && (entry & (leaf ? reservedInLeaf : reservedInTable)[level]) != 0) {
                return atLevel(FaultReason.TABLE_RESERVED, level); // §7.1.3 LSS.2
            }
            rights &= own; // §3.7.1: the AND over all levels
            if (rights == 0 || (need & ~rights) != 0) {
                return atLevel(denial(rights, access), level);
            }
            table = entry & ADDRESS;
            if (leaf) {
                return reach(Packed.mapping(table, level - 1, rights, (entry & SNOOP) != 0), address, level);
            }
        }
    }

    private static long reach(long content, long address, int level) {
        boolean interrupt = Packed.output(content, address) >>> 20 == 0xFEE; // §3.15: by the request's own address
        return interrupt ? Packed.fault(FaultReason.INTERRUPT_RANGE_OUTPUT, level, PAGE_BITS) : content; // §7.1.3 LGN.4
    }

    private static int lowestBit(int level) {
        return PAGE_BITS + INDEX_BITS * (level - 1);
    }

    private static long atLevel(FaultReason reason, int level) {
        return Packed.fault(reason, level, lowestBit(level));
    }

    private static FaultReason accessError(WalkStart start, int level) {
        int top = (start.addressWidth() - PAGE_BITS) / INDEX_BITS;
        return level == top ? FaultReason.CONTEXT_INVALID : FaultReason.TABLE_ACCESS_ERROR; // §7.1.3 LCT.4.3, LSS.1
    }

    private static int needed(Access access, Capabilities capabilities) {
        return switch (access) {
            case READ -> Packed.READ;
            case WRITE -> Packed.WRITE;
            case ATOMIC -> Packed.READ | Packed.WRITE;
            case ZERO_LENGTH_READ -> capabilities.zeroLengthRead() ? 0 : Packed.READ; // §3.14: either right will do
        };
    }

    /** Whether these rights serve the access. */
    boolean allows(int rights, Access access) {
        return rights != 0 && (needed[access.ordinal()] & ~rights) == 0;
    }

    /** An atomic that lacks both rights lacks the right to write (freedom {@code atomic-order}). */
    private static FaultReason denial(int rights, Access access) {
        boolean write = access == Access.WRITE || access == Access.ATOMIC && (rights & Packed.WRITE) == 0;
        return write ? FaultReason.WRITE_DENIED : FaultReason.READ_DENIED; // §7.1.3 LGN.2, LGN.3
    }
}
