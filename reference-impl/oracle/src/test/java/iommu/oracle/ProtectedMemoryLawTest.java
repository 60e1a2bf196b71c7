package iommu.oracle;

import static iommu.oracle.Bench.A;
import static iommu.oracle.Bench.RW;
import static iommu.oracle.Bench.at;
import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Access;
import iommu.arch.Capabilities;
import iommu.arch.DmaOutcome;
import iommu.arch.DmaRequest;
import iommu.arch.FaultReason;
import iommu.arch.Iova;
import iommu.arch.Pasid;
import iommu.arch.RequestKind;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import java.util.Collection;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What DMA finds in protected memory (§11.4.8). */
class ProtectedMemoryLawTest {

    private static final long T = 0x20_0000;
    private static final int PMEN = ProtectedRanges.PMEN;

    private MachineRelation law;
    private Bench bench;

    /** Page 1000h leads to 90_0000h, page 2000h to 8000h; 80_0000h to 9F_FFFFh is protected. */
    private void start(boolean low, boolean high) {
        law = new MachineRelation(Capabilities.DEFAULT.with(c -> {
            c.cachingMode = false;
            c.deviceTlb = true;
            c.protectedLow = low;
            c.protectedHigh = high;
        }), Prefetch.REQUESTS_ONLY);
        bench = new Bench(law).table(T, 0x1000, 0x90_0000 | RW).leaf(T, 0x2000, 0x8000 | RW).attach(A, 1, T);
        bench.register32(0x68, 0x80_0000).register32(0x6C, 0x9F_FFFF).register64(0x70, 0x80_0000).register64(0x78, 0x9F_FFFF);
        bench.start();
    }

    private void enable(boolean on) {
        bench.register32(PMEN, on ? 1 << 31 : 0);
        law.on(new Stimulus.RegisterRead(PMEN, 4));
    }

    private static boolean blocked(Collection<? extends DmaOutcome> outcomes) {
        return outcomes.contains(new DmaOutcome.Blocked(FaultReason.REQUEST_TYPE_BLOCKED, true));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whileTranslationIsOffNothingReachesIt(boolean low) {
        start(low, !low);
        bench.translation(false);
        assertThat(bench.read(A, 0x90_0010)).containsExactly(at(0x90_0010));
        bench.register32(PMEN, 1 << 31);
        assertThat(bench.read(A, 0x90_0010)).as("until PRS says so").contains(at(0x90_0010)).matches(ProtectedMemoryLawTest::blocked);
        law.on(new Stimulus.RegisterRead(PMEN, 4));
        assertThat(bench.read(A, 0x90_0010)).doesNotContain(at(0x90_0010)).matches(ProtectedMemoryLawTest::blocked)
                .allMatch(o -> o instanceof DmaOutcome.Blocked b && b.silent(), "nothing is recorded");
        enable(false);
        assertThat(bench.read(A, 0x90_0010)).containsExactly(at(0x90_0010));
    }

    @Test
    void oldUnitsLetThroughWhatTheirTablesMap() {
        start(true, false);
        enable(true);
        assertThat(bench.read(A, 0x1000)).contains(at(0x90_0000)).matches(ProtectedMemoryLawTest::blocked);
        assertThat(bench.read(A, 0x3000)).as("a fault is a fault").containsExactly(Bench.blocked(FaultReason.READ_DENIED));
        bench.context(A, T | 1 | 1 << 2, 1 | 1 << 8);
        Set<Answer> translated = law.on(new Stimulus.Dma(new DmaRequest(A, Pasid.NONE, new Iova(0x90_0000), Access.READ,
                RequestKind.TRANSLATED)));
        assertThat(translated).doesNotContain(new Answer.Dma(at(0x90_0000)));
    }

    @Test
    void howFinelyARangeIsDecodedIsLeftToTheUnit() {
        start(true, false);
        enable(true);
        bench.translation(false);
        assertThat(bench.read(A, 0xA0_0000)).contains(at(0xA0_0000)).matches(ProtectedMemoryLawTest::blocked);
        assertThat(bench.read(A, 1L << 32)).as("a low range is below 4 GiB").containsExactly(at(1L << 32));
    }

    @Test
    void rangeThatIsMovedWhileEnabledIsNotSureAnyMore() {
        start(true, false);
        enable(true);
        bench.translation(false);
        bench.register32(0x6C, 0x9F_FFFF);
        assertThat(bench.read(A, 0x90_0000)).as("the same value moves nothing").doesNotContain(at(0x90_0000));
        bench.register32(0x6C, 0xAF_FFFF);
        assertThat(bench.read(A, 0x90_0000)).contains(at(0x90_0000)).matches(ProtectedMemoryLawTest::blocked);
        Bench other = bench.speakingTo(law.copy());
        enable(false);
        enable(true);
        assertThat(bench.read(A, 0xA0_0000)).doesNotContain(at(0xA0_0000));
        assertThat(other.read(A, 0x90_0000)).contains(at(0x90_0000));
    }

    @Test
    void unitWithoutRangesHasNothingToEnable() {
        start(false, false);
        enable(true);
        assertThat(bench.read(A, 0x1000)).containsExactly(at(0x90_0000));
    }
}
