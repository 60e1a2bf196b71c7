package iommu.emulator.invalidation;

import iommu.arch.Capabilities;
import iommu.arch.Effect;
import iommu.arch.SourceId;
import iommu.arch.TableMemory;
import iommu.arch.invalidation.Descriptor;
import iommu.arch.register.EventRegisters;
import iommu.arch.register.FaultCondition;
import iommu.arch.register.QueueError;
import iommu.arch.register.QueueRegisters;
import iommu.arch.register.QueueStatus;
import iommu.arch.seam.InvalidationQueue;
import iommu.emulator.event.EventLine;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
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

    private static final SourceId NOBODY = new SourceId(0);

    private final Ring ring;
    private final Decoder decoder;
    private final PendingWork pending = new PendingWork();
    private final EventLine event = new EventLine();
    private final Set<FaultCondition> conditions = EnumSet.noneOf(FaultCondition.class);
    private int next;
    private boolean waitCompleted;
    private QueueError error = QueueError.NO_INFORMATION;
    private SourceId timedOut = NOBODY;
    private SourceId unexpected = NOBODY;

    public RingQueue(TableMemory memory, Capabilities capabilities) {
        this.ring = new Ring(memory, capabilities);
        this.decoder = new Decoder(capabilities);
    }

    /** Software must not change a busy queue; what it says counts at once all the same (freedom {@code busy-queue}). */
    @Override
    public List<Effect> update(QueueRegisters now) {
        ring.program(now);
        next = ring.aligned(next);
        if (!now.enabled()) {
            next = 0; // §6.5.2: QIE off resets IQH
            pending.forget();
        }
        return run(new ArrayList<>());
    }

    /** ICS, IQERCD and the conditions in FSTS stay (§11.3). */
    @Override
    public void reset() {
        update(QueueRegisters.RESET);
        event.reset();
    }

    @Override
    public List<Effect> done(int tag) {
        return done(tag, pending.asked(tag).orElse(NOBODY));
    }

    @Override
    public List<Effect> done(int tag, SourceId from) {
        if (!pending.asked(tag).equals(Optional.of(from))) { // §4.3: the tag counts with its device
            unexpected = conditions.contains(FaultCondition.COMPLETION_ERROR) ? unexpected : from; // §11.4.9.9
            return List.of(report(FaultCondition.COMPLETION_ERROR)); // §6.5.2.11: ICE, and the queue goes on
        }
        List<Effect> effects = new ArrayList<>();
        pending.answered(tag).forEach(wait -> effects.addAll(complete(wait)));
        return run(effects);
    }

    /** ITE stops fetching and aborts the waits: the first of them is where it goes on (§6.5.2.11). */
    @Override
    public List<Effect> timeout(int tag) {
        Optional<SourceId> device = pending.asked(tag);
        if (device.isEmpty()) {
            return List.of();
        }
        timedOut = conditions.contains(FaultCondition.TIMEOUT_ERROR) ? timedOut : device.get(); // §11.4.9.9
        next = head();
        pending.timedOut(tag);
        return List.of(report(FaultCondition.TIMEOUT_ERROR));
    }

    @Override
    public List<Effect> cleared(Set<FaultCondition> cleared) {
        conditions.removeAll(cleared);
        return run(new ArrayList<>()); // §6.5.2.11: goes on at IQH, without a write of IQT
    }

    @Override
    public List<Effect> completionCleared() {
        waitCompleted = false;
        event.serviced(); // §6.5.2.10
        return List.of();
    }

    @Override
    public List<Effect> program(EventRegisters now) {
        return event.program(now);
    }

    @Override
    public QueueStatus status() {
        return new QueueStatus(head(), waitCompleted, event.pending(), error, timedOut, unexpected);
    }

    /** IQH moves on after a valid descriptor, but not over a wait that may yet be aborted (§6.5.2.11). */
    private int head() {
        return ring.aligned(pending.firstWait().orElse(next));
    }

    private List<Effect> run(List<Effect> effects) {
        boolean goesOn = true;
        while (goesOn && mayFetch()) {
            goesOn = switch (ring.fetch(next)) {
                case Ring.Valid valid -> start(valid.descriptor(), effects);
                case Ring.Invalid invalid -> stop(invalid.error(), effects);
            };
        }
        return effects;
    }

    private boolean mayFetch() {
        return ring.enabled() && !ring.endsAt(next) && !pending.isFenced() // §6.5.2
                && !conditions.contains(FaultCondition.QUEUE_ERROR)
                && !conditions.contains(FaultCondition.TIMEOUT_ERROR);
    }

    /** IQH stays on the bad descriptor (§6.5.2.11), so the waits before it must have moved on. @return false */
    private boolean stop(QueueError reason, List<Effect> effects) {
        if (!pending.hasWaits()) {
            error = reason;
            effects.add(report(FaultCondition.QUEUE_ERROR));
        }
        return false;
    }

    /** @return whether it could be started: else it is fetched again later */
    private boolean start(Descriptor descriptor, List<Effect> effects) {
        switch (descriptor.type()) {
            case Descriptor.WAIT -> {
                if (pending.nothingAsked()) {
                    effects.addAll(complete(descriptor));
                } else {
                    pending.await(next, descriptor); // §6.5.2.12: it completes after everything before it
                }
            }
            case Descriptor.DEVICE_TLB, Descriptor.PASID_DEVICE_TLB -> {
                if (!pending.hasFreeTag()) {
                    return false; // §4.3
                }
                effects.add(Decoder.deviceTlb(descriptor, pending.ask(Decoder.device(descriptor))));
            }
            case Descriptor.PAGE_GROUP_RESPONSE -> {
                if (pending.hasWaits()) {
                    return false; // a device must not get it twice
                }
                effects.add(decoder.command(descriptor));
            }
            default -> effects.add(decoder.command(descriptor));
        }
        next = ring.after(next);
        return true;
    }

    /**
     * The status is stored before the event goes out (§6.5.2.9). Neither of the two is a legal fence. Page requests are in
     * memory as soon as they have come, so PD asks for nothing more (§7.7).
     */
    private List<Effect> complete(Descriptor wait) {
        List<Effect> effects = new ArrayList<>();
        if (wait.storesStatus()) {
            effects.add(decoder.statusOf(wait));
        }
        if (wait.interrupts() && !waitCompleted) { // §6.5.2.10: no second event while IWC is set
            waitCompleted = true;
            effects.addAll(event.raise());
        }
        return effects;
    }

    private Effect report(FaultCondition condition) {
        conditions.add(condition);
        return new Effect.ReportQueueError(condition);
    }
}
