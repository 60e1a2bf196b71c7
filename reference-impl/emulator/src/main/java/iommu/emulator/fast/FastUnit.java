package iommu.emulator.fast;

import iommu.arch.Access;
import iommu.arch.DmaOutcome;
import iommu.arch.DmaRequest;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Pasid;
import iommu.arch.RequestKind;
import iommu.arch.SourceId;
import iommu.arch.seam.DmaPort;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/**
 * The way of a request that needs no more than a hit, or a cached context and a walk that ends well. Everything else
 * goes to the full unit, one at a time: faults and their records, pass-through, other kinds of requests, requests with
 * PASID, other table modes.
 *
 * <p>Whether translation is on it learns from the effects of register writes that pass its {@link LegacyGate}; caches and
 * tables are those of the full unit. Nothing is observed here: an explanation walks again.
 */
public final class FastUnit implements DmaPort {

    private static final long NO_ANSWER = -1;

    private final FastCache cache;
    private final FastWalk walk;
    private final boolean walksItself;
    private final DmaPort full;
    private final LegacyGate gate;

    /**
     * @param walksItself whether a miss may be walked here, past the paging-structure caches
     * @param full        the full unit over the same cache, with {@code gate} for its registers
     */
    public FastUnit(FastCache cache, FastWalk walk, boolean walksItself, LegacyGate gate, DmaPort full) {
        this.cache = cache;
        this.walk = walk;
        this.walksItself = walksItself;
        this.gate = gate;
        this.full = full;
    }

    /** The answer alone. What the caller then does with it no invalidation waits for: see {@link #requester}. */
    @Override
    public DmaOutcome translate(DmaRequest request) {
        long answer = quick(request);
        return answer != NO_ANSWER ? new DmaOutcome.Translated(new Gpa(answer)) : slow(copy(request));
    }

    /** The same, for callers that make objects of neither request nor answer where a hit needs none. */
    public void translate(DmaRequest request, Consumer<DmaOutcome> use) {
        long answer = quick(request);
        if (answer != NO_ANSWER) {
            use.accept(new DmaOutcome.Translated(new Gpa(answer)));
        } else {
            use.accept(slow(copy(request)));
        }
    }

    private synchronized DmaOutcome slow(DmaRequest request) {
        return full.translate(request);
    }

    /** So that the caller's own request, which then goes nowhere else, need not exist on the way of a hit. */
    private static DmaRequest copy(DmaRequest request) {
        return new DmaRequest(request.source(), request.pasid(), new Iova(request.address().value()), request.access(),
                request.kind(), request.supervisor(), request.execute());
    }

    /** Runs an access to the registers of the full unit: one at a time, and never while it answers a request. */
    public synchronized long exclusively(LongSupplier access) {
        return access.getAsLong();
    }

    private long quick(DmaRequest request) {
        long address = request.address().value();
        if (request.kind() != RequestKind.UNTRANSLATED || request.pasid().present() || !gate.open()
                || inInterruptRange(address)) {
            return NO_ANSWER;
        }
        long content = cache.find(request.source(), request.pasid(), address); // §6.2.7
        if (content == Packed.NOTHING && walksItself) {
            content = miss(request.source(), request.pasid(), address, request.access());
        }
        if (Packed.isFault(content) || !walk.allows(Packed.rights(content), request.access())) {
            return NO_ANSWER;
        }
        long output = Packed.output(content, address);
        return inInterruptRange(output) ? NO_ANSWER : output;
    }

    private long miss(SourceId source, Pasid pasid, long address, Access access) {
        long epoch = cache.epoch(); // §6.5.4: before anything is read
        ContextTable.Entry entry = cache.contextOf(source);
        if (entry == null || entry.start() == null) {
            return Packed.NOTHING;
        }
        long content = walk.descend(entry.start(), address, access, null);
        if (Packed.isFault(content)) {
            return Packed.NOTHING; // the full unit walks again, records and blocks
        }
        content |= entry.tags();
        cache.fill(source, pasid, address, content, epoch);
        return content;
    }

    /** FEEx_xxxxh (§3.15). */
    private static boolean inInterruptRange(long address) {
        return address >>> 20 == 0xFEE;
    }

    /** A way into this unit for the calling thread alone, whose accesses invalidations wait for (§6.5.4). */
    public Requester requester() {
        return new Requester(cache.drain().open());
    }

    /** One thread's way into the unit. */
    public final class Requester implements AutoCloseable {

        private final Drain.Lane lane;

        private Requester(Drain.Lane lane) {
            this.lane = lane;
        }

        /**
         * Sends a request and makes its access.
         *
         * @param access what is done with the answer; no IOTLB invalidation completes before that is done. It must
         *               neither access the unit's registers nor wait for a thread that does
         */
        public void send(DmaRequest request, Consumer<DmaOutcome> access) {
            lane.enter();
            try {
                long answer = quick(request);
                if (answer != NO_ANSWER) {
                    access.accept(new DmaOutcome.Translated(new Gpa(answer)));
                } else {
                    access.accept(slowly(copy(request)));
                }
            } finally {
                lane.leave();
            }
        }

        /** Who waits for the full unit must not be waited for. No invalidation runs while it answers. */
        private DmaOutcome slowly(DmaRequest request) {
            lane.leave();
            synchronized (FastUnit.this) {
                lane.enter();
                return full.translate(request);
            }
        }

        @Override
        public void close() {
            cache.drain().close(lane);
        }
    }
}
