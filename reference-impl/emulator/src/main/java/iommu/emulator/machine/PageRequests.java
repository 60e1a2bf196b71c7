package iommu.emulator.machine;

import iommu.arch.Access;
import iommu.arch.DmaRequest;
import iommu.arch.Effect;
import iommu.arch.Fault;
import iommu.arch.FaultRecord;
import iommu.arch.Gpa;
import iommu.arch.PageRequest;
import iommu.arch.PasidContext;
import iommu.arch.PasidType;
import iommu.arch.RequestKind;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.register.PageRequestStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** A page request's way through the unit: the tables must serve it, then it waits in the queue (§7.4.1). */
final class PageRequests {

    private static final int INVALID_REQUEST = 1;

    private final Rooms rooms;
    private final ScalablePath tables;
    private final Blocking blocking;
    private final EffectLoop effects;

    PageRequests(Rooms rooms, ScalablePath tables, Blocking blocking, EffectLoop effects) {
        this.rooms = rooms;
        this.tables = tables;
        this.blocking = blocking;
        this.effects = effects;
    }

    OptionalInt take(PageRequest request, Gpa root) {
        DmaRequest like = new DmaRequest(request.source(), request.pasid(), request.address(), Access.READ,
                RequestKind.UNTRANSLATED);
        return switch (tables.entryFor(like, root)) {
            case Fault fault -> refuse(request, fault);
            case PasidContext entry -> queue(request, entry);
        };
    }

    /** Table 31: a dropped request that ends its group is answered as invalid. */
    OptionalInt refuse(PageRequest request, Fault fault) {
        if (!fault.suppressed()) {
            blocking.record(new FaultRecord(request.source(), request.pasid(), request.address().alignedTo(1 << 12),
                    Access.READ, RequestKind.UNTRANSLATED, fault.reason(),
                    new FaultRecord.Attributes(request.supervisor(), request.execute(), true)));
        }
        return request.last() ? OptionalInt.of(INVALID_REQUEST) : OptionalInt.empty();
    }

    private OptionalInt queue(PageRequest request, PasidContext entry) {
        PageRequestStatus before = rooms.pageRequests().status();
        List<Effect> queued = new ArrayList<>(rooms.pageRequests().take(request));
        if (rooms.pageRequests().status().tail() != before.tail()) { // §6.5.3.1: an accepted request invalidates its page
            queued.addFirst(new Effect.Invalidate(entry.type() == PasidType.NESTED ? IotlbInvalidation.domain(entry.domain())
                    : IotlbInvalidation.page(entry.domain(), request.address(), 0, false))); // Table 27
        }
        OptionalInt response = response(queued);
        queued.removeIf(effect -> effect instanceof Effect.RespondToPageGroup);
        effects.perform(queued);
        return response;
    }

    private static OptionalInt response(List<Effect> effects) {
        return effects.stream().filter(Effect.RespondToPageGroup.class::isInstance)
                .mapToInt(effect -> ((Effect.RespondToPageGroup) effect).code()).findFirst();
    }
}
