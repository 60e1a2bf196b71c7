package lab06;

import iommu.arch.Capabilities;
import iommu.arch.Effect;
import iommu.arch.SourceId;
import iommu.arch.TableMemory;
import iommu.arch.Todo;
import iommu.arch.register.EventRegisters;
import iommu.arch.register.FaultCondition;
import iommu.arch.register.QueueRegisters;
import iommu.arch.register.QueueStatus;
import iommu.arch.seam.InvalidationQueue;
import java.util.List;
import java.util.Set;

/**
 * The ring of descriptors, executed one after the other (§6.5.2).
 *
 * <pre>
 *  base                 head (IQH)        next               tail (IQT)
 *   ├──────────────────────┬────────────────┬───────────────────┬──────────┐
 *   │  done, may be reused │ a wait, pending│  to be fetched    │  free    │
 *   └──────────────────────┴────────────────┴───────────────────┴──────────┘
 * </pre>
 *
 * <p>A wait that devices hold up keeps the head; without FN what follows is executed meanwhile, and after a time-out is
 * fetched again with the wait. Nothing else overtakes (freedom {@code queue-order}). Whether the ring is fetched from
 * depends on state alone: enabled, not at the tail, no IQE, no ITE; so each method ends by running it.
 */
public final class RingQueue implements InvalidationQueue {

    public RingQueue(TableMemory memory, Capabilities capabilities) {
    }

    /** Software must not change a busy queue; what it says counts at once all the same (freedom {@code busy-queue}). */
    @Override
    public List<Effect> update(QueueRegisters now) {
        throw new Todo("06");
    }

    /** ICS, IQERCD and the conditions in FSTS stay (§11.3). */
    @Override
    public void reset() {
        throw new Todo("06");
    }

    @Override
    public List<Effect> done(int tag) {
        throw new Todo("06");
    }

    @Override
    public List<Effect> done(int tag, SourceId from) {
        throw new Todo("06");
    }

    /** ITE stops fetching and aborts the waits: the first of them is where it goes on (§6.5.2.11). */
    @Override
    public List<Effect> timeout(int tag) {
        throw new Todo("06");
    }

    @Override
    public List<Effect> cleared(Set<FaultCondition> cleared) {
        throw new Todo("06");
    }

    @Override
    public List<Effect> completionCleared() {
        throw new Todo("06");
    }

    @Override
    public List<Effect> program(EventRegisters now) {
        throw new Todo("06");
    }

    @Override
    public QueueStatus status() {
        throw new Todo("06");
    }
}
