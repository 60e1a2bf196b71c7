package iommu.scenario;

import iommu.arch.Access;
import iommu.arch.Capabilities;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Mapping;
import iommu.arch.Rights;
import iommu.arch.WalkResult;
import iommu.arch.WalkStart;
import iommu.arch.WalkStep;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** A page walk for the tests, right or with one of the classic mistakes. */
final class PlainWalk {

    /** A mistake, and the group whose cases must show it. */
    enum Bug {
        NONE(""), MASK_39_BITS("02.levels"), TOP_INDEX_8_BITS("02.levels"), FRAME_32_BITS("02.levels"),
        ALWAYS_4_LEVELS("02.levels"), HOLE_READS_AS_WRITE("02.levels"),
        LEAF_RIGHTS_ONLY("02.rights"), ATOMIC_AS_READ("02.rights"), ZERO_READ_AS_READ("02.rights"),
        ZERO_READ_ALWAYS("02.rights"), RIGHTS_OF_TOP_ONLY("02.rights"),
        PS_UNKNOWN("02.superpages"), PS_AT_LEVEL_4("02.superpages"), OFFSET_4K("02.superpages"),
        OFFSET_OF_2M("02.superpages"), UNOFFERED_1G("02.superpages"), DIRTY_LARGE("02.superpages"), INTERRUPT_RANGE_OF_FRAME("02.superpages"),
        RESERVED_UNCHECKED("02.reserved"), RESERVED_IN_HOLES("02.reserved"), SNP_ALWAYS_RESERVED("02.reserved"),
        SNP_NEVER_RESERVED("02.reserved"), PS_IN_PTE_RESERVED("02.reserved"), HAW_UNCHECKED("02.reserved"),
        SNP_ABOVE_LEAF("02.reserved"), BIT_62_UNCHECKED("02.reserved"),
        WIDTH_UNCHECKED("02.bounds"), MGAW_UNCHECKED("02.bounds"), AGAW_UNCHECKED("02.bounds"),
        INTERRUPT_OUTPUT("02.bounds"), INTERRUPT_RANGE_TOO_WIDE("02.bounds"), ACCESS_ERROR_IS_HOLE("02.bounds"),
        TOP_ERROR_LIKE_OTHERS("02.bounds"),
        HOLE_ALWAYS_4K("02.holes"), LEVEL_OFF_BY_ONE("02.holes"), NO_STEPS("02.steps"), ONLY_LEAF_STEP("02.steps"),
        ALWAYS_FAULT("*"), IDENTITY("*");

        final String group;

        Bug(String group) {
            this.group = group;
        }
    }

    private static final long ADDRESS = 0xF_FFFF_FFFF_F000L;

    private final PlainMemory memory;
    private final Capabilities unit;
    private final Bug bug;

    PlainWalk(PlainMemory memory, Capabilities unit, Bug bug) {
        this.memory = memory;
        this.unit = unit;
        this.bug = bug;
    }

    WalkResult walk(WalkStart start, Iova iova, Access access) {
        if (bug == Bug.ALWAYS_FAULT) {
            return Fault.atLevel(FaultReason.READ_DENIED, 1);
        }
        if (bug == Bug.IDENTITY) {
            return new Mapping(iova.alignedTo(4096), new Gpa(iova.value() & -4096), 4096, Rights.RW, false, List.of());
        }
        int width = bug == Bug.AGAW_UNCHECKED ? unit.guestAddressWidth()
                : bug == Bug.MGAW_UNCHECKED ? start.addressWidth()
                : Math.min(start.addressWidth(), unit.guestAddressWidth());
        if (bug != Bug.WIDTH_UNCHECKED && iova.value() >>> width != 0) {
            return Fault.of(FaultReason.ADDRESS_BEYOND_WIDTH);
        }
        return down(start, iova, access);
    }

    private WalkResult down(WalkStart start, Iova iova, Access access) {
        List<WalkStep> steps = new ArrayList<>();
        Gpa table = start.table();
        Rights rights = start.rights();
        int top = bug == Bug.ALWAYS_4_LEVELS ? 4 : start.level();
        for (int level = top;; level--) {
            long mask = bug == Bug.MASK_39_BITS ? (1L << 39) - 1 : -1;
            int entries = bug == Bug.TOP_INDEX_8_BITS && level == top ? 256 : 512;
            long index = (iova.value() & mask) >>> 3 + 9 * level & entries - 1;
            Gpa at = table.plus(8 * index);
            OptionalLong read = memory.read64(at);
            if (read.isEmpty()) {
                return bug == Bug.ACCESS_ERROR_IS_HOLE ? Fault.atLevel(denied(access), level)
                        : level == start.level() && bug != Bug.TOP_ERROR_LIKE_OTHERS
                        ? Fault.of(FaultReason.CONTEXT_INVALID) : Fault.atLevel(FaultReason.TABLE_ACCESS_ERROR, level);
            }
            long entry = read.getAsLong();
            steps.add(new WalkStep(level, at, entry));
            Rights own = Rights.of((entry & 1) != 0, (entry & 2) != 0);
            if (own == Rights.NONE && !(bug == Bug.RESERVED_IN_HOLES && reserved(entry, level, level == 1))) {
                return hole(bug == Bug.HOLE_READS_AS_WRITE ? FaultReason.WRITE_DENIED : denied(access), level);
            }
            rights = bug == Bug.LEAF_RIGHTS_ONLY ? own : bug == Bug.RIGHTS_OF_TOP_ONLY && level < top ? rights
                    : rights.and(own);
            boolean leaf = level == 1 || leafBit(entry, level);
            if (reserved(entry, level, leaf)) {
                return hole(FaultReason.TABLE_RESERVED, level);
            }
            boolean last = level == 1 || leaf;
            if (!allows(rights, access) && (bug != Bug.LEAF_RIGHTS_ONLY || last)) {
                return hole(denied(rights, access), level);
            }
            if (leaf) {
                return leaf(iova, entry, level, rights, steps);
            }
            table = new Gpa(entry & ADDRESS);
        }
    }

    private boolean leafBit(long entry, int level) {
        boolean ps = (entry & 0x80) != 0;
        return bug != Bug.PS_UNKNOWN && ps && (level == 2 || level == 3 || bug == Bug.PS_AT_LEVEL_4 && level > 3);
    }

    private boolean reserved(long entry, int level, boolean leaf) {
        if (bug == Bug.RESERVED_UNCHECKED) {
            return false;
        }
        long bits = bug == Bug.BIT_62_UNCHECKED ? 0 : 1L << 62;
        bits |= bug == Bug.HAW_UNCHECKED ? 0 : ADDRESS & -1L << unit.hostAddressWidth();
        boolean snp = leaf ? bug == Bug.SNP_ALWAYS_RESERVED || !unit.snoopControl() && bug != Bug.SNP_NEVER_RESERVED
                : bug != Bug.SNP_ABOVE_LEAF;
        bits |= snp ? 0x800 : 0;
        boolean high = level > 3 && bug != Bug.PS_AT_LEVEL_4 && bug != Bug.PS_UNKNOWN;
        if (high || level == 1 && bug == Bug.PS_IN_PTE_RESERVED) {
            bits |= 0x80;
        }
        if (leaf && level > 1) {
            boolean offered = unit.superpages().contains(level) || bug == Bug.UNOFFERED_1G && level == 3
                    || level > 3;
            bits |= offered ? 0 : 0x80;
            bits |= bug == Bug.DIRTY_LARGE || level > 3 ? 0 : (1L << 3 + 9 * level) - 1 & -4096L;
        }
        return (entry & bits) != 0;
    }

    private boolean allows(Rights rights, Access access) {
        return switch (access) {
            case READ -> rights.read();
            case WRITE -> rights.write();
            case ATOMIC -> rights.read() && (rights.write() || bug == Bug.ATOMIC_AS_READ);
            case ZERO_LENGTH_READ -> rights.read() || rights.write()
                    && (unit.zeroLengthRead() && bug != Bug.ZERO_READ_AS_READ || bug == Bug.ZERO_READ_ALWAYS);
        };
    }

    private static FaultReason denied(Access access) {
        return access == Access.READ || access == Access.ZERO_LENGTH_READ ? FaultReason.READ_DENIED
                : FaultReason.WRITE_DENIED;
    }

    private static FaultReason denied(Rights rights, Access access) {
        return access == Access.ATOMIC && rights.write() ? FaultReason.READ_DENIED : denied(access);
    }

    private Fault hole(FaultReason reason, int level) {
        Fault fault = Fault.atLevel(reason, level);
        return bug == Bug.HOLE_ALWAYS_4K ? new Fault(reason, level, 4096, false)
                : bug == Bug.LEVEL_OFF_BY_ONE ? new Fault(reason, level - 1, fault.holeSize(), false) : fault;
    }

    private WalkResult leaf(Iova iova, long entry, int level, Rights rights, List<WalkStep> steps) {
        long size = 1L << 3 + 9 * level;
        long frame = entry & ADDRESS & (bug == Bug.FRAME_32_BITS ? 0xFFFF_FFFFL : -1);
        long offset = iova.value() & size - 1;
        long output = frame + offset;
        long last = bug == Bug.INTERRUPT_RANGE_TOO_WIDE ? 0xFEFFFFFFL : 0xFEEFFFFFL;
        long judged = bug == Bug.INTERRUPT_RANGE_OF_FRAME ? frame : output;
        if (bug != Bug.INTERRUPT_OUTPUT && judged >= 0xFEE00000L && judged <= last) {
            return new Fault(FaultReason.INTERRUPT_RANGE_OUTPUT, level, 4096, false);
        }
        long lost = bug == Bug.OFFSET_4K ? offset & -4096L
                : bug == Bug.OFFSET_OF_2M ? offset & -(1L << 21) : 0;
        List<WalkStep> told = bug == Bug.NO_STEPS ? List.of()
                : bug == Bug.ONLY_LEAF_STEP ? steps.subList(steps.size() - 1, steps.size()) : steps;
        if (lost != 0) {
            Gpa wrong = new Gpa(frame + offset - lost & -4096L);
            return new Mapping(iova.alignedTo(4096), wrong, 4096, rights, false, told);
        }
        return new Mapping(iova.alignedTo(size), new Gpa(frame & -size), size, rights,
                unit.snoopControl() && (entry & 0x800) != 0, told);
    }
}
