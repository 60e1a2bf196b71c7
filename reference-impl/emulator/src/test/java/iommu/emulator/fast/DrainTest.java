package iommu.emulator.fast;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Capabilities;
import iommu.arch.DomainId;
import iommu.arch.Iova;
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.invalidation.PasidIotlbInvalidation;
import iommu.emulator.cache.ScalableTaggedCache;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("§6.5.4: which commands wait for the requests under way")
class DrainTest {

    private static final int LONG_ENOUGH = 10_000;
    private static final DomainId DOMAIN = new DomainId(1);

    private final FastCache cache = new FastCache(Capabilities.DEFAULT, 16);
    private volatile boolean ended;

    /** Whether the request that was under way had ended when the command was complete. */
    private boolean waits(Runnable command) throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        Drain.Lane lane = cache.drain().open();
        lane.enter();
        CompletableFuture<Boolean> complete = CompletableFuture.supplyAsync(() -> {
            begun.countDown();
            command.run();
            return ended;
        }, task -> new Thread(task).start());
        begun.await();
        for (int i = 0; i < LONG_ENOUGH && !complete.isDone(); i++) {
            Thread.yield();
        }
        ended = true;
        lane.leave();
        boolean waited = complete.join();
        cache.drain().close(lane);
        return waited;
    }

    @Test
    void anIotlbInvalidationWaits() throws InterruptedException {
        assertThat(waits(() -> cache.invalidate(IotlbInvalidation.page(DOMAIN, new Iova(0), 0, true)))).isTrue();
    }

    @Test
    void anIotlbInvalidationByPasidWaits() throws InterruptedException {
        DrainedScalableCache scalable =
                new DrainedScalableCache(new ScalableTaggedCache(Capabilities.DEFAULT, 16), cache);
        PasidIotlbInvalidation command = new PasidIotlbInvalidation(false, DOMAIN, 1, new Iova(0), 0, false);
        assertThat(waits(() -> scalable.invalidate(command))).isTrue();
    }

    @Test
    void aRequestThatHasEndedIsNotWaitedFor() {
        Drain.Lane lane = cache.drain().open();
        lane.enter();
        lane.leave();
        cache.invalidate(IotlbInvalidation.global());
        cache.drain().close(lane);
    }

    @Test
    void noThreadWaitsForItself() {
        Drain.Lane lane = cache.drain().open();
        lane.enter();
        cache.invalidate(IotlbInvalidation.global());
        lane.leave();
        cache.drain().close(lane);
    }

    @Test
    void aContextInvalidationWaitsForNobody() {
        CompletableFuture<Drain.Lane> other = CompletableFuture.supplyAsync(() -> {
            Drain.Lane lane = cache.drain().open();
            lane.enter();
            return lane;
        });
        Drain.Lane lane = other.join();
        cache.invalidate(ContextInvalidation.global());
        lane.leave();
    }
}
