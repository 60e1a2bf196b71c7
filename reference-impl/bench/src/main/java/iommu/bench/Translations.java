package iommu.bench;

import iommu.arch.DmaOutcome;
import iommu.arch.DmaRequest;
import iommu.arch.seam.DmaPort;
import iommu.emulator.fast.FastUnit;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Requests that hit, and requests that miss, walk four levels and are filled. */
public class Translations {

    /** Where a thread is in its round of pages. */
    @State(Scope.Thread)
    public static class Round {
        private final DmaRequest[] requests =
                IntStream.range(0, World.MISS_PAGES).mapToObj(World::read).toArray(DmaRequest[]::new);
        private int at;
        final Consumer<DmaOutcome> use = this::reach;
        long reached;

        /** A request that a device has just made, for a page that is cached. */
        DmaRequest hit() {
            at = at + 1 & World.HIT_PAGES - 1;
            return World.read(at);
        }

        /** A request that lies ready, for a page that is not cached: what is allocated is the unit's own. */
        DmaRequest miss() {
            at = at + 1 & World.MISS_PAGES - 1;
            return requests[at];
        }

        private void reach(DmaOutcome outcome) {
            reached = World.address(outcome);
        }
    }

    /** A unit that requests are sent to. */
    @State(Scope.Benchmark)
    public static class Fast {
        FastUnit unit;

        @Setup
        public void build() {
            unit = Units.fast(World.MISS_PAGES).port();
            for (int page = 0; page < World.HIT_PAGES; page++) {
                unit.translate(World.read(page));
            }
        }
    }

    /** Another. */
    @State(Scope.Benchmark)
    public static class Plain {
        DmaPort unit;

        @Setup
        public void build() {
            unit = Units.plain(World.MISS_PAGES);
        }
    }

    /** Another. */
    @State(Scope.Benchmark)
    public static class Full {
        DmaPort unit;

        @Setup
        public void build() {
            unit = Units.full(World.MISS_PAGES);
        }
    }

    /** Another. */
    @State(Scope.Benchmark)
    public static class Naive {
        NaiveUnit unit;

        @Setup
        public void build() {
            unit = Units.naive(World.MISS_PAGES);
        }
    }

    /** A thread's own way into the unit, which invalidations wait for. */
    @State(Scope.Thread)
    public static class Way {
        FastUnit.Requester requester;

        @Setup
        public void open(Fast fast) {
            requester = fast.unit.requester();
        }
    }

    @Benchmark
    public long fastHit(Fast fast, Round round) {
        fast.unit.translate(round.hit(), round.use);
        return round.reached;
    }

    /** Through the seam, which returns an object. */
    @Benchmark
    public long fastHitSeam(Fast fast, Round round) {
        return World.address(fast.unit.translate(round.hit()));
    }

    @Benchmark
    public long fastHitDrained(Way way, Round round) {
        way.requester.send(round.hit(), round.use);
        return round.reached;
    }

    @Benchmark
    public long plainHit(Plain plain, Round round) {
        return World.address(plain.unit.translate(round.hit()));
    }

    @Benchmark
    public long fullHit(Full full, Round round) {
        return World.address(full.unit.translate(round.hit()));
    }

    @Benchmark
    public long naiveHit(Naive naive, Round round) {
        return World.address(naive.unit.translate(round.hit()));
    }

    @Benchmark
    public long fastMiss(Fast fast, Round round) {
        fast.unit.translate(round.miss(), round.use);
        return round.reached;
    }

    @Benchmark
    public long plainMiss(Plain plain, Round round) {
        return World.address(plain.unit.translate(round.miss()));
    }

    @Benchmark
    public long naiveMiss(Naive naive, Round round) {
        return World.address(naive.unit.translate(round.miss()));
    }
}
