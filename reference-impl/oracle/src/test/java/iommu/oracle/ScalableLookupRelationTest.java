package iommu.oracle;

import iommu.arch.Capabilities;
import iommu.arch.Entry128;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Pasid;
import iommu.arch.RequestKind;
import iommu.arch.ScalableContext;
import iommu.arch.SourceId;
import iommu.arch.stimulus.RoomAnswer;
import iommu.arch.stimulus.RoomCall;
import iommu.arch.stimulus.Stimulus;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ScalableLookupRelationTest {

    private static final Capabilities UNIT = Capabilities.DEFAULT.with(c -> {
        c.scalableMode = true;
        c.secondStage = true;
        c.deviceTlb = true;
        c.pageRequests = true;
        c.pasidBits = 20;
        c.ridPasid = true;
    });
    private static final Stimulus LOOKED_UP = new RoomCall.LookUpScalableContext(new Gpa(0x10_0000L), new SourceId(0));
    private static final ScalableContext PLAIN = context(false, false, false);

    private static ScalableContext context(boolean pasid, boolean pageRequests, boolean silent) {
        return new ScalableContext(new Gpa(0x12_0000L), 128, 5, false, true, pasid, pageRequests, false, silent);
    }

    private static RoomRun run() {
        return new RoomRun(() -> RunRelation.of(new ScalableLookupRelation(UNIT), ScalableLookupRelation::canonical));
    }

    private static Stimulus store(long at, long low, long high) {
        return new Stimulus.Store128(new Gpa(at), new Entry128(low, high));
    }

    private static RoomAnswer.Context fails(FaultReason reason, boolean silent) {
        return new RoomAnswer.Context(Fault.of(reason).withSilent(silent));
    }

    private static RoomAnswer.Refusal refuses(FaultReason reason) {
        return new RoomAnswer.Refusal(Optional.of(Fault.of(reason)));
    }

    @Test
    void aContextEntryIsFoundAndRead() {
        RoomRun run = run().may(LOOKED_UP, fails(FaultReason.SCALABLE_ROOT_NOT_PRESENT, false)).done(store(0x10_0000L, 0x11_0001L, 0));
        run.may(LOOKED_UP, fails(FaultReason.SCALABLE_CONTEXT_NOT_PRESENT, false)).done(store(0x11_0000L, 0x12_0005L, 5))
                .may(LOOKED_UP, new RoomAnswer.Context(PLAIN)).never(LOOKED_UP, new RoomAnswer.Context(context(true, false, false)));
    }

    @Test
    void fpdCountsThoughTheEntryIsNotPresent() {
        run().done(store(0x10_0000L, 0x11_0001L, 0)).done(store(0x11_0000L, 2, 0))
                .may(LOOKED_UP, fails(FaultReason.SCALABLE_CONTEXT_NOT_PRESENT, true)).never(LOOKED_UP, fails(FaultReason.SCALABLE_CONTEXT_NOT_PRESENT, false));
    }

    @Test
    void reservedAndInconsistentFieldsHaveNoOrder() {
        run().done(store(0x10_0000L, 0x11_0001L, 0)).done(store(0x11_0000L, 0x12_0111L, 0))
                .may(LOOKED_UP, fails(FaultReason.SCALABLE_CONTEXT_RESERVED, false)).may(LOOKED_UP, fails(FaultReason.SCALABLE_CONTEXT_INVALID, false));
    }

    @Test
    void aRequestWithPasidNeedsPaside() {
        Stimulus asked = new RoomCall.AskRefusal(PLAIN, new Pasid(1), Optional.of(RequestKind.UNTRANSLATED));
        run().may(asked, refuses(FaultReason.PASID_DISABLED)).never(asked, new RoomAnswer.Refusal(Optional.empty()))
                .never(asked, refuses(FaultReason.PASID_EQUALS_RID_PASID));
    }

    @Test
    void aPageRequestNeedsPreAlone() {
        Stimulus refused = new RoomCall.AskRefusal(PLAIN, Pasid.NONE, Optional.empty());
        run().may(refused, refuses(FaultReason.PAGE_REQUEST_DISABLED)).never(refused, new RoomAnswer.Refusal(Optional.empty()));
        Stimulus served = new RoomCall.AskRefusal(context(false, true, false), Pasid.NONE, Optional.empty());
        run().may(served, new RoomAnswer.Refusal(Optional.empty())).never(served, refuses(FaultReason.PAGE_REQUEST_DISABLED));
    }

    @Test
    void aPasidEntryThatIsNotPresentSaysSo() {
        Stimulus asked = new RoomCall.LookUpPasid(PLAIN, 5);
        RoomRun run = run().may(asked, new RoomAnswer.Entry(Fault.of(FaultReason.PASID_DIRECTORY_NOT_PRESENT)))
                .done(new Stimulus.Store64(new Gpa(0x12_0000L), 0x13_0003L));
        run.may(asked, new RoomAnswer.Entry(Fault.of(FaultReason.PASID_ENTRY_NOT_PRESENT).withSilent(true)))
                .never(asked, new RoomAnswer.Entry(Fault.of(FaultReason.PASID_ENTRY_NOT_PRESENT)));
    }
}
