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
import iommu.arch.DmaRequest;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.PageRequest;
import iommu.arch.Pasid;
import iommu.arch.RequestKind;
import iommu.arch.Rights;
import iommu.arch.WalkStart;
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import iommu.arch.stimulus.Stimulus.Reads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Requests in legacy mode, and which of them the law of the whole unit speaks of. */
class RequestLawTest {

    private static final long T = 0x20_0000;
    private static final long OTHER = 0x21_0000;
    private static final Capabilities CM0 = Capabilities.DEFAULT.with(c -> {
        c.cachingMode = false;
        c.deviceTlb = true;
    });
    private static final DmaOutcome DETACHED = blocked(FaultReason.CONTEXT_NOT_PRESENT);

    private MachineRelation law;

    private Bench bench(Capabilities unit, Prefetch prefetch) {
        law = new MachineRelation(unit, prefetch);
        return new Bench(law).table(T, 0x1000, 0x8000 | RW).attach(A, 1, T).start();
    }

    private Bench bench(Capabilities unit) {
        return bench(unit, Prefetch.REQUESTS_ONLY);
    }

    private static DmaRequest executing(long address) {
        return new DmaRequest(A, new Pasid(1), new Iova(address), Access.READ, RequestKind.UNTRANSLATED, false, true);
    }

    private static DmaRequest ask(long address, Access access) {
        return new DmaRequest(A, Pasid.NONE, new Iova(address), access, RequestKind.TRANSLATION);
    }

    private Stimulus askForPage(long address) {
        return new Stimulus.AskForPage(new PageRequest(A, Pasid.NONE, new Iova(address), true, false, false, false, true, 0));
    }

    @Test
    void requestsThatNothingIsSaidOf() {
        bench(CM0);
        Stimulus[] unspoken = {askForPage(0x1000),
            new Stimulus.Dma(DmaRequest.untranslated(A, new Iova(0xFEE0_1000L), Access.READ)),
            new Stimulus.Interrupt(A, new Iova(0xFED0_0010L), 0), new Stimulus.RegisterRead(0, 4),
            new Stimulus.LookUpContext(new Gpa(0), A),
            new Stimulus.Walk(new WalkStart(new Gpa(0), 3, Rights.RW, 39), new Iova(0), Access.READ)};
        for (Stimulus step : unspoken) {
            assertThat(law.speaks(step)).as("%s", step).isFalse();
            assertThat(law.on(step)).as("%s", step).isEmpty();
        }
        assertThat(law.speaks(new Stimulus.Flush(new Gpa(0)))).isTrue();
        assertThat(law.on(new Stimulus.TakeEpoch(1))).as("nothing is asked").containsExactly(new Answer.Done());
    }

    @Test
    void requestWithPasidIsBlockedInLegacyModeEvenIntoTheInterruptRange() {
        bench(CM0);
        var request = new Stimulus.Dma(new DmaRequest(A, new Pasid(1), new Iova(0xFEE0_0000L), Access.READ,
                RequestKind.UNTRANSLATED));
        assertThat(law.speaks(request)).isTrue();
        assertThat(law.on(request)).containsExactly(new Answer.Dma(blocked(FaultReason.PASID_REQUEST_IN_LEGACY_MODE)));
    }

    @ParameterizedTest
    @EnumSource
    void pageRequestLeavesItsContextInTheCache(Prefetch prefetch) {
        Bench bench = bench(CM0, prefetch);
        law.on(askForPage(0x1000));
        bench.context(A, 0, 0);
        assertThat(bench.read(A, 0x1000)).contains(at(0x8000), DETACHED);
        Bench silent = bench(CM0, Prefetch.REQUESTS_ONLY);
        silent.context(A, 0, 0);
        assertThat(silent.read(A, 0x1000)).as("without").containsExactly(DETACHED);
    }

    @ParameterizedTest
    @EnumSource
    void requestWhileTranslationIsOffLeavesNothing(Prefetch prefetch) {
        law = new MachineRelation(CM0, prefetch);
        Bench bench = new Bench(law).table(T, 0x1000, 0x8000 | RW).attach(A, 1, T);
        law.on(askForPage(0x1000));
        law.on(new Stimulus.Dma(executing(0x1000)));
        assertThat(bench.read(A, 0x1000)).containsExactly(at(0x1000));
        bench.context(A, 0, 0).start();
        assertThat(bench.read(A, 0x1000)).containsExactly(DETACHED);
    }

    @ParameterizedTest
    @EnumSource
    void requestWithPasidHasNoContextToCacheInLegacyMode(Prefetch prefetch) {
        bench(CM0, prefetch);
        law.on(new Stimulus.Dma(executing(0x1000)));
        assertThat(law.may().contexts(A)).isEmpty();
        law.on(askForPage(0x1000));
        assertThat(law.may().contexts(A)).hasSize(1);
    }

    @Test
    void translatedRequestBeyondTheHostWidthIsBlocked() {
        Bench bench = bench(CM0).context(A, T | 1 | 1 << 2, 1 | 1 << 8);
        for (long address : new long[] {0x8000, 1L << 48}) {
            var request = new DmaRequest(A, Pasid.NONE, new Iova(address), Access.WRITE, RequestKind.TRANSLATED);
            assertThat(law.on(new Stimulus.Dma(request))).containsExactly(new Answer.Dma(
                    address == 0x8000 ? at(0x8000) : blocked(FaultReason.ADDRESS_BEYOND_WIDTH)));
        }
        assertThat(bench.read(A, 0x1000)).containsExactly(at(0x8000));
    }

    @Test
    void grantThatReachesIntoTheInterruptRangeIsRefused() {
        Bench bench = bench(CM0).context(A, T | 1 | 1 << 2, 1 | 1 << 8).store(T + 0x1008, 0xFEE0_0000L | 0x80 | RW);
        bench.leaf(T, 0x3000, 0xFEDF_F000L | RW);
        assertThat(law.on(new Stimulus.Dma(ask(0x20_0000, Access.READ)))).allSatisfy(a -> assertThat(a.toString())
                .contains("INTERRUPT_RANGE_OUTPUT"));
        assertThat(law.on(new Stimulus.Dma(ask(0x30_0000, Access.READ)))).as("of the large page a part lies outside")
                .hasSize(2).anySatisfy(a -> assertThat(a.toString()).contains("Granted[address=0xfef00000, size=4096"))
                .anySatisfy(a -> assertThat(a.toString()).contains("INTERRUPT_RANGE_OUTPUT"));
        assertThat(law.on(new Stimulus.Dma(ask(0x3000, Access.READ)))).as("just below").singleElement()
                .satisfies(a -> assertThat(a.toString()).contains("Granted"));
    }

    @Test
    void faultOnAHitIsSilentIfFillAndContextBothAre() {
        Bench bench = bench(Capabilities.DEFAULT).table(T, 0x1000, 0).context(A, T | 3, 1 | 1 << 8);
        DmaOutcome silent = new DmaOutcome.Blocked(FaultReason.READ_DENIED, true);
        assertThat(bench.read(A, 0x1000)).containsExactly(silent);
        assertThat(bench.read(A, 0x1000)).as("from the cache").containsExactly(silent);
        bench.leaf(T, 0x1000, 0x9000 | RW);
        assertThat(bench.read(A, 0x1000)).containsExactlyInAnyOrder(silent, at(0x9000));
    }

    @Test
    void faultOnAHitMayBeLoudOrSilentIfOnlyTheContextIsSilentNow() {
        Bench bench = bench(Capabilities.DEFAULT).table(T, 0x1000, 0);
        DmaOutcome loud = blocked(FaultReason.READ_DENIED);
        assertThat(bench.read(A, 0x1000)).containsExactly(loud);
        bench.context(A, T | 3, 1 | 1 << 8).leaf(T, 0x1000, 0x9000 | RW).invalidate(ContextInvalidation.global());
        assertThat(bench.read(A, 0x1000)).containsExactlyInAnyOrder(loud, new DmaOutcome.Blocked(FaultReason.READ_DENIED, true),
                at(0x9000));
    }

    @Test
    void passThroughNeedsNoTableToPrefetch() {
        Bench bench = bench(CM0, Prefetch.ALLOW).context(A, 1 | 2 << 2, 2 | 5 << 8);
        assertThat(bench.read(A, 0x2000)).contains(at(0x2000));
        bench.invalidate(ContextInvalidation.global()).invalidate(IotlbInvalidation.global());
        assertThat(bench.read(A, 0x2000)).containsExactly(at(0x2000));
        assertThat(bench.read(A, 1L << 48)).containsExactly(blocked(FaultReason.ADDRESS_BEYOND_WIDTH));
    }

    @Test
    void contextEntryThatIsWrongMayHideAnAddressBeyondItsWidth() {
        Bench bench = bench(CM0).context(A, T | 1 | 1 << 4, 1 | 1 << 8);
        assertThat(bench.read(A, 0x1000)).containsExactly(blocked(FaultReason.CONTEXT_RESERVED));
        assertThat(bench.read(A, 1L << 40)).containsExactlyInAnyOrder(blocked(FaultReason.CONTEXT_RESERVED),
                blocked(FaultReason.ADDRESS_BEYOND_WIDTH));
    }

    @Test
    void walkThatDoesNotSnoopSeesEveryContentOfEveryLineOnItsWay() {
        Bench bench = bench(CM0.with(c -> c.coherent = false));
        assertThat(bench.read(A, 0x1000)).as("lines of root, context and tables were never flushed").containsExactlyInAnyOrder(
                at(0x8000), blocked(FaultReason.ROOT_NOT_PRESENT), DETACHED, blocked(FaultReason.READ_DENIED));
        flushAll();
        bench.invalidate(ContextInvalidation.global()).invalidate(IotlbInvalidation.global());
        assertThat(bench.read(A, 0x1000)).containsExactly(at(0x8000));
        bench.store128(Bench.ROOT, 0, 0).context(A, 0, 0);
        law.on(new Stimulus.Flush(new Gpa(Bench.ROOT)));
        bench.invalidate(ContextInvalidation.global()).invalidate(IotlbInvalidation.global());
        assertThat(bench.read(A, 0x1000)).containsExactly(blocked(FaultReason.ROOT_NOT_PRESENT));
    }

    private void flushAll() {
        for (long line : new long[] {Bench.ROOT, Bench.CONTEXTS + A.value() * 16L, T, T + 0x1000, T + 0x2000}) {
            law.on(new Stimulus.Flush(new Gpa(line)));
        }
    }

    @Test
    void speechEndsWithMoreContentsOfALineThanAreToldApart() {
        Bench bench = bench(CM0.with(c -> c.coherent = false));
        flushAll();
        for (int i = 0; i < TableWords.MOST_CONTENTS; i++) {
            bench.leaf(T, 0x1000, 0x1_0000 + 0x1000 * i | RW);
        }
        assertThat(law.silence()).isEmpty();
        bench.leaf(T, 0x1000, 0);
        assertThat(law.silence()).hasValueSatisfying(s -> assertThat(s).contains("contents of a line"));
        assertThat(bench.read(A, 0x1000)).isEmpty();
    }

    @Test
    void speechEndsWithMoreWaysToTranslateThanAreToldApart() {
        Bench bench = bench(CM0.with(c -> c.coherent = false)).table(OTHER, 0x1000, 0xA000 | RW);
        flushAll();
        bench.store(T, OTHER + 0x1000 | RW);
        bench.read(A, 0x1000);
        bench.store(T, T + 0x1000 | RW);
        flushAll();
        for (long ignored = 1; ignored <= TableWords.MOST_CONTENTS; ignored++) {
            bench.store(T, T + 0x1000 | RW | ignored << 52).store(T + 0x1000, T + 0x2000 | RW | ignored << 52);
        }
        assertThat(bench.read(A, 0x1000)).as("33 contents in two lines each, and the table of before")
                .containsExactlyInAnyOrder(at(0x8000), at(0xA000), blocked(FaultReason.READ_DENIED));
        bench.leaf(T, 0x1000, 0x9000 | RW);
        var request = new Stimulus.Dma(DmaRequest.untranslated(A, new Iova(0x1000), Access.READ));
        assertThat(law.speaks(request)).isTrue();
        assertThat(law.on(request)).as("two contents of the leaf more").isEmpty();
        assertThat(law.silence()).hasValueSatisfying(s -> assertThat(s).contains("ways to translate"));
        assertThat(law.speaks(request)).isFalse();
    }

    @Test
    void pageThatCanNoLongerBeReadIsPrefetchedBefore() {
        Bench bench = bench(CM0, Prefetch.ALLOW);
        bench.read(A, 0x1000);
        law.on(new Stimulus.Readable(new Gpa(T + 0x2000), Reads.NONE));
        assertThat(bench.read(A, 0x2000)).containsExactlyInAnyOrder(blocked(FaultReason.TABLE_ACCESS_ERROR));
        assertThat(bench.read(A, 0x1000)).containsExactlyInAnyOrder(at(0x8000), blocked(FaultReason.TABLE_ACCESS_ERROR));
    }

    @Test
    void tableAboveTheHostWidthCannotBeReached() {
        Bench bench = bench(CM0.with(c -> c.hostAddressWidth = 39));
        bench.register64(Registers.RTADDR, 1L << 39).register32(Registers.GCMD, 1 << 31 | 1 << 30 | 1 << 26);
        assertThat(bench.read(B, 0x1000)).containsExactly(blocked(FaultReason.ROOT_ACCESS_ERROR));
    }

    @ParameterizedTest
    @EnumSource
    void contextOfTheOldRootIsInvalidatedThoughNoneIsReadAnyMore(Prefetch prefetch) {
        Bench bench = bench(CM0.with(c -> {
            c.secondStage = true;
            c.separateRights = true;
        }), prefetch);
        assertThat(bench.read(A, 0x1000)).containsExactly(at(0x8000));
        bench.translation(false).register64(Registers.RTADDR, Bench.ROOT | 0x80)
                .register32(Registers.GCMD, 1 << 26 | 1 << 30).translation(true);
        assertThat(bench.read(A, 0x1000)).as("SSIRWE in legacy mode")
                .containsExactly(blocked(FaultReason.TRANSLATION_MODE_INVALID));
        bench.invalidate(ContextInvalidation.domain(did(1)));
        bench.translation(false).register64(Registers.RTADDR, Bench.ROOT).register32(Registers.GCMD, 1 << 26 | 1 << 30);
        bench.context(A, 0, 0).translation(true);
        assertThat(bench.read(A, 0x1000)).as("its translations were not invalidated")
                .containsExactlyInAnyOrder(at(0x8000), DETACHED);
    }
}
