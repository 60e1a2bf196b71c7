package iommu.emulator.machine;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Access;
import iommu.arch.Capabilities;
import iommu.arch.DmaOutcome;
import iommu.arch.DmaRequest;
import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import iommu.emulator.fast.FastUnit;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** A driver remaps a page and waits for its invalidation through the queue, while two devices use the page. */
@DisplayName("§6.5.4: what a wait descriptor reports as complete is complete for every device")
class ManyThreadsTest {

    private static final int CHANGES = 2_000;
    private static final long STATUS = 0x50_0000;
    private static final long QUEUE = 0x40_0000;

    private final FastMachine machine =
            new FastMachine(Capabilities.DEFAULT, 64, Options.DEFAULT, (address, data) -> { }, 0x80_0000);
    private final AtomicLong complete = new AtomicLong();
    private final AtomicLong uses = new AtomicLong();
    private final AtomicLong stale = new AtomicLong();
    private volatile boolean over;
    private long tail;

    private void store(long at, long word) {
        machine.memory().guest().write64(new Gpa(at), word);
    }

    private void submit(long low, long high) {
        machine.memory().guest().write128(new Gpa(QUEUE + tail), new Entry128(low, high));
        tail = (tail + 16) % 0x1000;
        machine.write(0x88, 8, tail);
    }

    private void device(int function) {
        DmaRequest request = DmaRequest.untranslated(new SourceId(0x18 + function), new Iova(0x1000), Access.READ);
        try (FastUnit.Requester requester = machine.port().requester()) {
            while (!over) {
                requester.send(request, this::use);
                Thread.yield(); // here rather than on its way, where the driver would wait for it
            }
        }
    }

    private void use(DmaOutcome outcome) {
        long used = ((DmaOutcome.Translated) outcome).address().value() >>> 12;
        Thread.onSpinWait();
        if (used < complete.get()) {
            stale.incrementAndGet();
        }
        uses.incrementAndGet();
    }

    @Test
    void twoDevicesNeverUseAPageThatWasTakenAway() {
        store(0x10_0000, 0x10_1001);
        store(0x20_0000, 0x11_0003);
        store(0x30_0000, 0x20_0003);
        for (int function = 0; function < 2; function++) {
            machine.memory().guest().write128(new Gpa(0x10_1180 + 16 * function), new Entry128(0x30_0001, 0x101));
        }
        remap(0);
        machine.write(0x20, 8, 0x10_0000);
        machine.write(0x18, 4, 1L << 30);
        machine.write(0x90, 8, QUEUE);
        machine.write(0x18, 4, 1L << 26);
        machine.write(0x18, 4, 1L << 31 | 1L << 26);
        CompletableFuture<?>[] devices = {CompletableFuture.runAsync(() -> device(0), task -> new Thread(task).start()),
            CompletableFuture.runAsync(() -> device(1), task -> new Thread(task).start())};
        for (int i = 1; i <= CHANGES || uses.get() < CHANGES; i++) {
            remap(i);
            submit(0x0001_0032, 0x1000);
            submit((long) i << 32 | 0x25, STATUS);
            assertThat(machine.memory().read64(new Gpa(STATUS))).as("status of wait %d", i).hasValue(i);
            complete.set(i);
        }
        over = true;
        CompletableFuture.allOf(devices).join();
        assertThat(stale.get()).as("stale uses of %d", uses.get()).isZero();
    }

    private void remap(long version) {
        store(0x11_0008, version << 12 | 3);
    }
}
