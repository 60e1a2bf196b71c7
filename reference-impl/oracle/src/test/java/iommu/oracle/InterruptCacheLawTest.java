package iommu.oracle;

import static iommu.oracle.InterruptBench.A;
import static iommu.oracle.InterruptBench.CFI;
import static iommu.oracle.InterruptBench.IRE;
import static iommu.oracle.InterruptBench.QIE;
import static iommu.oracle.InterruptBench.TABLE;
import static iommu.oracle.InterruptBench.UNIT;
import static iommu.oracle.InterruptBench.WIDE;
import static iommu.oracle.InterruptBench.blocked;
import static iommu.oracle.InterruptBench.entry;
import static iommu.oracle.InterruptBench.interrupt;
import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Capabilities;
import iommu.arch.Entry128;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.stimulus.Stimulus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the interrupt-entry cache may hold (§6.2, §6.5.2.8, §6.7). */
class InterruptCacheLawTest {

    private static final Capabilities UNSNOOPED = UNIT.with(c -> c.coherent = false);
    private static final long SECOND = TABLE + 0x1_0000;

    private static InterruptBench guest(Capabilities unit, Prefetch prefetch) {
        return new InterruptBench(unit, prefetch, WIDE).entry(1, entry(9, 0x41), 0);
    }

    @Test
    void fetchThatDoesNotSnoopSeesWhatTheLineHeldSinceItsLastFlush() {
        InterruptBench guest = guest(UNSNOOPED, Prefetch.REQUESTS_ONLY);
        assertThat(guest.remappable(1)).containsExactlyInAnyOrder(interrupt(9, 0x41),
                blocked(FaultReason.INTERRUPT_ENTRY_NOT_PRESENT, 1));
        guest.law.on(new Stimulus.Flush(new Gpa(TABLE)));
        assertThat(guest.remappable(1)).containsExactly(interrupt(9, 0x41));
    }

    @Test
    void flushRemovesNothingThatWasPrefetchedBefore() {
        InterruptBench guest = guest(UNSNOOPED, Prefetch.ALLOW);
        guest.law.on(new Stimulus.Flush(new Gpa(TABLE)));
        guest.entry(1, entry(9, 0x42), 0).law.on(new Stimulus.Flush(new Gpa(TABLE)));
        assertThat(guest.remappable(1)).containsExactlyInAnyOrder(interrupt(9, 0x41), interrupt(9, 0x42));
        assertThat(guest.invalidate(false, 1, 0).remappable(1)).containsExactly(interrupt(9, 0x42));
    }

    @ParameterizedTest
    @EnumSource
    void openInvalidationLeavesOldAndNew(Prefetch prefetch) {
        InterruptBench guest = guest(UNIT, prefetch);
        guest.remappable(1);
        guest.entry(1, entry(9, 0x42), 0).open(true, 0, 0);
        assertThat(guest.remappable(1)).hasSize(2);
        guest.bench.await();
        assertThat(guest.remappable(1)).containsExactly(interrupt(9, 0x42));
    }

    @Test
    void entryReadAfterAnInvalidationWasExecutedSurvivesItsCompletion() {
        InterruptBench guest = guest(UNIT, Prefetch.REQUESTS_ONLY).open(true, 0, 0);
        guest.remappable(1);
        guest.entry(1, entry(9, 0x42), 0).bench.await();
        assertThat(guest.remappable(1)).containsExactlyInAnyOrder(interrupt(9, 0x41), interrupt(9, 0x42));
    }

    @Test
    void invalidationThatATimeoutAbandonsIsNotSureToHaveBeenExecuted() {
        InterruptBench guest = guest(UNIT.with(c -> c.deviceTlb = true), Prefetch.REQUESTS_ONLY);
        guest.remappable(1);
        guest.bench.descriptor(3 | (long) A.value() << 32, 0x7FFF_FFFF_FFFF_F001L);
        guest.entry(1, entry(9, 0x42), 0).invalidate(true, 0, 0);
        guest.law.on(new Stimulus.DeviceTlbTimeout(A));
        guest.bench.register32(Registers.FSTS, 1 << 6);
        assertThat(guest.remappable(1)).containsExactlyInAnyOrder(interrupt(9, 0x41), interrupt(9, 0x42));
        assertThat(guest.invalidate(true, 0, 0).remappable(1)).containsExactly(interrupt(9, 0x42));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void disablingRemappingEmptiesTheCacheOfAUnitWhosePointerInvalidates(boolean invalidates) {
        InterruptBench guest = guest(UNIT.with(c -> c.interruptPointerInvalidates = invalidates), Prefetch.REQUESTS_ONLY);
        guest.remappable(1);
        guest.entry(1, entry(9, 0x42), 0).commands(QIE | IRE | CFI);
        assertThat(guest.remappable(1)).as("CFI alone").hasSize(2);
        guest.entry(1, entry(9, 0x43), 0).commands(QIE | CFI).commands(QIE | IRE | CFI);
        assertThat(guest.remappable(1)).hasSize(invalidates ? 1 : 3);
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void tableLeftBehindMayHaveBeenPrefetchedWhole(boolean invalidates) {
        Capabilities unit = UNIT.with(c -> c.interruptPointerInvalidates = invalidates);
        InterruptBench guest = new InterruptBench(unit, Prefetch.ALLOW, WIDE);
        guest.bench.store128(SECOND + 16, entry(9, 0x42), 0);
        guest.pointer(SECOND | 1 << 11 | 7, QIE | IRE).pointer(WIDE, QIE | IRE).entry(1, entry(9, 0x41), 0);
        if (invalidates) {
            assertThat(guest.remappable(1)).containsExactly(interrupt(9, 0x41));
        } else {
            assertThat(guest.remappable(1)).containsExactlyInAnyOrder(interrupt(9, 0x41), interrupt(9, 0x42));
        }
    }

    @Test
    void nothingIsPrefetchedWhileRemappingIsOffOrFromBeyondTheTable() {
        InterruptBench guest = guest(UNIT, Prefetch.ALLOW).commands(QIE);
        guest.entry(1, entry(9, 0x42), 0).entry(1, entry(9, 0x43), 0).commands(QIE | IRE);
        assertThat(guest.remappable(1)).containsExactlyInAnyOrder(interrupt(9, 0x41), interrupt(9, 0x43));
        guest.entry(256, entry(9, 0x44), 0).entry(256, entry(9, 0x45), 0).entry(-1, entry(9, 0x46), 0)
                .pointer(TABLE | 1 << 11 | 8, QIE | IRE);
        assertThat(guest.remappable(256)).containsExactly(interrupt(9, 0x45));
    }

    @Test
    void copyOfTheLawKeepsTheCache() {
        InterruptBench guest = guest(UNIT, Prefetch.REQUESTS_ONLY);
        guest.remappable(1);
        guest.open(true, 0, 0);
        MachineRelation copy = guest.law.copy();
        guest.entry(1, entry(9, 0x42), 0).bench.await();
        var asked = new Stimulus.Interrupt(A, new Iova(0xFEE0_0030L), 0);
        assertThat(guest.law.on(asked)).hasSize(1);
        copy.on(new Stimulus.Store128(new Gpa(TABLE + 16), new Entry128(entry(9, 0x43), 0)));
        assertThat(copy.on(asked)).as("still open here").hasSize(2);
    }
}
