package iommu.emulator.invalidation;

import iommu.arch.Capabilities;
import iommu.arch.Effect;
import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.SourceId;
import iommu.arch.TableMemory;
import iommu.arch.invalidation.Descriptor;
import iommu.arch.register.EventRegisters;
import iommu.arch.register.FaultCondition;
import iommu.arch.register.QueueError;
import iommu.arch.register.QueueRegisters;
import iommu.arch.register.QueueStatus;
import iommu.arch.register.TableMode;
import iommu.arch.seam.InvalidationQueue;
import iommu.emulator.event.EventLine;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * The ring of descriptors, executed one after the other (§6.5.2).
 *
 * <pre>
 *  base                 head (IQH)            tail (IQT)
 *   ├──────────────────────┬─────────────────────┬───────────┤
 *   │  done, may be reused │  to be fetched      │  free     │
 *   └──────────────────────┴─────────────────────┴───────────┘
 * </pre>
 *
 * <p>In-order execution keeps every order that §6.5.2.12 asks for (freedom {@code queue-order}). Whether the ring is
 * fetched from depends on state alone: enabled, head unequal to tail, no IQE, no ITE; so each method ends by running it.
 */
public final class RingQueue implements InvalidationQueue {

    private final TableMemory memory;
    private final Decoder decoder;
    private final EventLine event = new EventLine();
    private final Map<Integer, SourceId> askedDevices = new TreeMap<>();
    private final Set<FaultCondition> stops = EnumSet.noneOf(FaultCondition.class);
    private QueueRegisters registers = QueueRegisters.RESET;
    private int head;
    private int nextTag;
    private boolean waitCompleted;
    private QueueError error = QueueError.NO_INFORMATION;
    private SourceId timedOut = new SourceId(0);

    public RingQueue(TableMemory memory, Capabilities capabilities) {
        this.memory = memory;
        this.decoder = new Decoder(capabilities);
    }

    /** Software must not change a busy queue; what it says counts at once all the same (freedom {@code busy-queue}). */
    @Override
    public List<Effect> update(QueueRegisters now) {
        registers = now;
        if (!now.enabled()) {
            head = 0; // §6.5.2: QIE off resets IQH
            askedDevices.clear();
        }
        return run();
    }

    @Override
    public List<Effect> done(int tag) {
        if (askedDevices.remove(tag) == null) {
            return List.of(new Effect.ReportQueueError(FaultCondition.COMPLETION_ERROR)); // §6.5.2.11: ICE
        }
        return run();
    }

    @Override
    public List<Effect> timeout(int tag) {
        SourceId source = askedDevices.remove(tag);
        if (source == null) {
            return List.of();
        }
        timedOut = source;
        askedDevices.clear();
        stops.add(FaultCondition.TIMEOUT_ERROR); // §6.5.2.11: ITE stops fetching; a pending wait is aborted, IQH stays on it
        return List.of(new Effect.ReportQueueError(FaultCondition.TIMEOUT_ERROR));
    }

    @Override
    public List<Effect> cleared(Set<FaultCondition> conditions) {
        stops.removeAll(conditions);
        return run(); // §6.5.2.11: goes on at IQH, without a write of IQT
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
        return new QueueStatus(head, waitCompleted, event.pending(), error, timedOut);
    }

    private List<Effect> run() {
        List<Effect> effects = new ArrayList<>();
        while (registers.enabled() && stops.isEmpty() && head != registers.tail()) {
            Optional<QueueError> wrong = wrongSetUp();
            if (wrong.isPresent()) {
                effects.add(stop(wrong.get()));
                break;
            }
            Optional<Entry128> bits = memory.read128(descriptorAt(head)); // §3.10: always snoops
            if (bits.isEmpty()) {
                effects.add(stop(QueueError.FETCH_ERROR));
                break;
            }
            Descriptor descriptor = new Descriptor(bits.get());
            wrong = decoder.flaw(descriptor);
            if (wrong.isPresent()) {
                effects.add(stop(wrong.get())); // §6.5.2.11: IQH stays on the bad descriptor
                break;
            }
            if (descriptor.type() == Descriptor.WAIT && !askedDevices.isEmpty()) {
                break; // §6.5.2.12: a wait completes after everything before it
            }
            effects.addAll(execute(descriptor));
            head = (head + 1) % entries();
        }
        return effects;
    }

    private List<Effect> execute(Descriptor descriptor) {
        return switch (descriptor.type()) {
            case Descriptor.WAIT -> complete(descriptor);
            case Descriptor.DEVICE_TLB -> {
                int tag = nextTag++;
                askedDevices.put(tag, new SourceId(descriptor.sourceId()));
                yield List.of(decoder.deviceTlb(descriptor, tag));
            }
            default -> List.of(decoder.command(descriptor));
        };
    }

    /** The status is stored before the event goes out (§6.5.2.9). Neither of the two is a legal fence. */
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

    private Optional<QueueError> wrongSetUp() {
        if (registers.mode() != TableMode.LEGACY) {
            return Optional.of(QueueError.INVALID_TABLE_MODE); // §11.4.9.9: without SMTS and ADMS
        }
        if (registers.wide()) {
            return Optional.of(QueueError.INVALID_WIDTH); // §11.4.9.9: without SMTS and ADMS
        }
        return registers.tail() < entries() && head < entries()
                ? Optional.empty()
                : Optional.of(QueueError.INVALID_TAIL);
    }

    private Effect stop(QueueError reason) {
        stops.add(FaultCondition.QUEUE_ERROR);
        error = reason;
        return new Effect.ReportQueueError(FaultCondition.QUEUE_ERROR);
    }

    /** IQA.QS: 2^QS pages of 4 KiB, 256 descriptors each (§11.4.9.3). */
    private int entries() {
        return 256 << registers.size();
    }

    private Gpa descriptorAt(int index) {
        return registers.base().plus((long) Descriptor.SIZE * index);
    }
}
