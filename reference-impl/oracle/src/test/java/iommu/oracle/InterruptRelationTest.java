package iommu.oracle;

import iommu.arch.Capabilities;
import iommu.arch.Entry128;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.InterruptOutcome;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import iommu.arch.register.InterruptRegisters;
import iommu.arch.stimulus.RoomAnswer;
import iommu.arch.stimulus.RoomCall;
import iommu.arch.stimulus.Stimulus;
import java.util.Map;
import org.junit.jupiter.api.Test;

class InterruptRelationTest {

    private static final Stimulus REMAP = new RoomCall.Remap(new SourceId(0x18), new Iova(0xFEE0_0010L), 0);
    /** P, vector 0x41, destination 3. */
    private static final Entry128 ENTRY = new Entry128(0x0000_0300_0041_0001L, 0);

    private static RoomRun run(boolean cachingMode) {
        return before(cachingMode, Prefetch.REQUESTS_ONLY).done(program(true));
    }

    /** A unit that has not been told of its table yet. */
    private static RoomRun before(boolean cachingMode, Prefetch prefetch) {
        Capabilities unit = Capabilities.DEFAULT.with(c -> {
            c.cachingMode = cachingMode;
            c.interruptRemapping = true;
            c.postedInterrupts = true;
        });
        return new RoomRun(() -> new InterruptRelation(unit, prefetch));
    }

    private static Stimulus program(boolean enabled) {
        return new RoomCall.ProgramInterrupts(new InterruptRegisters(enabled, new Gpa(0x10_0000L), 2, false, false));
    }

    private static Stimulus store(Entry128 entry) {
        return new Stimulus.Store128(new Gpa(0x10_0000L), entry);
    }

    private static RoomAnswer.Remapped delivered(int vector) {
        return new RoomAnswer.Remapped(new InterruptOutcome.Interrupt(3, false, false, vector, 0, false), Map.of());
    }

    private static RoomAnswer.Remapped blocked(FaultReason reason, boolean silent) {
        return new RoomAnswer.Remapped(new InterruptOutcome.Blocked(Fault.of(reason).withSilent(silent), 0), Map.of());
    }

    @Test
    void anEntryThatWasUsedMayBeUsedUntilItIsInvalidated() {
        RoomRun run = run(false).done(store(ENTRY)).then(REMAP, delivered(0x41)).done(store(new Entry128(ENTRY.low() ^ 0x10000, 0)));
        run.may(REMAP, delivered(0x41)).may(REMAP, delivered(0x40)).never(REMAP, delivered(0x42));
        run.done(new RoomCall.InvalidateInterrupts(false, 0, 0)).may(REMAP, delivered(0x40)).never(REMAP, delivered(0x41));
    }

    @Test
    void onlyCachingModeKeepsEntriesThatAreNotPresent() {
        RoomAnswer.Remapped absent = blocked(FaultReason.INTERRUPT_ENTRY_NOT_PRESENT, false);
        run(false).then(REMAP, absent).done(store(ENTRY)).may(REMAP, delivered(0x41)).never(REMAP, absent);
        run(true).then(REMAP, absent).done(store(ENTRY)).may(REMAP, delivered(0x41)).may(REMAP, absent);
    }

    @Test
    void aUnitReadsAheadFromATableThatItWasToldOf() {
        RoomAnswer.Remapped absent = blocked(FaultReason.INTERRUPT_ENTRY_NOT_PRESENT, false);
        before(true, Prefetch.ALLOW).done(store(ENTRY)).done(program(true)).may(REMAP, delivered(0x41)).never(REMAP, absent);
        before(true, Prefetch.ALLOW).done(program(false)).done(store(ENTRY)).done(program(true)).may(REMAP, delivered(0x41)).may(REMAP, absent);
    }

    @Test
    void fpdSilencesWhatIsQualified() {
        run(false).done(store(new Entry128(2, 0))).may(REMAP, blocked(FaultReason.INTERRUPT_ENTRY_NOT_PRESENT, true))
                .never(REMAP, blocked(FaultReason.INTERRUPT_ENTRY_NOT_PRESENT, false));
    }

    @Test
    void aStrangerAndAReservedBitHaveNoOrder() {
        run(false).done(store(new Entry128(ENTRY.low() | 1 << 12, 1 << 18 | 0x20)))
                .may(REMAP, blocked(FaultReason.INTERRUPT_SOURCE_INVALID, false)).may(REMAP, blocked(FaultReason.INTERRUPT_ENTRY_RESERVED, false))
                .never(REMAP, delivered(0x41));
    }

    @Test
    void theQualifierSaysWhichBitsOfTheRequesterCount() {
        run(false).done(store(new Entry128(ENTRY.low(), 1 << 18 | 1 << 16 | 0x1C))).may(REMAP, delivered(0x41));
        run(false).done(store(new Entry128(ENTRY.low(), 1 << 18 | 0x1C))).never(REMAP, delivered(0x41));
    }

    @Test
    void postingSetsTheRequestAndNotifiesOnce() {
        Entry128 posted = new Entry128(0x8001L | 0x20_0000L << 32 | 0x41 << 16, 0);
        RoomRun run = run(false).done(store(posted)).done(new Stimulus.Store64(new Gpa(0x20_0020L), 0x0000_0500_0022_0000L));
        Map<Gpa, Long> both = Map.of(new Gpa(0x20_0008L), 2L, new Gpa(0x20_0020L), 0x0000_0500_0022_0001L);
        RoomAnswer.Remapped notified = new RoomAnswer.Remapped(new InterruptOutcome.Posted(new Gpa(0x20_0000L), true, 5, 0x22), both);
        run.never(REMAP, new RoomAnswer.Remapped(notified.result(), Map.of())).then(REMAP, notified).never(REMAP, notified)
                .may(REMAP, new RoomAnswer.Remapped(new InterruptOutcome.Posted(new Gpa(0x20_0000L), false, 0, 0), Map.of()));
    }
}
