package iommu.oracle;

import iommu.arch.Access;
import iommu.arch.Capabilities;
import iommu.arch.Effect;
import iommu.arch.Entry128;
import iommu.arch.FaultReason;
import iommu.arch.FaultRecord;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Pasid;
import iommu.arch.RequestKind;
import iommu.arch.SourceId;
import iommu.arch.register.EventRegisters;
import iommu.arch.register.FaultCondition;
import iommu.arch.register.FaultStatus;
import iommu.arch.stimulus.RoomAnswer;
import iommu.arch.stimulus.RoomCall;
import iommu.arch.stimulus.Stimulus;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FaultLogRelationTest {

    private static final Capabilities UNIT = Capabilities.DEFAULT.with(c -> c.faultRecords = 2);
    private static final Effect MESSAGE = new Effect.SendMessage(new Gpa(0xFEE0_0000L), 0x41);
    private static final Entry128 FREE = new Entry128(0, 0);
    /** F, FR 05h, SID 00:03.0; page 0x1000. */
    private static final Entry128 HELD = new Entry128(0x1000, 0x8000_0005_0000_0018L);

    private static RoomRun unmasked() {
        return new RoomRun(() -> new FaultLogRelation(UNIT))
                .then(new RoomCall.ProgramFaultEvent(new EventRegisters(false, new Gpa(0xFEE0_0000L), 0x41)));
    }

    private static Stimulus fault(int source) {
        return new RoomCall.RecordFault(new FaultRecord(new SourceId(source), Pasid.NONE, new Iova(0x1000), Access.WRITE,
                RequestKind.UNTRANSLATED, FaultReason.WRITE_DENIED));
    }

    private static RoomAnswer.Faults status(int first, Set<FaultCondition> conditions, Entry128... records) {
        return new RoomAnswer.Faults(new FaultStatus(List.of(records), first, conditions, false));
    }

    private static Entry128 of(int source) {
        return new Entry128(HELD.low(), HELD.high() & ~0xFFFFL | source);
    }

    @Test
    void theFirstPendingFaultRaisesTheEvent() {
        unmasked().never(fault(0x18)).then(fault(0x18), MESSAGE).then(fault(0x20)).never(fault(0x28), MESSAGE);
    }

    @Test
    void theRecordSaysWhoWhereAndWhy() {
        unmasked().then(fault(0x18), MESSAGE).may(new RoomCall.FaultStatusOf(), status(0, Set.of(), HELD, FREE))
                .never(new RoomCall.FaultStatusOf(), status(0, Set.of(), new Entry128(0x2000, HELD.high()), FREE))
                .never(new RoomCall.FaultStatusOf(), status(0, Set.of(), new Entry128(HELD.low(), HELD.high() ^ 3L << 32), FREE))
                .never(new RoomCall.FaultStatusOf(), status(1, Set.of(), HELD, FREE));
    }

    @Test
    void aFaultWithoutAFreeRegisterSetsPfoWithoutAnEvent() {
        unmasked().then(fault(0x18), MESSAGE).then(fault(0x20)).never(fault(0x28), MESSAGE).then(fault(0x28))
                .may(new RoomCall.FaultStatusOf(), status(0, Set.of(FaultCondition.OVERFLOW), of(0x18), of(0x20)))
                .never(new RoomCall.FaultStatusOf(), status(0, Set.of(), of(0x18), of(0x20)));
    }

    @Test
    void aRequesterMayBeCollapsedOrNotButAlwaysAlike() {
        RoomRun run = unmasked().then(fault(0x18), MESSAGE).then(fault(0x18));
        run.may(new RoomCall.FaultStatusOf(), status(0, Set.of(), HELD, FREE)).may(new RoomCall.FaultStatusOf(), status(0, Set.of(), HELD, HELD));
        run.then(new RoomCall.FaultStatusOf(), status(0, Set.of(), HELD, FREE)).then(fault(0x18))
                .never(new RoomCall.FaultStatusOf(), status(0, Set.of(), HELD, HELD));
    }

    @Test
    void pfoIsCheckedBeforeAnythingElse() {
        unmasked().then(fault(0x18), MESSAGE).then(fault(0x20)).then(fault(0x28)).then(new RoomCall.ClearRecord(0)).then(fault(0x30))
                .may(new RoomCall.FaultStatusOf(), status(0, Set.of(FaultCondition.OVERFLOW), FREE, of(0x20)))
                .never(new RoomCall.FaultStatusOf(), status(0, Set.of(FaultCondition.OVERFLOW), of(0x30), of(0x20)));
    }

    @Test
    void aConditionThatIsLeftKeepsTheEventBack() {
        Stimulus queue = new RoomCall.ReportCondition(FaultCondition.QUEUE_ERROR);
        unmasked().never(queue).then(queue, MESSAGE).never(fault(0x18), MESSAGE).then(fault(0x18));
    }

    @Test
    void unmaskingSendsWhatWasHeldBack() {
        new RoomRun(() -> new FaultLogRelation(UNIT)).never(fault(0x18), MESSAGE).then(fault(0x18))
                .may(new RoomCall.ProgramFaultEvent(new EventRegisters(false, new Gpa(0xFEE0_0000L), 0x41)), MESSAGE)
                .then(new RoomCall.ClearRecord(0))
                .never(new RoomCall.ProgramFaultEvent(new EventRegisters(false, new Gpa(0xFEE0_0000L), 0x41)), MESSAGE);
    }
}
