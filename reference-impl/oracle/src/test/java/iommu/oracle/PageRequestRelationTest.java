package iommu.oracle;

import iommu.arch.Effect;
import iommu.arch.Entry128;
import iommu.arch.Entry256;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.PageRequest;
import iommu.arch.Pasid;
import iommu.arch.SourceId;
import iommu.arch.register.EventRegisters;
import iommu.arch.register.PageRequestRegisters;
import iommu.arch.register.PageRequestStatus;
import iommu.arch.stimulus.RoomAnswer;
import iommu.arch.stimulus.RoomCall;
import iommu.arch.stimulus.Stimulus;
import org.junit.jupiter.api.Test;

class PageRequestRelationTest {

    private static final Effect MESSAGE = new Effect.SendMessage(new Gpa(0xFEE0_0000L), 0x42);
    private static final Stimulus ASKED = new RoomCall.TakePageRequest(new PageRequest(new SourceId(0x18), new Pasid(5),
            new Iova(0x7000), true, false, false, true, true, 3));
    private static final Effect SUCCESS = new Effect.RespondToPageGroup(new SourceId(0x18), new Pasid(5), 3, 0);

    private static Effect stored(long at, long low, long high) {
        return new Effect.StorePageRequest(new Gpa(at), new Entry256(new Entry128(low, high), new Entry128(0, 0)));
    }

    /** Type 1, PP, RID, PASID 5, PMR; read, last, group 3, page 0x7000. */
    private static Effect stored(long at) {
        return stored(at, 0x0020_0005_0018_0101L, 0x701DL);
    }

    private static RoomRun ring(int head, int tail) {
        return new RoomRun(PageRequestRelation::new).done(new RoomCall.UpdatePageRequests(
                new PageRequestRegisters(new Gpa(0x10_0000L), 0, head, tail)))
                .then(new RoomCall.ProgramPageRequestEvent(new EventRegisters(false, new Gpa(0xFEE0_0000L), 0x42)));
    }

    @Test
    void aRequestIsStoredAtTheTailBeforeTheEventGoesOut() {
        ring(0, 2).may(ASKED, stored(0x10_0040L), MESSAGE).never(ASKED, MESSAGE, stored(0x10_0040L)).never(ASKED, stored(0x10_0060L), MESSAGE)
                .never(ASKED, stored(0x10_0040L)).never(ASKED, stored(0x10_0040L, 0x0020_0006_0018_0101L, 0x701DL), MESSAGE);
    }

    @Test
    void oneEventUntilPprIsCleared() {
        ring(0, 0).then(ASKED, stored(0x10_0000L), MESSAGE).never(ASKED, stored(0x10_0020L), MESSAGE).then(ASKED, stored(0x10_0020L))
                .then(new RoomCall.ClearPageRequests(true, false)).may(ASKED, stored(0x10_0040L), MESSAGE);
    }

    @Test
    void aFullQueueAnswersSuccessAndOverflows() {
        ring(3, 2).may(ASKED, SUCCESS, MESSAGE).may(ASKED, MESSAGE, SUCCESS).never(ASKED, MESSAGE).never(ASKED, stored(0x10_0040L), MESSAGE)
                .then(ASKED, SUCCESS, MESSAGE).then(ASKED, SUCCESS)
                .may(new RoomCall.PageRequestStatusOf(), new RoomAnswer.PageRequests(new PageRequestStatus(2, false, true, false)));
    }

    @Test
    void theTailWrapsRound() {
        ring(5, 127).then(ASKED, stored(0x10_0FE0L), MESSAGE)
                .may(new RoomCall.PageRequestStatusOf(), new RoomAnswer.PageRequests(new PageRequestStatus(0, true, false, false)))
                .never(new RoomCall.PageRequestStatusOf(), new RoomAnswer.PageRequests(new PageRequestStatus(128, true, false, false)));
    }
}
