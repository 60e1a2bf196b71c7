package iommu.grade.handout.unit;

import iommu.arch.Access;
import iommu.arch.DmaRequest;
import iommu.arch.FaultReason;
import iommu.arch.FaultRecord;
import iommu.arch.FaultRecord.Attributes;
import iommu.arch.Iova;
import iommu.arch.RequestKind;
import iommu.arch.register.EventRegisters;
import iommu.arch.register.QueueRegisters;
import iommu.arch.stimulus.RoomCall;
import iommu.arch.stimulus.Stimulus;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What units ask of a room beside what those of a {@link Habit} ask: with other arguments, once more, or where nothing leads to it. */
final class Strays {

    private static final int PAGE_BITS = 12;
    /** What a unit may read for itself: GSTS and RTADDR. */
    private static final List<Stimulus> READS = List.of(new Stimulus.RegisterRead(0x1C, 4), new Stimulus.RegisterRead(0x20, 8));

    private Strays() {
    }

    static List<Stimulus> ofRegisters() {
        return READS;
    }

    /**
     * Of the fault log.
     *
     * @param reasons with which a request might be blocked @param likely those that tables or the law name
     */
    static Set<Stimulus> ofFaults(Stimulus step, Set<FaultReason> reasons, Set<FaultReason> likely) {
        Set<Stimulus> calls = new LinkedHashSet<>(List.of(new RoomCall.FaultStatusOf()));
        switch (step) {
            case Stimulus.Dma(DmaRequest request) -> {
                reasons.forEach(reason -> calls.add(new RoomCall.RecordFault(right(request, reason))));
                likely.forEach(reason -> calls.addAll(askew(right(request, reason), request.address())));
            }
            case Stimulus.RegisterWrite write -> calls.add(new RoomCall.DisableTranslation());
            case RoomCall.ResetUnit reset -> calls.addAll(List.of(new RoomCall.DisableTranslation(),
                    new RoomCall.ProgramFaultEvent(EventRegisters.RESET)));
            default -> { }
        }
        return calls;
    }

    private static FaultRecord right(DmaRequest request, FaultReason reason) {
        return new FaultRecord(request.source(), request.pasid(), request.address().alignedTo(1L << PAGE_BITS), request.access(), request.kind(),
                reason, new Attributes(request.supervisor(), request.execute(), false));
    }

    /** The record with one thing in it as somebody might take it. */
    private static Set<Stimulus> askew(FaultRecord is, Iova address) {
        Set<FaultRecord> records = new LinkedHashSet<>();
        for (Iova page : List.of(address, new Iova(address.value() >>> PAGE_BITS))) {
            records.add(new FaultRecord(is.source(), is.pasid(), page, is.access(), is.kind(), is.reason(), is.attributes()));
        }
        for (Access access : is.access() == Access.READ || is.access() == Access.WRITE ? List.<Access>of() : List.of(Access.READ, Access.WRITE)) {
            records.add(new FaultRecord(is.source(), is.pasid(), is.page(), access, is.kind(), is.reason(), is.attributes()));
        }
        records.add(new FaultRecord(is.source(), is.pasid(), is.page(), is.access(), RequestKind.UNTRANSLATED, is.reason(), is.attributes()));
        records.add(new FaultRecord(is.source(), is.pasid(), is.page(), is.access(), RequestKind.UNTRANSLATED, is.reason(), Attributes.NONE));
        Set<Stimulus> calls = new LinkedHashSet<>();
        records.forEach(record -> calls.add(new RoomCall.RecordFault(record)));
        return calls;
    }

    /** Of the queue. @param seen what was asked of it in this step @param last the last registers that it was told before */
    static Set<Stimulus> ofQueue(Stimulus step, Set<Stimulus> seen, Optional<Stimulus> last) {
        Set<Stimulus> calls = new LinkedHashSet<>(List.of(new RoomCall.QueueStatusOf()));
        seen.forEach(call -> {
            if (call instanceof RoomCall.DeviceDone(int tag, var from)) {
                calls.add(new RoomCall.DeviceDone(tag, Optional.empty()));
            }
        });
        if (step instanceof Stimulus.RegisterWrite) {
            last.ifPresent(calls::add);
        }
        if (step instanceof RoomCall.ResetUnit) {
            calls.addAll(List.of(new RoomCall.UpdateQueue(QueueRegisters.RESET), new RoomCall.ProgramCompletionEvent(EventRegisters.RESET)));
        }
        return calls;
    }
}
