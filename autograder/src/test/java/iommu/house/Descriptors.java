package iommu.house;

import iommu.arch.Capabilities;
import iommu.arch.Entry128;
import java.util.Random;

/** Descriptors of the invalidation queue: most are in order, some have one bit too many, some are of no type. */
final class Descriptors {

    private final Random random;
    private final Capabilities unit;

    Descriptors(Random random, Capabilities unit) {
        this.random = random;
        this.unit = unit;
    }

    Entry128 any(boolean scalable) {
        Entry128 whole = whole(1 + random.nextInt(scalable ? 9 : 5));
        int damage = random.nextInt(60);
        if (damage == 0) {
            return new Entry128(whole.low() ^ 1L << random.nextInt(64), whole.high());
        }
        if (damage == 1) {
            return new Entry128(whole.low(), whole.high() ^ 1L << random.nextInt(64));
        }
        return damage == 2 ? new Entry128(random.nextInt(16) | random.nextInt(8) << 9, 0) : whole;
    }

    private Entry128 whole(int type) {
        long did = (long) random.nextInt(random.nextInt(8) == 0 ? 1 << 16 : 4) << 16;
        long sid = random.nextInt(4);
        long pasid = random.nextInt(4);
        long address = random.nextLong() & -4096L;
        long throttle = unit.platform().deviceTlbThrottling() ? random.nextLong() & (0xFFFL << 52 | 0xFL << 12) : 0;
        return switch (type) {
            case 1 -> new Entry128(1 | granularity(1, 2, 3) | did | sid << 32 | (long) random.nextInt(4) << 48, 0);
            case 2 -> new Entry128(2 | granularity(1, 2, unit.pageSelective() ? 3 : 1) | (long) random.nextInt(4) << 6 | did, pages(address));
            case 3 -> unit.deviceTlb() ? new Entry128(3 | (long) random.nextInt(32) << 16 | sid << 32 | throttle, range(address, 0)) : wait(false);
            case 4 -> new Entry128(4 | (long) random.nextInt(2) << 4
                    | (long) random.nextInt(unit.interrupts().maxHandleMask() + (random.nextInt(20) == 0 ? 3 : 1)) << 27 | (long) random.nextInt(1 << 16) << 32, 0);
            case 6 -> new Entry128(6 | granularity(2, 3, 3) | did | pasid << 32, pages(address));
            case 7 -> new Entry128(7 | granularity(0, 1, 3) | did | pasid << 32, 0);
            case 8 -> unit.deviceTlb() ? new Entry128(8 | (long) random.nextInt(32) << 4 | sid << 16 | pasid << 32 | throttle,
                    range(address, 11) | random.nextInt(2)) : wait(true);
            case 9 -> unit.scalable().pageRequests() ? new Entry128(9 | (long) random.nextInt(2) << 4 | (long) random.nextInt(16) << 12
                    | sid << 16 | pasid << 32, (long) random.nextInt(1 << 10) << 2) : wait(true);
            default -> wait(random.nextBoolean());
        };
    }

    private Entry128 wait(boolean stores) {
        long drain = unit.scalable().pageRequestDrain() ? (long) random.nextInt(2) << 7 : 0;
        return new Entry128(5 | (long) random.nextInt(2) << 4 | (stores ? 1 << 5 : 0) | (random.nextInt(4) == 0 ? 1 << 6 : 0) | drain
                | (long) random.nextInt() << 32, (random.nextInt(4) == 0 ? -4L : 0x20_0000L) & ~3L);
    }

    private long granularity(int... values) {
        return (long) values[random.nextInt(values.length)] << 4;
    }

    private long pages(long address) {
        int mask = random.nextInt(random.nextInt(10) == 0 ? 64 : unit.maxAddressMask() + 1);
        return address | (long) random.nextInt(2) << 6 | mask;
    }

    private long range(long address, int flag) {
        return switch (random.nextInt(4)) {
            case 0 -> address;
            case 1 -> 0x7FFF_FFFF_FFFF_F000L | 1L << flag;
            default -> address | 1L << flag;
        };
    }
}
