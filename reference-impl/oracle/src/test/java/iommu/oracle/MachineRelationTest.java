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
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.stimulus.Stimulus;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class MachineRelationTest {

    private static final long T1 = 0x20_0000;
    private static final long T2 = 0x21_0000;
    private static final Capabilities CM0 = Capabilities.DEFAULT.with(c -> c.cachingMode = false);
    private static final Capabilities CM1 = Capabilities.DEFAULT;
    private static final DmaOutcome DENIED = blocked(FaultReason.READ_DENIED);

    private static Bench bench(Capabilities unit, Prefetch prefetch) {
        return new Bench(new MachineRelation(unit, prefetch)).start();
    }

    private static IotlbInvalidation page(int domain, long iova) {
        return IotlbInvalidation.page(did(domain), new Iova(iova), 0, true);
    }

    @ParameterizedTest
    @EnumSource
    void addressPassesUnchangedWhileTranslationIsOff(Prefetch prefetch) {
        Bench bench = bench(CM0, prefetch).translation(false);
        assertThat(bench.read(A, 0x1234)).containsExactly(at(0x1234));
        bench.attach(A, 1, T1).table(T1, 0x1000, 0x8000 | RW).translation(true);
        assertThat(bench.read(A, 0x1234)).as("enabled again without a new root pointer").contains(at(0x1234), at(0x8234));
    }

    @ParameterizedTest
    @EnumSource
    void changedLeafMayBeOldOrNewUntilItsPageIsInvalidated(Prefetch prefetch) {
        Bench bench = bench(CM0, prefetch).table(T1, 0x1000, 0x8000 | RW).attach(A, 1, T1);
        assertThat(bench.read(A, 0x1008)).containsExactly(at(0x8008));
        bench.leaf(T1, 0x1000, 0);
        assertThat(bench.read(A, 0x1008)).containsExactlyInAnyOrder(at(0x8008), DENIED);
        assertThat(bench.open(page(1, 0x1000)).read(A, 0x1008)).as("under way").hasSize(2);
        assertThat(bench.await().read(A, 0x1008)).containsExactly(DENIED);
    }

    @Test
    void newMappingNeedsAnInvalidationUnderCachingModeOnly() {
        for (Capabilities unit : new Capabilities[] {CM0, CM1}) {
            Bench bench = bench(unit, Prefetch.ALLOW).table(T1, 0x1000, 0).attach(A, 1, T1);
            bench.leaf(T1, 0x1000, 0x8000 | RW);
            if (unit.cachingMode()) {
                assertThat(bench.read(A, 0x1000)).contains(at(0x8000), DENIED, blocked(FaultReason.CONTEXT_NOT_PRESENT));
                bench.invalidate(ContextInvalidation.device(did(0), A, 0)).invalidate(IotlbInvalidation.domain(did(1)));
            }
            assertThat(bench.read(A, 0x1000)).containsExactly(at(0x8000));
        }
    }

    @Test
    void requestsOnlyWorldCachesNothingThatWasNotRequested() {
        Bench bench = bench(CM0, Prefetch.REQUESTS_ONLY).table(T1, 0x1000, 0x8000 | RW).attach(A, 1, T1).leaf(T1, 0x1000, 0x9000 | RW);
        assertThat(bench.read(A, 0x1000)).containsExactly(at(0x9000));
        Bench eager = bench(CM0, Prefetch.ALLOW).table(T1, 0x1000, 0x8000 | RW).attach(A, 1, T1).leaf(T1, 0x1000, 0x9000 | RW);
        assertThat(eager.read(A, 0x1000)).containsExactlyInAnyOrder(at(0x8000), at(0x9000));
    }

    @ParameterizedTest
    @EnumSource
    void translationsOfTheOldDomainOutliveTheContextInvalidation(Prefetch prefetch) {
        Bench bench = bench(CM0, prefetch).table(T1, 0x1000, 0x8000 | RW).table(T2, 0x1000, 0x9000 | RW).attach(A, 1, T1);
        bench.read(A, 0x1000);
        bench.attach(A, 2, T2).invalidate(ContextInvalidation.device(did(1), A, 0)).invalidate(IotlbInvalidation.domain(did(2)));
        assertThat(bench.read(A, 0x1000)).containsExactlyInAnyOrder(at(0x8000), at(0x9000));
        bench.invalidate(IotlbInvalidation.domain(did(1)));
        assertThat(bench.read(A, 0x1000)).containsExactly(at(0x9000));
    }

    @Test
    void invalidatingTranslationsBeforeTheContextLetsTheOldContextFillThemAgain() {
        Bench bench = bench(CM0, Prefetch.ALLOW).table(T1, 0x1000, 0x8000 | RW).table(T2, 0x1000, 0x9000 | RW).attach(A, 1, T1);
        bench.read(A, 0x1000);
        bench.attach(A, 2, T2).open(IotlbInvalidation.domain(did(1))).open(ContextInvalidation.device(did(1), A, 0)).await();
        assertThat(bench.read(A, 0x1000)).containsExactlyInAnyOrder(at(0x8000), at(0x9000));
        Bench ordered = bench(CM0, Prefetch.ALLOW).table(T1, 0x1000, 0x8000 | RW).table(T2, 0x1000, 0x9000 | RW).attach(A, 1, T1);
        ordered.read(A, 0x1000);
        ordered.attach(A, 2, T2).open(ContextInvalidation.device(did(1), A, 0)).open(IotlbInvalidation.domain(did(1))).await();
        assertThat(ordered.read(A, 0x1000)).as("§6.5.2.12 keeps this order").containsExactly(at(0x9000));
    }

    @Test
    void whatIsFilledAfterAnInvalidationWasExecutedSurvivesItsCompletion() {
        Bench bench = bench(CM0, Prefetch.REQUESTS_ONLY).table(T1, 0x1000, 0x8000 | RW).attach(A, 1, T1);
        bench.open(page(1, 0x1000)).read(A, 0x1000);
        bench.leaf(T1, 0x1000, 0).await();
        assertThat(bench.read(A, 0x1000)).containsExactlyInAnyOrder(at(0x8000), DENIED);
    }

    @Test
    void oneDevicesPrefixMisleadsAnotherOfItsDomain() {
        Bench bench = bench(CM0, Prefetch.REQUESTS_ONLY).table(T1, 0x1000, 0x8000 | RW).table(T2, 0x1000, 0x9000 | RW)
                .attach(A, 1, T1).attach(B, 1, T1);
        bench.read(A, 0x5000);
        bench.store(T1 + 0x1000, T2 + 0x2000 | RW).invalidate(page(1, 0x1000));
        assertThat(bench.read(B, 0x1000)).as("IH=1 keeps paging-structure entries").containsExactlyInAnyOrder(at(0x8000), at(0x9000));
        bench.invalidate(IotlbInvalidation.page(did(1), new Iova(0x5000), 0, false));
        assertThat(bench.read(A, 0x2000)).containsExactly(DENIED);
    }

    @ParameterizedTest
    @EnumSource
    void invalidationInsideALargePageMayLeaveItsFractions(Prefetch prefetch) {
        Bench bench = bench(CM0, prefetch).table(T1, 0x1000, 0).store(T1 + 0x1000, 0x40_0000 | 0x80 | RW).attach(A, 1, T1);
        bench.read(A, 0x1000);
        bench.store(T1 + 0x1000, 0x60_0000 | 0x80 | RW).invalidate(page(1, 0x3000));
        assertThat(bench.read(A, 0x3000)).containsExactly(at(0x60_3000));
        assertThat(bench.read(A, 0x4000)).containsExactlyInAnyOrder(at(0x40_4000), at(0x60_4000));
        bench.invalidate(IotlbInvalidation.page(did(1), new Iova(0x3000), 9, true));
        assertThat(bench.read(A, 0x4000)).containsExactly(at(0x60_4000));
    }

    @Test
    void passThroughEntriesAreCachedAsIdentities() {
        Bench bench = bench(CM0, Prefetch.REQUESTS_ONLY).table(T1, 0x1000, 0x8000 | RW).context(A, 1 | 2 << 2, 2 | 5 << 8);
        assertThat(bench.read(A, 0x2000)).containsExactly(at(0x2000));
        bench.attach(A, 1, T1).invalidate(ContextInvalidation.global());
        assertThat(bench.read(A, 0x1000)).containsExactlyInAnyOrder(at(0x1000), at(0x8000));
        bench.invalidate(IotlbInvalidation.domain(did(5)));
        assertThat(bench.read(A, 0x1000)).containsExactly(at(0x8000));
        bench.context(B, 1 | 2 << 2, 2 | 5 << 8);
        assertThat(bench.read(B, 1L << 48)).containsExactly(blocked(FaultReason.ADDRESS_BEYOND_WIDTH));
    }

    @Test
    void silenceOfAFaultFoundOnAHitIsThatOfTheFillOrThatOfNow() {
        Bench bench = bench(CM1, Prefetch.REQUESTS_ONLY).table(T1, 0x1000, 0).context(A, T1 | 3, 1 | 1 << 8);
        assertThat(bench.read(A, 0x1000)).containsExactly(new DmaOutcome.Blocked(FaultReason.READ_DENIED, true));
        bench.attach(A, 1, T1).invalidate(ContextInvalidation.global());
        assertThat(bench.read(A, 0x1000)).containsExactlyInAnyOrder(DENIED, new DmaOutcome.Blocked(FaultReason.READ_DENIED, true));
    }

    @Test
    void negativeEntriesAreJudgedForTheAccessThatHits() {
        Bench bench = bench(CM1, Prefetch.REQUESTS_ONLY).table(T1, 0x1000, 0).attach(A, 1, T1);
        bench.read(A, 0x1000);
        bench.leaf(T1, 0x1000, 0x8000 | RW);
        assertThat(bench.dma(A, Access.WRITE, 0x1000)).containsExactlyInAnyOrder(at(0x8000), blocked(FaultReason.WRITE_DENIED));
    }

    @Test
    void oldRootMayLiveOnInContextEntries() {
        Bench bench = bench(CM0, Prefetch.REQUESTS_ONLY).table(T1, 0x1000, 0x8000 | RW).attach(A, 1, T1);
        bench.read(A, 0x1000);
        bench.register64(Registers.RTADDR, 0x30_0000).register32(Registers.GCMD, 1 << 31 | 1 << 30 | 1 << 26);
        assertThat(bench.read(A, 0x1000)).containsExactlyInAnyOrder(at(0x8000), blocked(FaultReason.ROOT_NOT_PRESENT));
        bench.invalidate(ContextInvalidation.global()).invalidate(IotlbInvalidation.global());
        assertThat(bench.read(A, 0x1000)).containsExactly(blocked(FaultReason.ROOT_NOT_PRESENT));
    }

    @Test
    void badDescriptorStopsTheQueueUntilItsErrorIsCleared() {
        Bench bench = bench(CM0, Prefetch.REQUESTS_ONLY).table(T1, 0x1000, 0x8000 | RW).attach(A, 1, T1);
        bench.read(A, 0x1000);
        bench.leaf(T1, 0x1000, 0).descriptor(7, 0).invalidate(IotlbInvalidation.global());
        assertThat(bench.read(A, 0x1000)).hasSize(2);
        bench.store128(Bench.QUEUE, 5, 0).register32(Registers.FSTS, 1 << 4);
        assertThat(bench.read(A, 0x1000)).containsExactly(DENIED);
    }

    @Test
    void registerCommandIsCompleteOnceItsRegisterWasRead() {
        MachineRelation relation = new MachineRelation(CM0, Prefetch.REQUESTS_ONLY);
        Bench bench = new Bench(relation).start().table(T1, 0x1000, 0x8000 | RW).attach(A, 1, T1);
        bench.register32(Registers.GCMD, 1 << 31);
        bench.read(A, 0x1000);
        bench.leaf(T1, 0x1000, 0).register64(Registers.IOTLB, 1L << 63 | 1L << 60);
        assertThat(bench.read(A, 0x1000)).hasSize(2);
        assertThat(relation.on(new Stimulus.RegisterRead(Registers.IOTLB, 8))).isEmpty();
        assertThat(bench.read(A, 0x1000)).containsExactly(DENIED);
    }

    @Test
    void undefinedStepsEndTheSpeech() {
        MachineRelation relation = new MachineRelation(CM0, Prefetch.ALLOW);
        Bench bench = new Bench(relation).start();
        bench.register32(Registers.GCMD, 0);
        assertThat(relation.silence()).isPresent();
        assertThat(bench.read(A, 0x1000)).isEmpty();
    }
}
