package lab02;

import iommu.arch.*;
import iommu.arch.seam.PageWalk;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

public class SecondStageWalk implements PageWalk {

    static final int R = 1;
    static final int W = 2;
    static final long PS = 1L << 7;
    static final long SNP = 1L << 11;

    private final TableMemory mem;
    private final Capabilities caps;

    public SecondStageWalk(TableMemory memory, Capabilities capabilities) {
        mem = memory;
        caps = capabilities;
    }

    public WalkResult walk(WalkStart start, Iova address, Access access) {
        long va = address.value();
        if (Long.compareUnsigned(va, 1L << start.addressWidth()) >= 0
                || Long.compareUnsigned(va, 1L << caps.guestAddressWidth()) >= 0) {
            return Fault.of(FaultReason.ADDRESS_BEYOND_WIDTH);
        }
        boolean r = start.rights().read();
        boolean w = start.rights().write();
        long table = start.table().value();
        List<WalkStep> steps = new ArrayList<>();
        for (int level = start.level(); level >= 1; level--) {
            long at = table + 8 * index(va, level);
            OptionalLong opt = mem.read64(new Gpa(at));
            if (opt.isEmpty()) {
                if (level == start.level() && 12 + 9 * level == start.addressWidth()) {
                    return Fault.atLevel(FaultReason.CONTEXT_INVALID, level);
                }
                return Fault.atLevel(FaultReason.TABLE_ACCESS_ERROR, level);
            }
            long e = opt.getAsLong();
            steps.add(new WalkStep(level, new Gpa(at), e));
            if ((e & (R | W)) == 0) {
                return denied(access, false, false, level);
            }
            boolean leaf = level == 1 || (level <= 3 && (e & PS) != 0);
            if ((e & reserved(level, leaf)) != 0) {
                return Fault.atLevel(FaultReason.TABLE_RESERVED, level);
            }
            r = r && (e & R) != 0;
            w = w && (e & W) != 0;
            long next = e & 0x000ffffffffff000L;
            if (!leaf) {
                table = next;
                continue;
            }
            if (!ok(access, r, w) {
                return denied(access, r, w, level);
            }
            long size = 4096L << (9 * (level - 1));
            long page = va / size * size;
            long out = next + (va - page);
            if (out >= 0xfee00000L && out <= 0xfeefffffL) {
                return new Fault(FaultReason.INTERRUPT_RANGE_OUTPUT, level, 4096, false);
            }
            boolean snoop = caps.snoopControl() && (e & SNP) != 0;
            return new Mapping(new Iova(page), new Gpa(next), size, Rights.of(r, w), snoop, steps);
        }
        throw new IllegalStateException("no leaf at level 1?");
    }

    private static long index(long va, int level) {
        return (va >>> (12 + 9 * (level - 1))) & 511;
    }

    private boolean ok(Access access, boolean r, boolean w) {
        switch (access) {
            case READ:
                return r;
            case WRITE:
                return w;
            case ATOMIC:
                return r && w;
            default:
                return r || (w && caps.zeroLengthRead());
        }
    }

    private static Fault denied(Access access, boolean r, boolean w, int level) {
        boolean write = access == Access.WRITE || (access == Access.ATOMIC && !w);
        return Fault.atLevel(write ? FaultReason.WRITE_DENIED : FaultReason.READ_DENIED, level);
    }

    private long reserved(int level, boolean leaf) {
        long mask = 1L << 62;
        for (int bit = caps.hostAddressWidth(); bit < 52; bit++) {
            mask |= 1L << bit;
        }
        if (!leaf) {
            mask |= PS | SNP;
        }
        if (leaf && !caps.snoopControl()) {
            mask |= SNP;
        }
        if (leaf && level > 1) {
            // not offered by the unit: then PS itself is the reserved bit
            if (!caps.superpages().contains(level)) {
                mask |= PS;
            }
            for (int bit = 12; bit < 12 + 9 * (level - 1); bit++) {
                mask |= 1L << bit;
            }
        }
        return mask;
    }
}
