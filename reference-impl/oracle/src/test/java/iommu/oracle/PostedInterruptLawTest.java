package iommu.oracle;

import static iommu.oracle.InterruptBench.A;
import static iommu.oracle.InterruptBench.IRE;
import static iommu.oracle.InterruptBench.NARROW;
import static iommu.oracle.InterruptBench.QIE;
import static iommu.oracle.InterruptBench.UNIT;
import static iommu.oracle.InterruptBench.WIDE;
import static iommu.oracle.InterruptBench.blocked;
import static iommu.oracle.InterruptBench.entry;
import static iommu.oracle.InterruptBench.interrupt;
import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.InterruptOutcome;
import iommu.arch.Iova;
import iommu.arch.stimulus.Stimulus;
import iommu.arch.stimulus.Stimulus.Reads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Posted interrupts: the entry and its descriptor (§5.2.3, §9.10, §9.11). */
class PostedInterruptLawTest {

    private static final long DESCRIPTOR = 0x60_0000;
    /** IM=1, vector 41h. */
    private static final long POSTED = 1 | 1 << 15 | 0x41 << 16 | DESCRIPTOR << 32;
    private static final long URGENT = 1 << 14;
    private static final long FPD = 1 << 1;
    private static final long ON = 1;
    private static final long SN = 2;
    private static final long TO_5 = 0x77L << 16 | 5L << 32;

    private static InterruptBench guest(long entry, long control) {
        InterruptBench guest = new InterruptBench(UNIT, Prefetch.REQUESTS_ONLY, WIDE).entry(1, entry, 0);
        guest.bench.store(DESCRIPTOR + 32, control);
        return guest;
    }

    private static InterruptOutcome posted(boolean notifies) {
        return new InterruptOutcome.Posted(new Gpa(DESCRIPTOR), notifies, 5, 0x77);
    }

    @ParameterizedTest
    @CsvSource({"0, 0, true", "1, 0, false", "2, 0, false", "0, 1, true", "1, 1, false", "2, 1, true", "3, 1, false"})
    void notificationNeedsOnClearAndUrgencyOrNoSuppression(long control, long urgent, boolean notifies) {
        assertThat(guest(POSTED | urgent * URGENT, TO_5 | control).remappable(1)).containsExactly(posted(notifies));
    }

    @Test
    void suppressedInterruptLeavesOnClearForTheNextUrgentOne() {
        InterruptBench guest = guest(POSTED, TO_5 | SN).entry(2, POSTED | URGENT, 0);
        assertThat(guest.remappable(1)).containsExactly(posted(false));
        assertThat(guest.remappable(2)).containsExactly(posted(true));
        assertThat(guest.remappable(2)).as("ON is set now").containsExactly(posted(false));
    }

    @Test
    void flushOfTheDescriptorLeavesOnSet() {
        InterruptBench guest = guest(POSTED, TO_5);
        assertThat(guest.remappable(1)).containsExactly(posted(true));
        guest.law.on(new Stimulus.Flush(new Gpa(DESCRIPTOR + 32)));
        assertThat(guest.remappable(1)).containsExactly(posted(false));
    }

    @Test
    void notificationIsUncertainWhileTheEntryIs() {
        InterruptBench guest = guest(POSTED, TO_5).entry(1, entry(9, 0x42), 0);
        assertThat(guest.remappable(1)).containsExactly(interrupt(9, 0x42));
        guest.entry(1, POSTED, 0);
        assertThat(guest.remappable(1)).containsExactlyInAnyOrder(interrupt(9, 0x42), posted(true));
        assertThat(guest.invalidate(true, 0, 0).remappable(1)).as("ON may have been set by then")
                .containsExactlyInAnyOrder(posted(true), posted(false));
        assertThat(guest.remappable(1)).as("now it was").containsExactly(posted(false));
        guest.bench.store128(DESCRIPTOR + 32, TO_5, 0);
        assertThat(guest.remappable(1)).as("cleared by software").containsExactly(posted(true));
    }

    @Test
    void copyOfTheLawRemembersWhatWasNotified() {
        InterruptBench guest = guest(POSTED, TO_5);
        guest.remappable(1);
        MachineRelation copy = guest.law.copy();
        guest.bench.store(DESCRIPTOR + 32, TO_5);
        var asked = new Stimulus.Interrupt(A, new Iova(0xFEE0_0030L), 0);
        assertThat(copy.on(asked)).hasToString("[Interrupt[result=" + posted(false) + "]]");
        assertThat(guest.law.on(asked)).hasToString("[Interrupt[result=" + posted(true) + "]]");
    }

    @ParameterizedTest
    @EnumSource(value = Reads.class, names = {"NONE", "READ_ONLY"})
    void descriptorThatCannotBeUpdatedIsAnAccessError(Reads reads) {
        InterruptBench guest = guest(POSTED, TO_5).entry(2, POSTED | FPD, 0);
        guest.law.on(new Stimulus.Readable(new Gpa(DESCRIPTOR), reads));
        assertThat(guest.remappable(1)).containsExactly(blocked(FaultReason.POSTED_DESCRIPTOR_ACCESS_ERROR, 1));
        assertThat(guest.remappable(2)).containsExactly(new InterruptOutcome.Blocked(
                Fault.of(FaultReason.POSTED_DESCRIPTOR_ACCESS_ERROR).withSilent(true), 2));
    }

    /** Bits 511:256 of the descriptor, counted from 256. */
    @ParameterizedTest
    @CsvSource({"2, 15", "24, 31", "64, 255"})
    void reservedBitsOfTheDescriptor(int first, int last) {
        for (int bit = first; bit <= last; bit++) {
            InterruptBench guest = guest(POSTED | FPD, TO_5);
            guest.bench.store(DESCRIPTOR + 32 + bit / 64 * 8, 1L << bit % 64 | (bit < 64 ? TO_5 : 0));
            assertThat(guest.remappable(1)).as("bit %d", 256 + bit).containsExactly(new InterruptOutcome.Blocked(
                    Fault.of(FaultReason.POSTED_DESCRIPTOR_RESERVED).withSilent(true), 1));
        }
    }

    @Test
    void pendingBitsAreNoneOfTheReservedOnes() {
        InterruptBench guest = guest(POSTED, TO_5);
        guest.bench.store(DESCRIPTOR, -1L).store(DESCRIPTOR + 24, -1L);
        assertThat(guest.remappable(1)).containsExactly(posted(true));
    }

    @Test
    void unusedBitsOfANarrowDestinationMayCountAsReserved() {
        InterruptBench guest = new InterruptBench(UNIT, Prefetch.REQUESTS_ONLY, NARROW).entry(1, POSTED, 0);
        guest.bench.store(DESCRIPTOR + 32, 0x77L << 16 | 5L << 40);
        assertThat(guest.remappable(1)).containsExactly(posted(true));
        guest.bench.store(DESCRIPTOR + 32, 0x77L << 16 | 5L << 40 | 1L << 32);
        assertThat(guest.remappable(1)).containsExactlyInAnyOrder(posted(true), blocked(FaultReason.POSTED_DESCRIPTOR_RESERVED,
                1));
    }

    /** Bits of the entry, {@code low} 63:0 and {@code high} 127:64. */
    @ParameterizedTest
    @ValueSource(ints = {2, 7, 12, 13, 24, 37, 84, 95})
    void reservedBitsOfAPostedEntry(int bit) {
        InterruptBench guest = guest(POSTED | (bit < 64 ? 1L << bit : 0), TO_5);
        guest.entry(1, POSTED | (bit < 64 ? 1L << bit : 0), bit < 64 ? 0 : 1L << bit - 64);
        assertThat(guest.remappable(1)).containsExactly(blocked(FaultReason.INTERRUPT_ENTRY_RESERVED, 1));
    }

    @Test
    void postedEntryIsJudgedBySourceToo() {
        InterruptBench guest = guest(POSTED, TO_5).entry(1, POSTED, 1L << 18 | 0x20);
        assertThat(guest.remappable(1)).containsExactly(blocked(FaultReason.INTERRUPT_SOURCE_INVALID, 1));
        assertThat(guest.entry(1, POSTED, 3L << 18).invalidate(true, 0, 0).remappable(1))
                .containsExactly(blocked(FaultReason.INTERRUPT_ENTRY_RESERVED, 1));
        assertThat(guest.entry(1, POSTED, 1L << 18 | A.value()).remappable(1)).containsExactly(posted(true));
    }

    @Test
    void descriptorMayLieAboveFourGigabytes() {
        InterruptBench guest = guest(POSTED, 0).entry(1, POSTED, 2L << 32).commands(QIE | IRE);
        guest.bench.store(0x2_0060_0000L + 32, TO_5);
        assertThat(guest.remappable(1)).containsExactly(new InterruptOutcome.Posted(new Gpa(0x2_0060_0000L), true, 5, 0x77));
    }
}
