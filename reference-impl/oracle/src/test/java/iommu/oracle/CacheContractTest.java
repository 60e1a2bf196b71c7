package iommu.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iommu.arch.Access;
import iommu.arch.CachedTranslation;
import iommu.arch.Capabilities;
import iommu.arch.ContextResult;
import iommu.arch.DomainId;
import iommu.arch.Entry128;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Mapping;
import iommu.arch.Pasid;
import iommu.arch.Rights;
import iommu.arch.SourceId;
import iommu.arch.TranslationContext;
import iommu.arch.TranslationType;
import iommu.arch.WalkStart;
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a cache may answer, and with room for some entries must (§6.2, and the README of room 04). */
class CacheContractTest {

    private static final Capabilities CM0 = Capabilities.DEFAULT.with(c -> c.cachingMode = false);
    private static final SourceId A = SourceId.of(0, 3, 0);
    private static final SourceId B = SourceId.of(0, 4, 0);
    private static final DomainId D1 = new DomainId(1);
    private static final DomainId D2 = new DomainId(2);
    private static final Pasid P5 = new Pasid(5);
    private static final Answer MISS = new Answer.Translation(Optional.empty());
    private static final Answer NO_CONTEXT = new Answer.CachedContext(Optional.empty());
    private static final Answer NO_PREFIX = new Answer.Prefix(Optional.empty());
    private static final long M2 = 0x20_0000;
    private static final int STALE = 3;

    private Relation cache = new CacheContract(CM0, 4);

    private static CachedTranslation page(long gpa) {
        return page(0x1000, gpa, 4096);
    }

    private static CachedTranslation page(long iova, long gpa, long size) {
        return new CachedTranslation(D1, false, new Mapping(new Iova(iova), new Gpa(gpa), size, Rights.RW, false, List.of()));
    }

    private static CachedTranslation hole(long size) {
        return new CachedTranslation(D1, false, new Fault(FaultReason.READ_DENIED, 2, size, true));
    }

    private static TranslationContext context(int domain) {
        return new TranslationContext(new DomainId(domain), TranslationType.UNTRANSLATED_ONLY, new Gpa(0x5000), 3, false);
    }

    private static WalkStart table(long gpa, int level) {
        return new WalkStart(new Gpa(gpa), level, Rights.RW, 39);
    }

    private void fill(SourceId source, Pasid pasid, long iova, CachedTranslation entry, int slot) {
        assertThat(cache.on(new Stimulus.FillTranslation(source, pasid, new Iova(iova), entry, slot)))
                .containsExactly(new Answer.Done());
    }

    private void fill(long iova, CachedTranslation entry) {
        fill(A, Pasid.NONE, iova, entry, Stimulus.NOW);
    }

    private void fill(SourceId source, ContextResult entry, int slot) {
        cache.on(new Stimulus.FillContext(source, entry, slot));
    }

    private void fill(DomainId domain, long iova, WalkStart entry, int slot) {
        cache.on(new Stimulus.FillPrefix(domain, new Iova(iova), entry, slot));
    }

    private Set<Answer> at(SourceId source, Pasid pasid, long iova) {
        return cache.on(new Stimulus.CachedTranslationOf(source, pasid, new Iova(iova)));
    }

    private Set<Answer> at(long iova) {
        return at(A, Pasid.NONE, iova);
    }

    private Set<Answer> contextOf(SourceId source) {
        return cache.on(new Stimulus.CachedContextOf(source));
    }

    private Set<Answer> prefixAt(DomainId domain, long iova) {
        return cache.on(new Stimulus.CachedPrefixOf(domain, new Iova(iova)));
    }

    private static Answer hit(CachedTranslation entry) {
        return new Answer.Translation(Optional.of(entry));
    }

    private static Answer hit(ContextResult entry) {
        return new Answer.CachedContext(Optional.of(entry));
    }

    private static Answer hit(WalkStart entry) {
        return new Answer.Prefix(Optional.of(entry));
    }

    /** Takes an epoch that everything is too late for from now on. */
    private void overtake() {
        cache.on(new Stimulus.TakeEpoch(STALE));
        cache.on(new Stimulus.Invalidate(ContextInvalidation.global()));
        cache.on(new Stimulus.Invalidate(IotlbInvalidation.global()));
    }

    @Test
    void cacheWithLessThanNoRoomIsRefused() {
        assertThatThrownBy(() -> new CacheContract(CM0, -1)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("-1");
    }

    @Test
    void fillWithAnEpochThatWasNeverTakenIsRefused() {
        cache = new CacheRelation(CM0);
        assertThatThrownBy(() -> fill(A, Pasid.NONE, 0x1000, page(0x8000), 7)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("slot 7");
    }

    @Test
    void lawOfACacheDoesNotSpeakOfOtherSteps() {
        cache = new CacheRelation(CM0);
        assertThat(cache.on(new Stimulus.Store128(new Gpa(0), new Entry128(0, 0)))).isEmpty();
        assertThat(cache.on(new Stimulus.RegisterRead(0, 4))).isEmpty();
    }

    @Test
    void entriesOfOtherSourcesPasidsAndPagesNeitherAnswerNorReplace() {
        fill(0x1000, page(0x8000));
        fill(B, Pasid.NONE, 0x1000, page(0x9000), Stimulus.NOW);
        fill(A, P5, 0x1000, page(0xA000), Stimulus.NOW);
        fill(0x2000, page(0x2000, 0xB000, 4096));
        assertThat(at(0x1000)).containsExactly(hit(page(0x8000)));
        assertThat(at(B, Pasid.NONE, 0x1000)).containsExactly(hit(page(0x9000)));
        assertThat(at(A, P5, 0x1000)).containsExactly(hit(page(0xA000)));
        assertThat(at(B, P5, 0x1000)).containsExactly(MISS);
        assertThat(at(0x3000)).containsExactly(MISS);
    }

    @Test
    void laterFillOfTheSameBlockReplacesAndOneOfAnotherSizeStandsBesideIt() {
        fill(M2, page(M2, 0x4000_0000, M2));
        fill(M2, page(M2, 0x8000, 4096));
        assertThat(at(M2)).as("sizes may coexist (§6.2.4.1)").containsExactlyInAnyOrder(hit(page(M2, 0x8000, 4096)),
                hit(page(M2, 0x4000_0000, M2)));
        assertThat(at(M2 + 0x1000)).as("the newer one overlaps: the large page is promised no longer")
                .containsExactlyInAnyOrder(MISS, hit(page(M2, 0x4000_0000, M2)));
        fill(M2, page(M2, 0x9000, 4096));
        assertThat(at(M2)).containsExactlyInAnyOrder(hit(page(M2, 0x9000, 4096)), hit(page(M2, 0x4000_0000, M2)));
    }

    @Test
    void repeatedFillIsOneEntry() {
        cache = new CacheContract(CM0, 1);
        fill(0x1000, page(0x8000));
        fill(0x1000, page(0x8000));
        assertThat(at(0x1000)).containsExactly(hit(page(0x8000)));
    }

    @Test
    void faultTakesNoRoomWithoutCachingMode() {
        cache = new CacheContract(CM0, 1);
        fill(0x1000, page(0x8000));
        fill(0x5000, hole(4096));
        assertThat(at(0x5000)).containsExactly(MISS);
        assertThat(at(0x1000)).as("still the newest that may be kept").containsExactly(hit(page(0x8000)));
        fill(0x1000, hole(4096));
        assertThat(at(0x1000)).as("but it speaks for its page").containsExactlyInAnyOrder(MISS, hit(page(0x8000)));
    }

    @Test
    void faultIsPromisedUnderCachingModeAndFractionsOfItRemain() {
        cache = new CacheContract(Capabilities.DEFAULT, 2);
        fill(M2, hole(M2));
        assertThat(at(M2 + 0x5000)).containsExactly(hit(hole(M2)));
        cache.on(new Stimulus.Invalidate(IotlbInvalidation.page(D1, new Iova(M2), 8, true)));
        assertThat(at(M2 + 0x5000)).containsExactly(MISS);
        assertThat(at(M2 + 0x10_0000)).containsExactlyInAnyOrder(MISS, hit(hole(0x10_0000)));
    }

    @Test
    void contextIsPromisedByItsSource() {
        fill(A, context(1), Stimulus.NOW);
        fill(B, context(2), Stimulus.NOW);
        assertThat(contextOf(A)).containsExactly(hit(context(1)));
        assertThat(contextOf(SourceId.of(0, 5, 0))).containsExactly(NO_CONTEXT);
        fill(A, context(3), Stimulus.NOW);
        assertThat(contextOf(A)).as("replaced").containsExactly(hit(context(3)));
        assertThat(contextOf(B)).containsExactly(hit(context(2)));
    }

    @Test
    void faultOfAContextIsPromisedUnderCachingModeOnly() {
        Fault fault = Fault.of(FaultReason.CONTEXT_NOT_PRESENT);
        fill(A, fault, Stimulus.NOW);
        assertThat(contextOf(A)).containsExactly(NO_CONTEXT);
        cache = new CacheContract(Capabilities.DEFAULT, 1);
        fill(A, fault, Stimulus.NOW);
        assertThat(contextOf(A)).containsExactly(hit(fault));
    }

    @Test
    void overtakenFillsLeaveNothing() {
        overtake();
        fill(A, Pasid.NONE, 0x1000, page(0x8000), STALE);
        fill(A, context(1), STALE);
        fill(D1, 0x1000, table(0x3000, 1), STALE);
        assertThat(at(0x1000)).containsExactly(MISS);
        assertThat(contextOf(A)).containsExactly(NO_CONTEXT);
        assertThat(prefixAt(D1, 0x1000)).containsExactly(NO_PREFIX);
    }

    @Test
    void fillThatAnUnrelatedInvalidationOvertookMayBeKeptButNeedNot() {
        cache.on(new Stimulus.TakeEpoch(STALE));
        cache.on(new Stimulus.Invalidate(ContextInvalidation.domain(D2)));
        cache.on(new Stimulus.Invalidate(IotlbInvalidation.domain(D2)));
        fill(A, context(1), STALE);
        fill(D1, 0x1000, table(0x3000, 1), STALE);
        assertThat(contextOf(A)).containsExactlyInAnyOrder(NO_CONTEXT, hit(context(1)));
        assertThat(prefixAt(D1, 0x1000)).containsExactlyInAnyOrder(NO_PREFIX, hit(table(0x3000, 1)));
    }

    @Test
    void deepestPromisedPrefixOrADeeperOneIsTheAnswer() {
        cache = new CacheContract(CM0, 3);
        fill(D1, 0x1000, table(0x3000, 1), Stimulus.NOW);
        fill(D1, 0x1000, table(0x4000, 2), Stimulus.NOW);
        fill(D2, 0x1000, table(0x5000, 2), Stimulus.NOW);
        assertThat(prefixAt(D1, 0x1000)).containsExactly(hit(table(0x3000, 1)));
        assertThat(prefixAt(D1, M2)).as("outside of the first").containsExactly(hit(table(0x4000, 2)));
        assertThat(prefixAt(D1, 1L << 40)).containsExactly(NO_PREFIX);
        assertThat(prefixAt(D2, M2)).containsExactly(hit(table(0x5000, 2)));
        fill(D1, 0x1000, table(0x6000, 1), Stimulus.NOW);
        assertThat(prefixAt(D1, 0x1000)).as("replaced").containsExactly(hit(table(0x6000, 1)));
    }

    @Test
    void deeperPrefixThatIsNotPromisedMayStillBeTheAnswer() {
        cache = new CacheContract(CM0, 1);
        fill(D1, 0x1000, table(0x3000, 1), Stimulus.NOW);
        fill(D1, 0x1000, table(0x4000, 2), Stimulus.NOW);
        assertThat(prefixAt(D1, 0x1000)).as("room for one, and the newest stays")
                .containsExactlyInAnyOrder(hit(table(0x4000, 2)), hit(table(0x3000, 1)));
    }

    @Test
    void contractsOfLookupAndWalkAreTheLawItself() {
        var root = new Stimulus.Store128(new Gpa(0x1000), new Entry128(0x2001, 0));
        var lookUp = new Stimulus.LookUpContext(new Gpa(0x1000), A);
        var walk = new Stimulus.Walk(table(0x1000, 3), new Iova(0), Access.READ);
        Relation contract = new ContextContract(CM0);
        assertThat(contract.on(root)).containsExactly(new Answer.Done());
        assertThat(contract.on(lookUp)).containsExactly(new Answer.Context(Fault.of(FaultReason.CONTEXT_NOT_PRESENT)));
        assertThat(contract.on(walk)).as("no step of this room").isEmpty();
        contract = new WalkContract(CM0);
        contract.on(root);
        assertThat(contract.on(walk)).containsExactly(new Answer.Walk(Fault.atLevel(FaultReason.READ_DENIED, 2)));
        assertThat(contract.on(lookUp)).as("no step of this room").isEmpty();
    }
}
