package iommu.oracle;

import static iommu.oracle.InterruptBench.A;
import static iommu.oracle.InterruptBench.CFI;
import static iommu.oracle.InterruptBench.IRE;
import static iommu.oracle.InterruptBench.NARROW;
import static iommu.oracle.InterruptBench.QIE;
import static iommu.oracle.InterruptBench.TABLE;
import static iommu.oracle.InterruptBench.UNIT;
import static iommu.oracle.InterruptBench.WIDE;
import static iommu.oracle.InterruptBench.blocked;
import static iommu.oracle.InterruptBench.entry;
import static iommu.oracle.InterruptBench.interrupt;
import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Capabilities;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.InterruptOutcome;
import iommu.arch.SourceId;
import iommu.arch.stimulus.Stimulus;
import iommu.arch.stimulus.Stimulus.Reads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What requests and interrupt-remapping entries may be taken for (§5.1.4, §9.9). */
class InterruptEntryLawTest {

    private static InterruptBench guest(Capabilities unit, long irta) {
        return new InterruptBench(unit, Prefetch.REQUESTS_ONLY, irta);
    }

    private static InterruptBench guest() {
        return guest(UNIT, WIDE);
    }

    @Test
    void compatibilityFormatPassesOnlyInTheNarrowModeThatAllowsIt() {
        InterruptBench narrow = guest(UNIT, NARROW);
        assertThat(narrow.write(A, 0xFEE0_0000L, 0x41)).as("CFIS=0")
                .containsExactly(blocked(FaultReason.COMPATIBILITY_INTERRUPT_BLOCKED, 0));
        assertThat(narrow.commands(QIE | IRE | CFI).write(A, 0xFEE0_0000L, 0x41))
                .containsExactly(new InterruptOutcome.Unchanged());
        assertThat(guest().commands(QIE | IRE | CFI).write(A, 0xFEE0_0000L, 0x41)).as("EIME=1 whatever CFIS is")
                .containsExactly(blocked(FaultReason.COMPATIBILITY_INTERRUPT_BLOCKED, 0));
    }

    @Test
    void unitMayRequireRemappingOrItsExtendedMode() {
        InterruptBench off = guest(UNIT.with(c -> c.interruptRemappingRequired = true), WIDE).commands(QIE);
        assertThat(off.remappable(1)).containsExactly(blocked(FaultReason.INTERRUPT_REMAPPING_REQUIRED, 0));
        Capabilities extended = UNIT.with(c -> c.extendedInterruptModeRequired = true);
        assertThat(guest(extended, NARROW).entry(1, entry(9 << 8, 0x41), 0).remappable(1))
                .containsExactly(blocked(FaultReason.EXTENDED_INTERRUPT_MODE_REQUIRED, 0));
        assertThat(guest(extended, WIDE).entry(1, entry(9, 0x41), 0).remappable(1)).containsExactly(interrupt(9, 0x41));
    }

    @Test
    void unitWithoutExtendedModeTakesItsBitForReserved() {
        InterruptBench guest = guest(UNIT.with(c -> c.extendedInterruptMode = false), WIDE).entry(1, entry(9 << 8, 0x41), 0);
        assertThat(guest.remappable(1)).containsExactly(interrupt(9, 0x41));
    }

    @Test
    void subhandleIsAddedToTheHandleAndOtherwiseTheDataDoNotCount() {
        InterruptBench guest = guest().entry(3, entry(9, 0x41), 0).entry(5, entry(9, 0x42), 0);
        assertThat(guest.write(A, 0xFEE0_0018L | 3 << 5, 2)).containsExactly(interrupt(9, 0x42));
        assertThat(guest.write(A, 0xFEE0_0010L | 3 << 5, 0x7FFF_0002)).containsExactly(interrupt(9, 0x41));
    }

    @Test
    void sumBeyondSixteenBitsMayBeCutOrBeBeyondTheTable() {
        InterruptBench guest = guest().entry(1, entry(9, 0x41), 0);
        long handle = 0xFEE0_0018L | 0x7FFF << 5 | 1 << 2; // FFFFh
        assertThat(guest.write(A, handle, 2)).containsExactlyInAnyOrder(interrupt(9, 0x41),
                blocked(FaultReason.INTERRUPT_INDEX_BEYOND_TABLE, 1));
        assertThat(guest.write(A, handle, 0x200)).as("beyond the table even so")
                .containsExactly(blocked(FaultReason.INTERRUPT_INDEX_BEYOND_TABLE, 0x1FF));
    }

    @Test
    void entryAboveTheHostAddressWidthIsBeyondTheTable() {
        InterruptBench guest = guest(UNIT, (1L << 48) - 0x1000 | 1 << 11 | 9);
        assertThat(guest.remappable(255)).as("the last that the unit can address")
                .containsExactly(blocked(FaultReason.INTERRUPT_ENTRY_NOT_PRESENT, 255));
        assertThat(guest.remappable(256)).containsExactly(blocked(FaultReason.INTERRUPT_INDEX_BEYOND_TABLE, 256));
    }

    @Test
    void entryThatCannotBeReadIsAnAccessErrorUnlessItIsCached() {
        InterruptBench guest = guest().entry(1, entry(9, 0x41), 0);
        assertThat(guest.remappable(1)).containsExactly(interrupt(9, 0x41));
        guest.law.on(new Stimulus.Readable(new Gpa(TABLE), Reads.NONE));
        assertThat(guest.remappable(1)).containsExactlyInAnyOrder(interrupt(9, 0x41),
                blocked(FaultReason.INTERRUPT_ENTRY_ACCESS_ERROR, 1));
        assertThat(guest.remappable(2)).containsExactly(blocked(FaultReason.INTERRUPT_ENTRY_ACCESS_ERROR, 2));
    }

    @Test
    void prefetchedEntryAnswersEvenAfterItsPageBecameUnreadable() {
        InterruptBench guest = new InterruptBench(UNIT, Prefetch.ALLOW, WIDE).commands(QIE).entry(2, entry(9, 0x43), 0)
                .commands(QIE | IRE);
        guest.law.on(new Stimulus.Readable(new Gpa(TABLE), Reads.NONE));
        assertThat(guest.remappable(2)).as("never requested, but readable until now").contains(interrupt(9, 0x43));
    }

    @Test
    void fieldsOfTheEntryReachTheInterrupt() {
        long flags = 1 << 2 | 1 << 3 | 1 << 4 | 2 << 5;
        InterruptBench guest = guest().entry(1, entry(0x1234_5678, 0x41) | flags, 0);
        assertThat(guest.remappable(1)).containsExactly(new InterruptOutcome.Interrupt(0x1234_5678, true, true, 0x41, 2, true));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, 3, 4, 5, 6, 7})
    void unassignedDeliveryModeMayCountAsReserved(long mode) {
        InterruptBench guest = guest().entry(1, entry(9, 0x41) | mode << 5, 0);
        InterruptOutcome delivered = new InterruptOutcome.Interrupt(9, false, false, 0x41, (int) mode, false);
        if (mode == 3 || mode == 6) {
            assertThat(guest.remappable(1)).containsExactlyInAnyOrder(delivered, blocked(FaultReason.INTERRUPT_ENTRY_RESERVED,
                    1));
        } else {
            assertThat(guest.remappable(1)).containsExactly(delivered);
        }
    }

    /** Bits of the entry, {@code low} 63:0 and {@code high} 127:64. */
    @ParameterizedTest
    @CsvSource({"12, 14", "24, 31", "84, 127"})
    void reservedBitsOfARemappedEntry(int first, int last) {
        Capabilities plain = UNIT.with(c -> c.postedInterrupts = false);
        for (int bit = first; bit <= last; bit++) {
            long low = bit < 64 ? 1L << bit : 0;
            long high = bit < 64 ? 0 : 1L << bit - 64;
            assertThat(guest(plain, WIDE).entry(1, entry(9, 0x41) | low, high).remappable(1)).as("bit %d", bit)
                    .containsExactly(blocked(FaultReason.INTERRUPT_ENTRY_RESERVED, 1));
        }
    }

    @Test
    void postingBitsAreReservedInAnEntryThatIsNotPosted() {
        for (long bit : new long[] {1 << 14, 1 << 15}) {
            assertThat(guest(UNIT.with(c -> c.postedInterrupts = false), WIDE).entry(1, entry(9, 0x41) | bit, 0).remappable(1))
                    .containsExactly(blocked(FaultReason.INTERRUPT_ENTRY_RESERVED, 1));
        }
        assertThat(guest().entry(1, entry(9, 0x41) | 1 << 14, 0).remappable(1)).as("URG of an entry that is not posted")
                .containsExactly(blocked(FaultReason.INTERRUPT_ENTRY_RESERVED, 1));
    }

    @Test
    void validationTypeThreeIsReserved() {
        assertThat(guest().entry(1, entry(9, 0x41), 3L << 18).remappable(1))
                .containsExactly(blocked(FaultReason.INTERRUPT_ENTRY_RESERVED, 1));
    }

    @Test
    void sourceAndReservedFieldsHaveNoOrder() {
        assertThat(guest().entry(1, entry(9, 0x41) | 1 << 12, 1L << 18 | 0x20).remappable(1)).containsExactlyInAnyOrder(
                blocked(FaultReason.INTERRUPT_SOURCE_INVALID, 1), blocked(FaultReason.INTERRUPT_ENTRY_RESERVED, 1));
    }

    /** SQ, and which of the functions 00:03.0 to 00:03.7 an entry for 00:03.0 admits. */
    @ParameterizedTest
    @CsvSource({"0, 0", "1, 04", "2, 0246", "3, 01234567"})
    void sourceQualifierTellsWhichFunctionBitsAreCompared(long qualifier, String functions) {
        InterruptBench guest = guest().entry(1, entry(9, 0x41), 1L << 18 | qualifier << 16 | A.value());
        for (int function = 0; function < 8; function++) {
            boolean admitted = functions.contains(String.valueOf(function));
            assertThat(guest.remappable(SourceId.of(0, 3, function), 1)).as("function %d", function).containsExactly(
                    admitted ? interrupt(9, 0x41) : blocked(FaultReason.INTERRUPT_SOURCE_INVALID, 1));
        }
        assertThat(guest.remappable(SourceId.of(0, 2, 0), 1)).containsExactly(blocked(FaultReason.INTERRUPT_SOURCE_INVALID, 1));
    }

    @ParameterizedTest
    @CsvSource({"1, false", "2, true", "4, true", "5, false"})
    void busRangeIncludesBothItsEnds(int bus, boolean admitted) {
        InterruptBench guest = guest().entry(1, entry(9, 0x41), 2L << 18 | 0x0204);
        assertThat(guest.remappable(SourceId.of(bus, 3, 0), 1)).containsExactly(
                admitted ? interrupt(9, 0x41) : blocked(FaultReason.INTERRUPT_SOURCE_INVALID, 1));
    }
}
