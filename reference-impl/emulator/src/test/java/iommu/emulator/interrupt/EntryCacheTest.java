package iommu.emulator.interrupt;

import static iommu.emulator.interrupt.Bench.UNIT;
import static iommu.emulator.interrupt.Bench.blocked;
import static iommu.emulator.interrupt.Bench.fixed;
import static iommu.emulator.interrupt.Bench.silently;
import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Capabilities;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.SourceId;
import iommu.arch.register.InterruptRegisters;
import iommu.arch.InterruptOutcome;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("§6.1, §6.5.2.8: the interrupt-entry cache")
class EntryCacheTest {

    private static final Capabilities CACHING = UNIT.with(c -> c.cachingMode = true);
    private static final InterruptOutcome OLD = fixed(0x20, 0);
    private static final InterruptOutcome NEW = fixed(0x30, 0);

    private Bench bench = new Bench(UNIT).keeping(16);

    private Bench vectors(int vector) {
        IntStream.range(0, 16).forEach(index -> bench.entry(index, 1 | (long) vector << 16, 0));
        return bench;
    }

    /** All 16 entries are used with the old vector, and then changed. */
    private void fillThenChange() {
        vectors(0x20);
        assertThat(raiseAll()).containsOnly(OLD);
        vectors(0x30);
    }

    private List<InterruptOutcome> raiseAll() {
        return IntStream.range(0, 16).mapToObj(bench::raise).toList();
    }

    @Test
    void anEntryServesFromTheCacheUntilItIsInvalidated() {
        fillThenChange();
        assertThat(raiseAll()).containsOnly(OLD);
        bench.invalidate(true, 0, 0);
        assertThat(raiseAll()).containsOnly(NEW);
    }

    @ParameterizedTest
    @CsvSource({"5, 0, 5, 5", "5, 1, 4, 5", "5, 2, 4, 7", "9, 3, 8, 15", "3, 4, 0, 15", "0, 16, 0, 15", "3, 31, 0, 15",
        "12, 2, 12, 15", "3, 32, 0, 15"})
    @DisplayName("Table 25: IM says how many of the lowest bits of the index do not count")
    void byIndexAndMask(int index, int mask, int first, int last) {
        fillThenChange();
        bench.invalidate(false, index, mask);
        List<InterruptOutcome> results = raiseAll();
        for (int i = 0; i < 16; i++) {
            assertThat(results.get(i)).as("entry %s", i).isEqualTo(i >= first && i <= last ? NEW : OLD);
        }
    }

    @Test
    void anIndexOutsideTheCacheRemovesNothing() {
        fillThenChange();
        bench.invalidate(false, 16, 0);
        assertThat(raiseAll()).containsOnly(OLD);
    }

    @Test
    void withoutCachingModeWhatFaultsIsNotKept() {
        assertThat(bench.raise(0)).isEqualTo(blocked(FaultReason.INTERRUPT_ENTRY_NOT_PRESENT, 0));
        bench.entry(1, 1 | 1L << 31, 0);
        assertThat(bench.raise(1)).isEqualTo(blocked(FaultReason.INTERRUPT_ENTRY_RESERVED, 1));
        bench.entry(2, 1, 0x4_0000 | 0x99);
        assertThat(bench.raise(2)).isEqualTo(blocked(FaultReason.INTERRUPT_SOURCE_INVALID, 2));
        vectors(0x30);
        assertThat(raiseAll()).containsOnly(NEW);
    }

    @Test
    void withCachingModeWhatFaultsMayBeKeptWithItsFpd() {
        bench = new Bench(CACHING).keeping(16);
        bench.entry(0, 2, 0).entry(1, 1 | 1L << 31, 0);
        assertThat(bench.raise(0)).isEqualTo(silently(FaultReason.INTERRUPT_ENTRY_NOT_PRESENT, 0));
        assertThat(bench.raise(1)).isEqualTo(blocked(FaultReason.INTERRUPT_ENTRY_RESERVED, 1));
        vectors(0x30);
        assertThat(bench.raise(0)).isEqualTo(silently(FaultReason.INTERRUPT_ENTRY_NOT_PRESENT, 0));
        assertThat(bench.raise(1)).isEqualTo(blocked(FaultReason.INTERRUPT_ENTRY_RESERVED, 1));
        bench.invalidate(false, 0, 0);
        assertThat(bench.raise(0)).isEqualTo(NEW);
    }

    @Test
    void anAccessErrorLeavesNothingToKeep() {
        bench = new Bench(CACHING).keeping(16);
        bench.memory.unreadable(Bench.TABLE);
        assertThat(bench.raise(0)).isEqualTo(blocked(FaultReason.INTERRUPT_ENTRY_ACCESS_ERROR, 0));
        bench.program(new InterruptRegisters(true, new Gpa(0x2_0000), 16, false, false));
        bench.memory.put(0x2_0000, 1 | 0x30L << 16, 0);
        assertThat(bench.raise(0)).isEqualTo(NEW);
    }

    @Test
    void aCachedEntryIsCheckedForEachRequester() {
        bench.entry(0, 1 | 0x20L << 16, 0x4_0000 | Bench.DEVICE.value());
        assertThat(bench.raise(0)).isEqualTo(OLD);
        assertThat(bench.sendFrom(new SourceId(0x99), 0xFEE0_0010L, 0))
                .isEqualTo(blocked(FaultReason.INTERRUPT_SOURCE_INVALID, 0));
    }

    @Test
    void aCachedIndexOutsideANewTableIsStillOutside() {
        fillThenChange();
        bench.program(new InterruptRegisters(true, new Gpa(Bench.TABLE), 8, false, false));
        assertThat(bench.raise(8)).isEqualTo(blocked(FaultReason.INTERRUPT_INDEX_BEYOND_TABLE, 8));
    }

    @Test
    @DisplayName("§6.7: SIRTP leaves the cache to software, but with ESIRTPS")
    void sirtp() {
        fillThenChange();
        bench.program(true, false);
        assertThat(raiseAll()).containsOnly(OLD);
        bench = new Bench(UNIT.with(c -> c.interruptPointerInvalidates = true)).keeping(16);
        fillThenChange();
        bench.program(true, false);
        assertThat(raiseAll()).containsOnly(NEW);
    }

    @Test
    void aFullCacheForgetsWhatWasUsedTheLongestAgo() {
        bench = new Bench(UNIT).keeping(2);
        vectors(0x20).raise(0);
        bench.raise(1);
        bench.raise(0);
        bench.raise(2);
        vectors(0x30);
        assertThat(List.of(bench.raise(0), bench.raise(2), bench.raise(1))).containsExactly(OLD, OLD, NEW);
    }

    @Test
    void aCacheOfNothingKeepsNothing() {
        bench = new Bench(CACHING).keeping(0);
        fillThenChange();
        assertThat(raiseAll()).containsOnly(NEW);
    }
}
