package iommu.emulator.fast;

import iommu.arch.Capabilities;
import iommu.arch.DomainId;
import iommu.arch.Iova;
import iommu.arch.Pasid;
import iommu.arch.SourceId;
import iommu.arch.invalidation.IotlbInvalidation;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * One thread changes pages and invalidates them, another uses them. A page's mapping is a version that only grows; once
 * the invalidation of a change is complete, no smaller version may be used.
 */
final class Stress {

    private static final int PAGES = 4;
    private static final int LEAST_USES = 50_000;
    private static final SourceId DEVICE = SourceId.parse("00:03.0");
    private static final DomainId DOMAIN = new DomainId(1);

    final AtomicLong hits = new AtomicLong();
    final AtomicLong fills = new AtomicLong();
    final AtomicLong stale = new AtomicLong();
    private final AtomicLongArray tables = new AtomicLongArray(PAGES);
    private final AtomicLongArray complete = new AtomicLongArray(PAGES);
    private final FastCache cache;
    private volatile boolean over;

    Stress(Epoch epoch, Drain drain) {
        cache = new FastCache(Capabilities.DEFAULT, 16, epoch, drain);
    }

    /**
     * Runs until so many changes were made, or, if {@code once}, a stale use was seen.
     *
     * @param lasting whether uses take time after the lookup, so that only a drain can keep them from being late
     */
    Stress run(long seed, int changes, boolean once, boolean lasting) {
        CompletableFuture<Void> user = CompletableFuture.runAsync(() -> use(new Random(seed), lasting),
                task -> new Thread(task, "user").start());
        for (int i = 1; (i <= changes || hits.get() + fills.get() < LEAST_USES) && !(once && stale.get() > 0)
                && !user.isDone(); i++) {
            change(i % PAGES, i);
        }
        over = true;
        user.join();
        return this;
    }

    private void change(int page, int version) {
        tables.set(page, version);
        Iova address = new Iova((long) page << 12);
        cache.invalidate(switch (version % 7) {
            case 0 -> IotlbInvalidation.global();
            case 1 -> IotlbInvalidation.domain(DOMAIN);
            case 2 -> IotlbInvalidation.page(DOMAIN, address, 18, false);
            default -> IotlbInvalidation.page(DOMAIN, address, version & 1, false);
        });
        complete.set(page, version);
    }

    private void use(Random random, boolean lasting) {
        Drain.Lane lane = cache.drain().open();
        while (!over) {
            int page = random.nextInt(PAGES);
            boolean pause = random.nextInt(16) == 0;
            lane.enter();
            long least = complete.get(page);
            long version = lookUp(page, pause);
            if (lasting && pause) {
                Thread.yield();
                least = complete.get(page);
            }
            if (version < least) {
                stale.incrementAndGet();
            }
            lane.leave();
        }
        cache.drain().close(lane);
    }

    private long lookUp(int page, boolean pause) {
        Iova address = new Iova((long) page << 12);
        long found = cache.find(DEVICE, Pasid.NONE, address.value());
        if (found != Packed.NOTHING) {
            hits.incrementAndGet();
            return versionOf(found, page);
        }
        fills.incrementAndGet();
        long epoch = cache.epoch();
        long version = tables.get(page);
        if (pause) {
            Thread.yield();
        }
        long content = Packed.mapping((version * PAGES + page) << 12, 0, Packed.READ, false);
        cache.fill(DEVICE, Pasid.NONE, address.value(), Packed.tagged(content, DOMAIN.value(), false), epoch);
        return version;
    }

    private static long versionOf(long found, int page) {
        long number = Packed.output(found, 0) >>> 12;
        if (number % PAGES != page || Packed.domain(found) != DOMAIN.value()) {
            throw new AssertionError("page " + page + " found as " + Long.toHexString(found));
        }
        return number / PAGES;
    }
}
