package iommu.guest;

import iommu.arch.Access;
import iommu.arch.Capabilities;
import iommu.arch.DmaRequest;
import iommu.arch.Gpa;
import iommu.arch.seam.MappingDriver.Act;
import iommu.arch.stimulus.Stimulus;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The price of a workload: what the plain driver did for it, in one style on one unit. Nothing is counted that comes
 * before the first step: enabling the queue and translation.
 *
 * @param calls          calls of the driver
 * @param accesses       pages that devices wrote to
 * @param stores         stores to tables, of 8 or 16 bytes
 * @param flushes        lines flushed from the processor's caches
 * @param descriptors    invalidations put into the queue, and {@code waits} besides
 * @param registerWrites writes of the tail, and of GCMD for write buffers: each is an exit where the unit is emulated
 * @param tablePages     pages of 4 KiB that tables took at most
 */
public record WorkloadCount(int calls, int accesses, int stores, int flushes, int descriptors, int waits, int registerWrites,
        long tablePages) {

    private static final Gpa ROOT = new Gpa(0x10_0000);
    private static final Gpa RING = new Gpa(0x10_1000);
    private static final Gpa STATUS = new Gpa(0x10_2000);
    private static final Gpa TABLES = new Gpa(0x20_0000);

    /**
     * Plays a workload.
     *
     * @param out gets everything that reaches the unit, from the enabling on: a machine, or nobody
     */
    public static WorkloadCount of(Capabilities unit, TableDriver.Style style, List<Workload.Step> steps, Consumer<Stimulus> out) {
        PagePool pool = new PagePool(TABLES);
        TableDriver driver = new TableDriver(unit, ROOT, pool, style, Set.of());
        QueueFeed feed = new QueueFeed(ROOT, RING, STATUS);
        feed.start(unit).forEach(out);
        Tally tally = new Tally();
        for (Workload.Step step : steps) {
            switch (step) {
                case Workload.Step.Call(var request) -> {
                    List<Act> acts = request.on(driver);
                    List<Stimulus> stimuli = feed.feed(acts);
                    tally.calls++;
                    acts.forEach(tally::count);
                    stimuli.forEach(tally::count);
                    stimuli.forEach(out);
                    tally.tablePages = Math.max(tally.tablePages, pool.used());
                    pool.takeBack(acts);
                }
                case Workload.Step.Access(var source, var page) -> {
                    tally.accesses++;
                    out.accept(new Stimulus.Dma(DmaRequest.untranslated(source, page, Access.WRITE)));
                }
            }
        }
        return tally.count();
    }

    private static final class Tally {
        private int calls;
        private int accesses;
        private int stores;
        private int flushes;
        private int descriptors;
        private int waits;
        private int registerWrites;
        private long tablePages;

        private void count(Act act) {
            switch (act) {
                case Act.Store s -> stores++;
                case Act.StoreWhole s -> stores++;
                case Act.Flush f -> flushes++;
                case Act.Invalidate i -> descriptors++;
                case Act.InvalidateDeviceTlb d -> descriptors++;
                case Act.Wait w -> waits++;
                case Act.FlushWriteBuffer f -> { }
                case Act.Release r -> { }
            }
        }

        private void count(Stimulus stimulus) {
            registerWrites += stimulus instanceof Stimulus.RegisterWrite ? 1 : 0;
        }

        private WorkloadCount count() {
            return new WorkloadCount(calls, accesses, stores, flushes, descriptors, waits, registerWrites, tablePages);
        }
    }
}
