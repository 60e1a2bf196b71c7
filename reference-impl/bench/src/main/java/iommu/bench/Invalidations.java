package iommu.bench;

import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Pasid;
import iommu.arch.Rights;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.emulator.fast.FastCache;
import java.util.stream.IntStream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** Commands to caches that hold many entries, half of them of another domain. */
public class Invalidations {

    private static final int LARGE_MASK = 18;
    private static final int COMMANDS = 512;

    /** Commands for pages of the measured domain, spread over all that are cached; they lie ready. */
    private static IotlbInvalidation[] commands(int entries, int mask) {
        int count = Math.min(COMMANDS, entries / 2);
        return IntStream.range(0, count)
                .mapToObj(i -> IotlbInvalidation.page(World.DOMAIN, World.page(i * (entries / count)), mask, true))
                .toArray(IotlbInvalidation[]::new);
    }

    /** A full cache. */
    @State(Scope.Benchmark)
    public static class Fast {

        @Param({"64", "65536", "1048576"})
        int entries;

        FastCache cache;
        int at;
        final IotlbInvalidation global = IotlbInvalidation.global();
        final IotlbInvalidation domain = IotlbInvalidation.domain(World.DOMAIN);

        private IotlbInvalidation[] pages;
        private IotlbInvalidation[] ranges;

        @Setup
        public void fill() {
            pages = commands(entries, 0);
            ranges = commands(entries, LARGE_MASK);
            cache = new FastCache(World.UNIT, entries);
            for (int page = 0; page < entries; page++) {
                cache.fill(World.DEVICE, Pasid.NONE, World.page(page),
                        page % 2 == 0 ? World.ENTRY : World.OTHER_ENTRY, cache.epoch());
            }
        }

        void invalidateAndRefill(IotlbInvalidation[] commands) {
            at = at + 1 & commands.length - 1;
            cache.invalidate(commands[at]);
            cache.fill(World.DEVICE, Pasid.NONE, commands[at].address(), World.ENTRY, cache.epoch());
        }
    }

    /** The naive unit, as full. */
    @State(Scope.Benchmark)
    public static class Naive {

        @Param({"64", "65536"})
        int entries;

        NaiveUnit unit;
        int at;
        private final NaiveUnit.Entry entry =
                new NaiveUnit.Entry(World.DOMAIN, new Gpa(0x8000_0000L), Rights.RW);
        private final NaiveUnit.Entry other =
                new NaiveUnit.Entry(World.OTHER_DOMAIN, new Gpa(0x8000_0000L), Rights.RW);

        private IotlbInvalidation[] pages;

        @Setup
        public void fill() {
            pages = commands(entries, 0);
            unit = new NaiveUnit(null, entries + 1);
            for (int page = 0; page < entries; page++) {
                unit.keep(key(World.page(page)), page % 2 == 0 ? entry : other);
            }
        }

        private static NaiveUnit.Key key(Iova page) {
            return new NaiveUnit.Key(World.DEVICE, Pasid.NONE, page);
        }

        void invalidateAndRefill() {
            at = at + 1 & pages.length - 1;
            unit.invalidate(pages[at]);
            unit.keep(key(pages[at].address()), entry);
        }
    }

    /** One page's command, and the page is cached again. */
    @Benchmark
    public void fastPage(Fast fast) {
        fast.invalidateAndRefill(fast.pages);
    }

    @Benchmark
    public void naivePage(Naive naive) {
        naive.invalidateAndRefill();
    }

    /** A command for 2^18 pages, and one page is cached again. */
    @Benchmark
    public void fastRange(Fast fast) {
        fast.invalidateAndRefill(fast.ranges);
    }

    @Benchmark
    public void fastDomain(Fast fast) {
        fast.cache.invalidate(fast.domain);
    }

    @Benchmark
    public void fastGlobal(Fast fast) {
        fast.cache.invalidate(fast.global);
    }
}
