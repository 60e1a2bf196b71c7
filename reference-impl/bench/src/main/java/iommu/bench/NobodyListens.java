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
 * code, and each is taken at its least: what others on the machine add to a time is never less than nothing.
 *
 * @param with    processor time of an invalidation in ns
 * @param without the same in the unit that nobody can follow
 * @param bytes   what the first allocates more than the second, per invalidation
 */
record NobodyListens(double with, double without, double bytes) {

    /** IOTLB_REG where the reference places it, and a command for one domain. */
    private static final int IOTLB = 0xF8;
    private static final long DOMAIN = 1L << 63 | 2L << 60 | 1L << 32;
    private static final int PAIRS = 12;
    private static final int WARMUPS = 200;
    private static final int TURNS = 600;
    private static final int COMMANDS = 1_000;

    /** One turn of a unit. */
    private record Turn(double time, double bytes) {
    }

    static NobodyListens measure() {
        NobodyListens least = new NobodyListens(Double.MAX_VALUE, Double.MAX_VALUE, Double.MAX_VALUE);
        for (int pair = 0; pair < PAIRS; pair++) { // where in memory a unit lies counts for more than what is measured
            RemappingUnit early = unit(pair % 2 == 0);
            RemappingUnit late = unit(pair % 2 != 0);
            least = least.and(pair % 2 == 0 ? turns(early, late) : turns(late, early));
        }
        return least;
    }

    private static NobodyListens turns(RemappingUnit followable, RemappingUnit alone) {
        NobodyListens least = new NobodyListens(Double.MAX_VALUE, Double.MAX_VALUE, Double.MAX_VALUE);
        for (int turn = 0; turn < WARMUPS + TURNS; turn++) {
            Turn first = turn(followable);
            Turn second = turn(alone);
            if (turn >= WARMUPS) {
                least = least.and(new NobodyListens(first.time(), second.time(), Math.abs(first.bytes() - second.bytes())));
            }
        }
        return least;
    }

    private NobodyListens and(NobodyListens other) {
        return new NobodyListens(Math.min(with, other.with), Math.min(without, other.without), Math.min(bytes, other.bytes));
    }

    private static RemappingUnit unit(boolean followable) {
        Host host = followable ? Host.listening(new Listening(new Nobody())) : Host.of((address, data) -> { });
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
