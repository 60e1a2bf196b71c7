package iommu.oracle;

import static iommu.oracle.InterruptBench.A;
import static iommu.oracle.InterruptBench.CFI;
import static iommu.oracle.InterruptBench.IRE;
import static iommu.oracle.InterruptBench.QIE;
import static iommu.oracle.InterruptBench.TABLE;
import static iommu.oracle.InterruptBench.blocked;
import static iommu.oracle.InterruptBench.entry;
import static iommu.oracle.InterruptBench.interrupt;
import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Capabilities;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.InterruptOutcome;
import iommu.arch.Iova;
import iommu.arch.stimulus.Stimulus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class InterruptLawTest {

    private static final long DESCRIPTOR = 0x60_0000;
    private static final Capabilities CM1 = InterruptBench.UNIT.with(c -> c.cachingMode = true);
    private static final Capabilities CM0 = InterruptBench.UNIT;

    private static InterruptBench guest(Capabilities unit) {
        return new InterruptBench(unit, Prefetch.REQUESTS_ONLY, TABLE | 1 << 11 | 7);
    }

    @ParameterizedTest
    @EnumSource
    void changedEntryMayBeOldOrNewUntilItsIndexIsInvalidated(Prefetch prefetch) {
        InterruptBench guest = new InterruptBench(CM0, prefetch, TABLE | 1 << 11 | 7).entry(5, entry(9, 0x41), 0);
        assertThat(guest.remappable(5)).containsExactly(interrupt(9, 0x41));
        guest.entry(5, entry(9, 0x42), 0);
        assertThat(guest.remappable(5)).containsExactlyInAnyOrder(interrupt(9, 0x41), interrupt(9, 0x42));
        assertThat(guest.invalidate(false, 8, 2).remappable(5)).as("indices 8 to 11").hasSize(2);
        assertThat(guest.invalidate(false, 7, 2).remappable(5)).as("indices 4 to 7").containsExactly(interrupt(9, 0x42));
    }

    @Test
    void absentEntryIsKeptUnderCachingModeOnly() {
        InterruptBench plain = guest(CM0);
        assertThat(plain.remappable(5)).containsExactly(blocked(FaultReason.INTERRUPT_ENTRY_NOT_PRESENT, 5));
        assertThat(plain.entry(5, entry(9, 0x41), 0).remappable(5)).containsExactly(interrupt(9, 0x41));
        InterruptBench guest = guest(CM1);
        guest.remappable(5);
        assertThat(guest.entry(5, entry(9, 0x41), 0).remappable(5)).hasSize(2);
        assertThat(guest.invalidate(true, 0, 0).remappable(5)).containsExactly(interrupt(9, 0x41));
    }

    @Test
    void prefetchedEntryIsStaleThoughItWasNeverUsed() {
        InterruptBench eager = new InterruptBench(CM0, Prefetch.ALLOW, TABLE | 1 << 11 | 7).entry(5, entry(9, 0x41), 0)
                .entry(5, entry(9, 0x42), 0);
        assertThat(eager.remappable(5)).containsExactlyInAnyOrder(interrupt(9, 0x41), interrupt(9, 0x42));
        InterruptBench lazy = guest(CM0).entry(5, entry(9, 0x41), 0).entry(5, entry(9, 0x42), 0);
        assertThat(lazy.remappable(5)).containsExactly(interrupt(9, 0x42));
    }

    @Test
    void requestsAreJudgedBeforeTheirEntry() {
        InterruptBench guest = guest(CM0);
        assertThat(guest.write(A, 0xFEE0_0000L, 0x41)).as("compatibility format with EIME")
                .containsExactly(blocked(FaultReason.COMPATIBILITY_INTERRUPT_BLOCKED, 0));
        assertThat(guest.write(A, 0xFEE0_0018L, 0x1_0000)).containsExactly(blocked(FaultReason.INTERRUPT_FORMAT_RESERVED, 0));
        assertThat(guest.remappable(256)).containsExactly(blocked(FaultReason.INTERRUPT_INDEX_BEYOND_TABLE, 256));
        InterruptBench narrow = new InterruptBench(CM0, Prefetch.REQUESTS_ONLY, TABLE | 7);
        narrow.bench.register32(Registers.GCMD, QIE | IRE | CFI);
        assertThat(narrow.write(A, 0xFEE0_0000L, 0x41)).containsExactly(new InterruptOutcome.Unchanged());
        narrow.bench.register32(Registers.GCMD, QIE | IRE).register32(Registers.GCMD, QIE);
        assertThat(narrow.write(A, 0xFEE0_0010L, 0)).as("remapping is off").containsExactly(new InterruptOutcome.Unchanged());
        assertThat(narrow.law.speaks(new Stimulus.Interrupt(A, new Iova(0x1000), 0))).isFalse();
    }

    @Test
    void entriesAreJudgedBySourceAndReservedFields() {
        InterruptBench guest = guest(CM0).entry(1, entry(9, 0x41), 1L << 18 | 0x20).entry(2, entry(9, 0x41) | 1 << 12, 0)
                .entry(3, 2, 0).entry(4, entry(9, 0x41), 1L << 18 | 2L << 16 | A.value() ^ 6)
                        .entry(6, entry(9, 0x41), 2L << 18 | 0x0103);
        assertThat(guest.remappable(1)).containsExactly(blocked(FaultReason.INTERRUPT_SOURCE_INVALID, 1));
        assertThat(guest.remappable(2)).containsExactly(blocked(FaultReason.INTERRUPT_ENTRY_RESERVED, 2));
        assertThat(guest.remappable(3)).containsExactly(
                new InterruptOutcome.Blocked(Fault.of(FaultReason.INTERRUPT_ENTRY_NOT_PRESENT).withSilent(true), 3));
        assertThat(guest.remappable(4)).as("bits 2:1 are not compared").containsExactly(interrupt(9, 0x41));
        assertThat(guest.remappable(6)).as("buses 1 to 3").containsExactly(blocked(FaultReason.INTERRUPT_SOURCE_INVALID, 6));
    }

    @Test
    void narrowDestinationLeavesItsOtherBitsReserved() {
        InterruptBench guest = new InterruptBench(CM0, Prefetch.REQUESTS_ONLY, TABLE | 7).entry(1, entry(9 << 8, 0x41), 0)
                .entry(2, entry(9, 0x41), 0);
        assertThat(guest.remappable(1)).containsExactly(interrupt(9, 0x41));
        assertThat(guest.remappable(2)).containsExactly(blocked(FaultReason.INTERRUPT_ENTRY_RESERVED, 2));
    }

    @Test
    void postedInterruptNotifiesOnceUntilSoftwareClearsOn() {
        InterruptBench guest = guest(CM0).entry(1, 1 | 1 << 15 | 0x41 << 16 | DESCRIPTOR << 32, 0);
        guest.bench.store(DESCRIPTOR + 32, 0x77L << 16 | 5L << 32);
        Gpa descriptor = new Gpa(DESCRIPTOR);
        assertThat(guest.remappable(1)).containsExactly(new InterruptOutcome.Posted(descriptor, true, 5, 0x77));
        assertThat(guest.remappable(1)).containsExactly(new InterruptOutcome.Posted(descriptor, false, 5, 0x77));
        guest.bench.store(DESCRIPTOR + 32, 0x77L << 16 | 5L << 32);
        assertThat(guest.remappable(1)).containsExactly(new InterruptOutcome.Posted(descriptor, true, 5, 0x77));
        guest.bench.store(DESCRIPTOR + 40, 1);
        assertThat(guest.remappable(1)).containsExactly(blocked(FaultReason.POSTED_DESCRIPTOR_RESERVED, 1));
    }

    @Test
    void newTableLeavesOldEntriesUnlessThePointerInvalidates() {
        for (boolean invalidates : new boolean[] {false, true}) {
            InterruptBench guest = guest(CM0.with(c -> c.interruptPointerInvalidates = invalidates)).entry(1, entry(9, 0x41), 0);
            guest.remappable(1);
            guest.bench.store128(TABLE + 0x1_0010, entry(9, 0x42), 0).register64(Registers.IRTA, TABLE + 0x1_0000 | 1 << 11 | 7)
                    .register32(Registers.GCMD, QIE | IRE | 1 << 24);
            assertThat(guest.remappable(1)).hasSize(invalidates ? 1 : 2);
            assertThat(guest.invalidate(true, 0, 0).remappable(1)).containsExactly(interrupt(9, 0x42));
        }
    }
}
