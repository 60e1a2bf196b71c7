package iommu.bench;

import com.sun.management.ThreadMXBean;
import iommu.emulator.fast.FastCache;
import iommu.emulator.machine.Host;
import iommu.emulator.machine.Listening;
import iommu.emulator.machine.Machine;
import iommu.emulator.machine.Options;
import iommu.emulator.machine.RemappingUnit;
import java.lang.management.ManagementFactory;

/**
 * What it costs that somebody could listen while nobody does: a domain invalidated by register in a unit with the
 * machinery and in one without. The two differ by next to nothing, so they take turns in one JVM, in the same compiled
 * code, and what counts is the median of the ratios of neighbouring turns. Where in memory a unit lies counts for more
 * than what is measured: so there are several pairs, made in either order.
 *
 * @param time  processor time of an invalidation in the unit that nobody can follow, in ns
 * @param ratio of the other's to that
 * @param bytes what the other allocates more, per invalidation
 */
record NobodyListens(double time, double ratio, double bytes) {

    /** IOTLB_REG where the reference places it, and a command for one domain. */
    private static final int IOTLB = 0xF8;
    private static final long DOMAIN = 1L << 63 | 2L << 60 | 1L << 32;
    private static final int PAIRS = 16;
    private static final int WARMUPS = 200;
    private static final int TURNS = 500;
    private static final int COMMANDS = 1_000;

    /** One turn of a unit. */
    private record Turn(double time, double bytes) {
    }

    static NobodyListens measure() {
        Measured times = new Measured();
        Measured ratios = new Measured();
        Measured bytes = new Measured();
        for (int pair = 0; pair < PAIRS; pair++) {
            RemappingUnit early = unit(pair % 2 == 0);
            RemappingUnit late = unit(pair % 2 != 0);
            for (int turn = 0; turn < WARMUPS + TURNS; turn++) {
                Turn first = turn(early);
                Turn second = turn(late);
                if (turn >= WARMUPS) {
                    Turn with = pair % 2 == 0 ? first : second;
                    Turn without = pair % 2 == 0 ? second : first;
                    times.time(without.time());
                    ratios.time(with.time() / without.time());
                    bytes.time(with.bytes() - without.bytes());
                }
            }
        }
        return new NobodyListens(times.time(), ratios.time(), bytes.time());
    }

    private static RemappingUnit unit(boolean followable) {
        Host host = followable ? Host.listening(new Listening(new Nobody())) : Host.alone((address, data) -> { });
        FastCache cache = new FastCache(World.UNIT, World.CAPACITY);
        return new Machine(World.UNIT, World.CAPACITY, Options.DEFAULT, host, plain -> Units.with(plain, cache)).unit();
    }

    private static Turn turn(RemappingUnit unit) {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocated = threads.getCurrentThreadAllocatedBytes();
        long began = threads.getCurrentThreadCpuTime();
        for (int i = 0; i < COMMANDS; i++) {
            unit.write(IOTLB, 8, DOMAIN);
        }
        double time = threads.getCurrentThreadCpuTime() - began;
        return new Turn(time / COMMANDS, (double) (threads.getCurrentThreadAllocatedBytes() - allocated) / COMMANDS);
    }
}
