package iommu.oracle;

import static iommu.oracle.Bench.at;
import static iommu.oracle.Bench.blocked;
import static iommu.oracle.Bench.did;
import static iommu.oracle.ScalableBench.A;
import static iommu.oracle.ScalableBench.B;
import static iommu.oracle.ScalableBench.FULL;
import static iommu.oracle.ScalableBench.RW;
import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Access;
import iommu.arch.Capabilities;
import iommu.arch.DmaOutcome;
import iommu.arch.FaultReason;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.invalidation.PasidCacheInvalidation;
import iommu.arch.invalidation.PasidCacheInvalidation.Scope;
import iommu.arch.invalidation.PasidIotlbInvalidation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ScalableSecondStageTest {

    private static final long T1 = 0x20_0000;
    private static final long T2 = 0x21_0000;
    private static final Capabilities CM0 = FULL.with(c -> c.cachingMode = false);
    private static final DmaOutcome ABSENT = blocked(FaultReason.SECOND_STAGE_NOT_PRESENT);

    private static ScalableBench bench(Capabilities unit, Prefetch prefetch) {
        return new ScalableBench(new MachineRelation(unit, prefetch)).start();
    }

    private static ScalableBench attached(Prefetch prefetch) {
        return bench(CM0, prefetch).table(T1, 0x1000, 0x8000 | RW).attach(A).secondStage(A, 0, 1, T1);
    }

    private static PasidIotlbInvalidation pasid(int domain, int pasid) {
        return new PasidIotlbInvalidation(false, did(domain), pasid, new Iova(0), 0, false);
    }

    @ParameterizedTest
    @EnumSource
    void changedLeafMayBeOldOrNewUntilItsPageIsInvalidated(Prefetch prefetch) {
        ScalableBench bench = attached(prefetch);
        assertThat(bench.read(A, 0x1008)).containsExactly(at(0x8008));
        bench.leaf(T1, 0x1000, 0);
        assertThat(bench.read(A, 0x1008)).containsExactlyInAnyOrder(at(0x8008), ABSENT);
        bench.open(IotlbInvalidation.page(did(1), new Iova(0x1000), 0, true));
        assertThat(bench.read(A, 0x1008)).hasSize(2);
        assertThat(bench.await().read(A, 0x1008)).containsExactly(ABSENT);
    }

    @Test
    void faultsHaveTheCodesOfScalableMode() {
        ScalableBench bench = attached(Prefetch.REQUESTS_ONLY);
        assertThat(bench.read(A, 0x2000)).containsExactly(ABSENT);
        bench.leaf(T1, 0x2000, 0x9001);
        assertThat(bench.dma(A, Access.WRITE, 0x2000)).containsExactly(blocked(FaultReason.SCALABLE_WRITE_DENIED));
        bench.leaf(T1, 0x3000, 0x9002);
        assertThat(bench.read(A, 0x3000)).containsExactly(blocked(FaultReason.SCALABLE_READ_DENIED));
        bench.leaf(T1, 0x4000, 1L << 51 | 1);
        assertThat(bench.read(A, 0x4000)).containsExactly(blocked(FaultReason.SECOND_STAGE_RESERVED));
        assertThat(bench.read(A, 1L << 40)).containsExactly(blocked(FaultReason.SCALABLE_ADDRESS_BEYOND_WIDTH));
        bench.leaf(T1, 0x5000, 0xFEE0_0000L | RW);
        assertThat(bench.read(A, 0x5000)).containsExactly(blocked(FaultReason.SCALABLE_INTERRUPT_RANGE_OUTPUT));
        bench.store(T1 + 0x1008, 0x30_0001).store(0x30_0000, 0xA002);
        assertThat(bench.read(A, 0x20_0000)).as("R above, W below: neither is left")
                .containsExactlyInAnyOrder(ABSENT, blocked(FaultReason.SCALABLE_READ_DENIED));
    }

    @Test
    void everyEntryOnTheWayMayBeMissing() {
        ScalableBench bench = bench(CM0, Prefetch.REQUESTS_ONLY);
        assertThat(bench.read(A, 0)).containsExactly(blocked(FaultReason.SCALABLE_CONTEXT_NOT_PRESENT));
        assertThat(bench.read(SourceId.of(0, 16, 0), 0)).containsExactly(blocked(FaultReason.SCALABLE_ROOT_NOT_PRESENT));
        bench.store128(ScalableBench.contextEntry(A), ScalableBench.directory(A) | 1, 0);
        assertThat(bench.read(A, 0)).containsExactly(blocked(FaultReason.PASID_DIRECTORY_NOT_PRESENT));
        bench.attach(A);
        assertThat(bench.read(A, 0)).containsExactly(blocked(FaultReason.PASID_ENTRY_NOT_PRESENT));
        bench.pasid(A, 0, 1 | 5 << 6, 0, 0);
        assertThat(bench.read(A, 0)).containsExactly(blocked(FaultReason.PASID_ENTRY_INVALID));
        bench.pasid(A, 0, T1 | 1 | 2 << 6 | 1 << 2 | 1 << 5, 1, 0);
        assertThat(bench.read(A, 0)).containsExactly(blocked(FaultReason.PASID_ENTRY_RESERVED));
        bench.context(B, 1 | 1 << 4, 0);
        assertThat(bench.read(B, 0)).containsExactlyInAnyOrder(blocked(FaultReason.SCALABLE_CONTEXT_RESERVED),
                blocked(FaultReason.SCALABLE_CONTEXT_INVALID));
    }

    @Test
    void anyEntryOnTheWaySilencesItsFaults() {
        ScalableBench bench = attached(Prefetch.REQUESTS_ONLY);
        bench.secondStage(A, 0, 1, T1 | 1 << 1);
        assertThat(bench.read(A, 0x5000)).as("PASID entry").containsExactlyInAnyOrder(
                new DmaOutcome.Blocked(FaultReason.SECOND_STAGE_NOT_PRESENT, true));
        ScalableBench directory = attached(Prefetch.REQUESTS_ONLY)
                .store(ScalableBench.directory(A), ScalableBench.directory(A) + 0x1000 | 3);
        assertThat(directory.read(A, 0x5000)).containsExactly(new DmaOutcome.Blocked(FaultReason.SECOND_STAGE_NOT_PRESENT, true));
        ScalableBench context = attached(Prefetch.REQUESTS_ONLY).context(A, 3, 0);
        assertThat(context.read(A, 0x5000)).containsExactly(new DmaOutcome.Blocked(FaultReason.SECOND_STAGE_NOT_PRESENT, true));
    }

    @ParameterizedTest
    @EnumSource
    void changedPasidEntryOutlivesWhatDoesNotNameItsDomainAndPasid(Prefetch prefetch) {
        ScalableBench bench = attached(prefetch).table(T2, 0x1000, 0x9000 | RW);
        bench.read(A, 0x1000);
        bench.secondStage(A, 0, 2, T2);
        bench.open(new PasidCacheInvalidation(Scope.PASID, did(2), 0)).open(pasid(1, 0)).await();
        assertThat(bench.read(A, 0x1000)).as("the new domain").containsExactlyInAnyOrder(at(0x8000), at(0x9000));
        bench.open(new PasidCacheInvalidation(Scope.PASID, did(1), 1)).open(pasid(1, 0)).await();
        assertThat(bench.read(A, 0x1000)).as("another PASID").containsExactlyInAnyOrder(at(0x8000), at(0x9000));
        bench.open(new PasidCacheInvalidation(Scope.PASID, did(1), 0)).open(pasid(1, 0)).await();
        assertThat(bench.read(A, 0x1000)).containsExactly(at(0x9000));
    }

    @Test
    void pasidSelectiveInvalidationByPageLeavesSecondStageTranslations() {
        ScalableBench bench = attached(Prefetch.REQUESTS_ONLY);
        bench.read(A, 0x1000);
        bench.leaf(T1, 0x1000, 0x9000 | RW).open(new PasidIotlbInvalidation(true, did(1), 0, new Iova(0x1000), 0, false)).await();
        assertThat(bench.read(A, 0x1000)).as("Table 24: none").containsExactlyInAnyOrder(at(0x8000), at(0x9000));
        assertThat(bench.open(pasid(1, 0)).await().read(A, 0x1000)).containsExactly(at(0x9000));
    }

    @Test
    void contextEntryIsInvalidatedWithoutItsDomain() {
        ScalableBench bench = attached(Prefetch.REQUESTS_ONLY);
        bench.read(A, 0x1000);
        bench.store128(ScalableBench.contextEntry(A), 0, 0).open(IotlbInvalidation.global()).await();
        assertThat(bench.read(A, 0x1000)).hasSize(2);
        bench.open(ContextInvalidation.device(did(77), A, 0)).open(IotlbInvalidation.global()).await();
        assertThat(bench.read(A, 0x1000)).containsExactly(blocked(FaultReason.SCALABLE_CONTEXT_NOT_PRESENT));
    }

    @Test
    void negativePasidEntryIsTaggedWithDomainZeroUnderCachingMode() {
        ScalableBench bench = bench(FULL, Prefetch.REQUESTS_ONLY).table(T1, 0x1000, 0x8000 | RW).attach(A);
        assertThat(bench.read(A, 0x1000)).containsExactly(blocked(FaultReason.PASID_ENTRY_NOT_PRESENT));
        bench.secondStage(A, 0, 1, T1).open(new PasidCacheInvalidation(Scope.PASID, did(1), 0)).await();
        assertThat(bench.read(A, 0x1000)).hasSize(2);
        assertThat(bench.open(new PasidCacheInvalidation(Scope.PASID, did(0), 0)).await().read(A, 0x1000))
                .containsExactly(at(0x8000));
    }

    @Test
    void disablingTranslationEmptiesTheCachesOfScalableMode() {
        ScalableBench bench = attached(Prefetch.REQUESTS_ONLY);
        bench.read(A, 0x1000);
        bench.leaf(T1, 0x1000, 0x9000 | RW).translation(false).register32(Registers.GCMD, 1 << 26 | 1 << 30).translation(true);
        assertThat(bench.read(A, 0x1000)).containsExactly(at(0x9000));
    }

    @Test
    void oneDevicesPrefixMisleadsAnotherOfItsDomain() {
        ScalableBench bench = attached(Prefetch.REQUESTS_ONLY).attach(B).secondStage(B, 0, 1, T1).table(T2, 0x1000, 0x9000 | RW);
        bench.read(A, 0x5000);
        bench.store(T1 + 0x1000, T2 + 0x2000 | RW).open(pasid(1, 0)).await();
        assertThat(bench.read(B, 0x1000)).as("Table 24: second-stage entries are kept")
                .containsExactlyInAnyOrder(at(0x8000), at(0x9000));
    }

    @Test
    void passThroughGivesTheAddressItself() {
        ScalableBench bench = bench(CM0, Prefetch.REQUESTS_ONLY).attach(A).pasid(A, 0, 1 | 4 << 6, 5, 0);
        assertThat(bench.read(A, 0x1234_5678)).containsExactly(at(0x1234_5678));
        assertThat(bench.read(A, 1L << 48)).containsExactly(blocked(FaultReason.SCALABLE_ADDRESS_BEYOND_HOST_WIDTH));
    }

    @Test
    void walkThatDoesNotSnoopSeesWhatTheLineHeldSinceItsLastFlush() {
        ScalableBench bench = attached(Prefetch.REQUESTS_ONLY).pasid(A, 0, T1 | 1 << 2 | 2 << 6 | 1, 1, 0).flush(T1 + 0x2008)
                .flush(T1).flush(T1 + 0x1000);
        bench.leaf(T1, 0x1000, 0x9000 | RW);
        assertThat(bench.read(A, 0x1000)).containsExactlyInAnyOrder(at(0x8000), at(0x9000));
        bench.open(IotlbInvalidation.domain(did(1))).await();
        assertThat(bench.read(A, 0x1000)).as("nothing was flushed").hasSize(2);
        bench.flush(T1 + 0x2008).open(IotlbInvalidation.domain(did(1))).await();
        assertThat(bench.read(A, 0x1000)).containsExactly(at(0x9000));
    }

    @Test
    void lawOfAUnitThatIsKnownToSnoopNeedsNoFlush() {
        Capabilities unit = CM0.with(c -> c.coherent = false);
        ScalableBench bench = new ScalableBench(new MachineRelation(unit, Prefetch.REQUESTS_ONLY, true)).start();
        bench.table(T1, 0x1000, 0x8000 | RW).attach(A).pasid(A, 0, T1 | 1 << 2 | 2 << 6 | 1, 1, 0).leaf(T1, 0x1000, 0x9000 | RW);
        assertThat(bench.read(A, 0x1000)).containsExactly(at(0x9000));
    }

    @Test
    void abortModeBlocksEverything() {
        ScalableBench bench = attached(Prefetch.REQUESTS_ONLY).translation(false);
        bench.register64(Registers.RTADDR, 3 << 10).register32(Registers.GCMD, 1 << 26 | 1 << 30).translation(true);
        assertThat(bench.read(A, 0x1000)).containsExactly(blocked(FaultReason.ABORT_MODE));
        bench.translation(false).register64(Registers.RTADDR, 2 << 10).register32(Registers.GCMD, 1 << 26 | 1 << 30)
                .translation(true);
        assertThat(bench.read(A, 0x1000)).containsExactly(blocked(FaultReason.TRANSLATION_MODE_INVALID));
    }
}
