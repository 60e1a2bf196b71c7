package iommu.bench;

import iommu.arch.Pasid;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.emulator.fast.FastCache;
import iommu.emulator.fast.FastUnit;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** One thread's hits while another invalidates and refills other pages of the same domain without a pause. */
public class Beside {

    /** The unit of both, and the other thread. */
    @State(Scope.Benchmark)
    public static class Shared {
        FastCache cache;
        FastUnit unit;
        private volatile boolean over;
        private Thread invalidator;

        @Setup
        public void build() {
            cache = new FastCache(World.UNIT, World.CAPACITY);
            unit = Units.fast(cache, World.MISS_PAGES);
            invalidator = new Thread(this::invalidate, "invalidator");
            invalidator.start();
        }

        private void invalidate() {
            IotlbInvalidation[] commands = IntStream.range(World.HIT_PAGES, 2 * World.HIT_PAGES)
                    .mapToObj(page -> IotlbInvalidation.page(World.DOMAIN, World.page(page), 0, true))
                    .toArray(IotlbInvalidation[]::new);
            for (int i = 0; !over; i++) {
                IotlbInvalidation command = commands[i % commands.length];
                cache.invalidate(command);
                cache.fill(World.DEVICE, Pasid.NONE, command.address(), World.ENTRY, cache.epoch());
            }
        }

        @TearDown(Level.Trial)
        public void stop() throws InterruptedException {
            over = true;
            invalidator.join();
        }
    }

    @Benchmark
    public long fastHitBeside(Shared shared, Translations.Round round) {
        shared.unit.translate(round.hit(), round.use);
        return round.reached;
    }
}
