package iommu.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Access;
import iommu.arch.Capabilities;
import iommu.arch.DomainId;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.PasidContext;
import iommu.arch.PasidType;
import iommu.arch.Rights;
import iommu.arch.StagedMapping;
import iommu.arch.StagedStep;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomAnswer;
import iommu.arch.stimulus.RoomCall;
import iommu.arch.stimulus.Stimulus;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StagedWalkRelationTest {

    private static final Capabilities UNIT = Capabilities.DEFAULT.with(c -> {
        c.scalableMode = true;
        c.firstStage = true;
        c.secondStage = true;
        c.nested = true;
        c.snoopedWalks = true;
        c.secondStageDirty = true;
        c.supervisorRequests = true;
    });
    private static final long LEAF = 0x10_3000L;
    /** P, R/W, U/S and A. */
    private static final int ALL = 0x27;

    private static PasidContext context(PasidType type, boolean snooped, boolean supervisor) {
        return new PasidContext(new DomainId(1), type, new PasidContext.Tables(new Gpa(0x10_0000L), 4),
                new PasidContext.Tables(new Gpa(0x20_0000L), 3), new PasidContext.Flags(true, snooped, false, supervisor, false, false), false);
    }

    private static RoomRun firstStage(long leaf) {
        RoomRun run = new RoomRun(() -> new StagedWalkRelation(UNIT, false));
        for (int table = 0; table < 3; table++) {
            run.done(new Stimulus.Store64(new Gpa(0x10_0000L + 0x1000L * table), 0x10_1000L + 0x1000L * table | ALL));
        }
        return run.done(new Stimulus.Flush(new Gpa(LEAF))).done(new Stimulus.Store64(new Gpa(LEAF), leaf)).done(new Stimulus.Flush(new Gpa(LEAF)));
    }

    private static Stimulus walk(PasidType type, boolean snooped, Access access, boolean supervisor) {
        return new RoomCall.WalkStages(context(type, snooped, false), new Iova(0x123), access, supervisor);
    }

    private static Stimulus first(Access access) {
        return walk(PasidType.FIRST_STAGE, true, access, false);
    }

    private static RoomAnswer.Staged mapped(long leaf, Rights rights, boolean writable, Map<Gpa, Long> changed) {
        List<StagedStep> steps = List.of(step(4, 0x10_0000L, 0x10_1000L | ALL), step(3, 0x10_1000L, 0x10_2000L | ALL),
                step(2, 0x10_2000L, 0x10_3000L | ALL), step(1, LEAF, leaf));
        return new RoomAnswer.Staged(new StagedMapping(new Iova(0), new Gpa(0x7000), 4096, rights, Rights.NONE, false, writable, steps), changed);
    }

    private static StagedStep step(int level, long at, long entry) {
        return new StagedStep(true, level, new Gpa(at), entry);
    }

    private static RoomAnswer.Staged fault(FaultReason reason) {
        return new RoomAnswer.Staged(Fault.of(reason), Map.of());
    }

    @Test
    void aReadSetsAccessedButNotDirty() {
        long leaf = 0x7007;
        firstStage(leaf).may(first(Access.READ), mapped(leaf, Rights.RW, false, Map.of(new Gpa(LEAF), 0x7027L)))
                .never(first(Access.READ), mapped(leaf, Rights.RW, false, Map.of()))
                .never(first(Access.READ), mapped(leaf, Rights.RW, true, Map.of(new Gpa(LEAF), 0x7027L)))
                .never(first(Access.READ), mapped(leaf, Rights.RW, true, Map.of(new Gpa(LEAF), 0x7067L)));
    }

    @Test
    void aWriteSetsDirtyToo() {
        long leaf = 0x7027;
        firstStage(leaf).may(first(Access.WRITE), mapped(leaf, Rights.RW, true, Map.of(new Gpa(LEAF), 0x7067L)))
                .never(first(Access.WRITE), mapped(leaf, Rights.RW, false, Map.of()));
    }

    @Test
    void aDeniedWriteNeverSetsDirtyButPerhapsAccessed() {
        long leaf = 0x7005;
        firstStage(leaf).may(first(Access.WRITE), fault(FaultReason.SCALABLE_WRITE_DENIED))
                .may(first(Access.WRITE), new RoomAnswer.Staged(Fault.of(FaultReason.SCALABLE_WRITE_DENIED), Map.of(new Gpa(LEAF), 0x7025L)))
                .never(first(Access.WRITE), new RoomAnswer.Staged(Fault.of(FaultReason.SCALABLE_WRITE_DENIED), Map.of(new Gpa(LEAF), 0x7065L)));
    }

    @Test
    void flagsCanOnlyBeSetInWalksThatSnoop() {
        Stimulus unsnooped = walk(PasidType.FIRST_STAGE, false, Access.READ, false);
        firstStage(0x7007).may(unsnooped, fault(FaultReason.FIRST_STAGE_DIRTY_NOT_SNOOPED))
                .never(unsnooped, mapped(0x7007, Rights.RW, false, Map.of(new Gpa(LEAF), 0x7027L)));
        firstStage(0x7067).may(unsnooped, mapped(0x7067, Rights.RW, true, Map.of()));
    }

    @Test
    void aWalkThatDoesNotSnoopMaySeeAnOlderEntry() {
        Stimulus unsnooped = walk(PasidType.FIRST_STAGE, false, Access.READ, false);
        RoomRun run = firstStage(0x7067).done(new Stimulus.Store64(new Gpa(LEAF), 0));
        run.may(unsnooped, mapped(0x7067, Rights.RW, true, Map.of())).may(unsnooped, fault(FaultReason.FIRST_STAGE_NOT_PRESENT))
                .never(first(Access.READ), mapped(0x7067, Rights.RW, true, Map.of()));
        run.done(new Stimulus.Flush(new Gpa(LEAF))).never(unsnooped, mapped(0x7067, Rights.RW, true, Map.of()));
    }

    @Test
    void userRequestsNeedEveryUserBit() {
        firstStage(0x7023).may(first(Access.READ), fault(FaultReason.SUPERVISOR_PAGE)).never(first(Access.READ), mapped(0x7023, Rights.RW, false, Map.of()));
    }

    @Test
    void supervisorsNeedSre() {
        Stimulus supervisor = walk(PasidType.FIRST_STAGE, true, Access.READ, true);
        firstStage(0x7027).may(supervisor, fault(FaultReason.SUPERVISOR_REQUEST_DISABLED)).never(supervisor, mapped(0x7027, Rights.RW, false, Map.of()));
    }

    @Test
    void aRightThatIsMissingAndABadEntryHaveNoOrder() {
        firstStage(0x7025 | 1L << 50).may(first(Access.WRITE), fault(FaultReason.SCALABLE_WRITE_DENIED))
                .may(first(Access.WRITE), fault(FaultReason.FIRST_STAGE_RESERVED)).never(first(Access.WRITE), fault(FaultReason.SCALABLE_READ_DENIED));
    }

    @Test
    void nestedTablesMustBeReadableThroughTheSecondStage() {
        Stimulus nested = walk(PasidType.NESTED, true, Access.READ, false);
        RoomRun run = firstStage(0x7027);
        run.may(nested, fault(FaultReason.SECOND_STAGE_NOT_PRESENT)).never(nested, fault(FaultReason.FIRST_STAGE_NOT_PRESENT));
        run.done(new Stimulus.Store64(new Gpa(0x20_0000L), 0x20_1303L)).done(new Stimulus.Store64(new Gpa(0x20_1000L), 0x20_2303L))
                .done(new Stimulus.Store64(new Gpa(0x20_2800L), 0x10_0302L));
        run.may(nested, fault(FaultReason.NESTED_TOP_TABLE_UNREADABLE)).may(nested, fault(FaultReason.SCALABLE_READ_DENIED))
                .never(nested, fault(FaultReason.NESTED_TABLE_UNREADABLE));
    }

    @Test
    void theLawOfARoomTakesSmallerPagesAndNoSteps() {
        StagedWalkRelation law = StagedWalkRelation.law(UNIT);
        law.judge(new Stimulus.Store64(new Gpa(0x10_0000L), 0x10_1000L | ALL), new Answer.Done());
        law.judge(new Stimulus.Store64(new Gpa(0x10_1000L), 0x10_2000L | ALL), new Answer.Done());
        law.judge(new Stimulus.Store64(new Gpa(0x10_2000L), 0x20_0000L | ALL | 0xC0), new Answer.Done());
        assertThat(law.judge(first(Access.READ), large(0, 0x20_0000L, 4096))).isEmpty();
        assertThat(law.judge(first(Access.READ), large(0, 0x20_0000L, 1 << 21))).isEmpty();
        assertThat(law.judge(first(Access.READ), large(0, 0x20_1000L, 4096))).isPresent();
        assertThat(law.judge(first(Access.READ), large(0x1000, 0x20_1000L, 4096))).isPresent();
        assertThat(law.judge(first(Access.READ), large(0, 0x4000_0000L, 1 << 30))).isPresent();
        assertThat(law.judge(first(Access.READ), large(0x20_0000L, 0x40_0000L, 1 << 21))).isPresent();
    }

    private static RoomAnswer.Staged large(long page, long frame, long size) {
        return new RoomAnswer.Staged(new StagedMapping(new Iova(page), new Gpa(frame), size, Rights.RW, Rights.NONE, false, true, List.of()),
                Map.of());
    }
}
