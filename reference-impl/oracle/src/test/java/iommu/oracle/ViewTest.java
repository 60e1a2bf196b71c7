package iommu.oracle;

import static iommu.oracle.Bench.A;
import static iommu.oracle.Bench.B;
import static iommu.oracle.Bench.RW;
import static iommu.oracle.Bench.at;
import static iommu.oracle.Bench.blocked;
import static iommu.oracle.Bench.did;
import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Access;
import iommu.arch.Capabilities;
import iommu.arch.DmaOutcome;
import iommu.arch.FaultReason;
import iommu.arch.Iova;
import iommu.arch.invalidation.IotlbInvalidation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Asking how a request could end, without making it. */
class ViewTest {

    private static final long TABLES = 0x20_0000;
    private static final DmaOutcome DENIED = blocked(FaultReason.READ_DENIED);

    private static MachineRelation law(boolean cachingMode, Prefetch prefetch) {
        return new MachineRelation(Capabilities.DEFAULT.with(c -> c.cachingMode = cachingMode), prefetch);
    }

    private static Bench mapped(MachineRelation law) {
        return new Bench(law).start().table(TABLES, 0x1000, 0x8000 | RW).attach(A, 1, TABLES);
    }

    @ParameterizedTest
    @EnumSource
    void viewIsWhatARequestWouldBeAnswered(Prefetch prefetch) {
        MachineRelation law = law(false, prefetch);
        Bench bench = mapped(law);
        bench.read(A, 0x1000);
        bench.leaf(TABLES, 0x1000, 0);
        assertThat(law.view(A, new Iova(0x1000), Access.READ)).containsExactlyInAnyOrder(at(0x8000), DENIED)
                .isEqualTo(bench.read(A, 0x1000));
        bench.invalidate(IotlbInvalidation.global());
        assertThat(law.view(A, new Iova(0x1000), Access.READ)).containsExactly(DENIED);
        assertThat(law.view(B, new Iova(0x7000), Access.WRITE)).as("neither source nor page was ever touched")
                .containsExactly(blocked(FaultReason.CONTEXT_NOT_PRESENT));
    }

    @Test
    void askingMakesNothingCacheable() {
        MachineRelation asked = law(true, Prefetch.REQUESTS_ONLY);
        Bench bench = mapped(asked);
        assertThat(asked.view(A, new Iova(0x1000), Access.READ)).containsExactly(at(0x8000));
        bench.leaf(TABLES, 0x1000, 0);
        assertThat(bench.read(A, 0x1000)).as("a unit that only a request makes cache").containsExactly(DENIED);
    }

    @Test
    void pageThatTheRunNeverTouchedMayHaveBeenPrefetched() {
        MachineRelation law = law(false, Prefetch.ALLOW);
        Bench bench = mapped(law);
        bench.leaf(TABLES, 0x1000, 0);
        assertThat(law.view(A, new Iova(0x1000), Access.READ)).containsExactlyInAnyOrder(at(0x8000), DENIED);
        assertThat(law.view(A, new Iova(0x1000), Access.READ)).hasSize(2);
    }

    @Test
    void runIsQuiescentOnceEveryInvalidationIsKnownToBeComplete() {
        MachineRelation law = law(true, Prefetch.ALLOW);
        Bench bench = mapped(law);
        assertThat(law.quiescent()).isTrue();
        bench.open(IotlbInvalidation.domain(did(1)));
        assertThat(law.quiescent()).isFalse();
        law.view(A, new Iova(0x1000), Access.READ);
        assertThat(law.quiescent()).as("asking completes nothing").isFalse();
        bench.await();
        assertThat(law.quiescent()).isTrue();
    }

    @Test
    void nothingIsSeenWhereTheLawIsSilent() {
        MachineRelation law = law(true, Prefetch.ALLOW);
        mapped(law);
        assertThat(law.view(A, new Iova(0xFEE0_0000L), Access.WRITE)).isEmpty();
    }
}
