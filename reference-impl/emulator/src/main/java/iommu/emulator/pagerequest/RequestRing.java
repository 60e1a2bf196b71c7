package iommu.emulator.pagerequest;

import iommu.arch.Effect;
import iommu.arch.Entry128;
import iommu.arch.Entry256;
import iommu.arch.Gpa;
import iommu.arch.PageRequest;
import iommu.arch.format.PageRequestDescriptor;
import iommu.arch.register.EventRegisters;
import iommu.arch.register.PageRequestRegisters;
import iommu.arch.register.PageRequestStatus;
import iommu.arch.seam.PageRequestQueue;
import iommu.emulator.event.EventLine;
import java.util.ArrayList;
import java.util.List;

/**
 * A ring that the unit fills and software empties: one entry always stays free (§7.4.1).
 *
 * <pre>
 *  base              head (PQH)              tail (PQT)
 *   ├───────────────────┬───────────────────────┬──────────────┤
 *   │  free             │  for software to take │  free        │
 *   └───────────────────┴───────────────────────┴──────────────┘
 * </pre>
 *
 * <p>A request that finds no room is lost. If its device waits for an answer, the unit says <em>success</em> in
 * software's place: the device will find the page still missing and ask again (Table 31).
 */
public final class RequestRing implements PageRequestQueue {

    private static final int SUCCESS = 0;

    private final EventLine event = new EventLine();
    private PageRequestRegisters registers = PageRequestRegisters.RESET;
    private int tail;
    private boolean pending;
    private boolean overflow;

    /** Head and tail outside the ring are cut to its size (freedom {@code page-request-registers}). */
    @Override
    public void update(PageRequestRegisters now) {
        registers = now;
        tail = now.tail() & last();
    }

    /** PRS stays (§11.3). */
    @Override
    public void reset() {
        update(PageRequestRegisters.RESET);
        event.reset();
    }

    @Override
    public List<Effect> take(PageRequest request) {
        if (overflow) {
            return drop(request); // §7.4.1, Table 31: without an event
        }
        if ((tail + 1 & last()) == (registers.head() & last())) {
            List<Effect> effects = new ArrayList<>(raise()); // §7.5: PRO raises the event as PPR does
            overflow = true;
            effects.addAll(drop(request));
            return effects;
        }
        List<Effect> effects = new ArrayList<>();
        effects.add(new Effect.StorePageRequest(at(tail), encoded(request)));
        tail = tail + 1 & last();
        effects.addAll(raise()); // §7.5: the message is behind the descriptor
        pending = true;
        return effects;
    }

    /** §7.5: only if software had nothing to service. */
    private List<Effect> raise() {
        return pending || overflow ? List.of() : event.raise();
    }

    private static List<Effect> drop(PageRequest request) {
        return request.last()
                ? List.of(new Effect.RespondToPageGroup(request.source(), request.pasid(), request.group(), SUCCESS))
                : List.of();
    }

    @Override
    public List<Effect> clear(boolean ppr, boolean pro) {
        pending &= !ppr; // §11.4.11.4: RW1C
        overflow &= !pro;
        if (!pending && !overflow) {
            event.serviced(); // §7.5; §11.4.11.5 names PPR alone (freedom {@code page-request-serviced})
        }
        return List.of();
    }

    @Override
    public List<Effect> program(EventRegisters now) {
        return event.program(now);
    }

    @Override
    public PageRequestStatus status() {
        return new PageRequestStatus(tail, pending, overflow, event.pending());
    }

    /** PQA.PQS: 2^(PQS + 7) entries (§11.4.11.3); the index of the last, and so a mask. */
    private int last() {
        return (128 << registers.size()) - 1;
    }

    private Gpa at(int index) {
        return registers.base().plus((long) PageRequestDescriptor.SIZE * index);
    }

    /** §7.4.1.1. Without a PASID its fields are 0, though undefined (freedom {@code page-request-without-pasid}). */
    private static Entry256 encoded(PageRequest request) {
        long low = PageRequestDescriptor.TYPE | (long) request.source().value() << 16;
        if (request.pasid().present()) {
            low |= 1 << 8 | (long) request.pasid().value() << 32 | bit(52, request.execute()) | bit(53, request.supervisor());
        }
        long high = bit(0, request.read()) | bit(1, request.write()) | bit(2, request.last())
                | (long) request.group() << 3 | request.address().alignedTo(1 << 12).value();
        return new Entry256(new Entry128(low, high), new Entry128(0, 0));
    }

    private static long bit(int number, boolean set) {
        return set ? 1L << number : 0;
    }
}
