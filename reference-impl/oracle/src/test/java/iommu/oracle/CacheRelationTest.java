package iommu.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.CachedTranslation;
import iommu.arch.Capabilities;
import iommu.arch.ContextResult;
import iommu.arch.DomainId;
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
import iommu.arch.invalidation.Invalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CacheRelationTest {

    private static final Capabilities CM0 = Capabilities.DEFAULT.with(c -> c.cachingMode = false);
    private static final SourceId A = SourceId.of(0, 3, 0);
    private static final DomainId D1 = new DomainId(1);
    private static final Answer MISS = new Answer.Translation(Optional.empty());
    private static final Answer NO_CONTEXT = new Answer.CachedContext(Optional.empty());
    private static final Answer NO_PREFIX = new Answer.Prefix(Optional.empty());
    private static final long M2 = 0x20_0000;

    private Relation cache = new CacheRelation(CM0);

    private static CachedTranslation page(long iova, long gpa, long size) {
        return new CachedTranslation(D1, false, new Mapping(new Iova(iova), new Gpa(gpa), size, Rights.RW, false, List.of()));
    }

    private static CachedTranslation hole(long size) {
        return new CachedTranslation(D1, false, new Fault(FaultReason.READ_DENIED, 1, size, false));
    }

    private static TranslationContext context(int domain) {
        return new TranslationContext(new DomainId(domain), TranslationType.UNTRANSLATED_ONLY, new Gpa(0x5000), 3, false);
    }

    private void fill(long iova, CachedTranslation entry, int slot) {
        cache.on(new Stimulus.FillTranslation(A, Pasid.NONE, new Iova(iova), entry, slot));
    }

    private void fill(long iova, CachedTranslation entry) {
        fill(iova, entry, Stimulus.NOW);
    }

    private void fill(SourceId source, ContextResult entry) {
        cache.on(new Stimulus.FillContext(source, entry, Stimulus.NOW));
    }

    private void prefix(long iova, int level) {
        cache.on(new Stimulus.FillPrefix(D1, new Iova(iova), new WalkStart(new Gpa(level * 0x1000L), level, Rights.RW, 39), Stimulus.NOW));
    }

    private void invalidate(Invalidation command) {
        cache.on(new Stimulus.Invalidate(command));
    }

    private Set<Answer> at(SourceId source, long iova) {
        return cache.on(new Stimulus.CachedTranslationOf(source, Pasid.NONE, new Iova(iova)));
    }

    private Set<Answer> at(long iova) {
        return at(A, iova);
    }

    private Set<Answer> contextOf(SourceId source) {
        return cache.on(new Stimulus.CachedContextOf(source));
    }

    private Set<Answer> prefixAt(long iova) {
        return cache.on(new Stimulus.CachedPrefixOf(D1, new Iova(iova)));
    }

    private static Answer hit(CachedTranslation entry) {
        return new Answer.Translation(Optional.of(entry));
    }

    @Test
    void entryAnswersItsOwnSourceAndPageOnly() {
        fill(0x1234, page(0x1000, 0x8000, 4096));
        assertThat(at(0x1FFF)).containsExactly(MISS, hit(page(0x1000, 0x8000, 4096)));
        assertThat(at(0x2000)).containsExactly(MISS);
        assertThat(at(SourceId.of(1, 3, 0), 0x1000)).containsExactly(MISS);
    }

    @Test
    void pageSelectiveRangeIsAlignedAndLeavesFractionsOfALargeEntry() {
        fill(M2, page(M2, 0x4000_0000, M2));
        invalidate(IotlbInvalidation.page(D1, new Iova(M2 + 0x3000), 1, false));
        assertThat(at(M2 + 0x2000)).containsExactly(MISS);
        assertThat(at(M2 + 0x3000)).containsExactly(MISS);
        assertThat(at(M2 + 0x4000)).containsExactly(MISS, hit(page(M2 + 0x4000, 0x4000_4000, 0x4000)));
        invalidate(IotlbInvalidation.page(D1, new Iova(0), 18, false));
        assertThat(at(M2 + 0x10_0000)).containsExactly(MISS);
    }

    @Test
    void otherDomainsAndContextInvalidationsLeaveTranslations() {
        fill(0x1000, page(0x1000, 0x8000, 4096));
        invalidate(IotlbInvalidation.domain(new DomainId(2)));
        invalidate(ContextInvalidation.global());
        assertThat(at(0x1000)).hasSize(2);
        invalidate(IotlbInvalidation.domain(D1));
        assertThat(at(0x1000)).containsExactly(MISS);
    }

    @Test
    void domainIdBitsAboveTheSupportedWidthAreIgnoredInCommands() {
        cache = new CacheRelation(CM0.with(c -> c.domainIdBits = 4));
        fill(0x1000, page(0x1000, 0x8000, 4096));
        invalidate(IotlbInvalidation.domain(new DomainId(0x11)));
        assertThat(at(0x1000)).containsExactly(MISS);
    }

    @Test
    void faultsAreCachedUnderCachingModeOnly() {
        fill(0x1000, hole(4096));
        fill(A, Fault.of(FaultReason.CONTEXT_NOT_PRESENT));
        assertThat(at(0x1000)).containsExactly(MISS);
        assertThat(contextOf(A)).containsExactly(NO_CONTEXT);
        cache = new CacheRelation(Capabilities.DEFAULT);
        fill(0x1000, hole(M2));
        fill(A, Fault.of(FaultReason.CONTEXT_NOT_PRESENT));
        assertThat(at(0x5000)).containsExactly(MISS, hit(hole(M2)));
        invalidate(ContextInvalidation.domain(D1));
        assertThat(contextOf(A)).hasSize(2);
        invalidate(ContextInvalidation.domain(DomainId.ZERO));
        assertThat(contextOf(A)).containsExactly(NO_CONTEXT);
    }

    @Test
    void functionMaskWidensADeviceSelectiveInvalidation() {
        SourceId other = SourceId.of(0, 3, 5);
        fill(A, context(1));
        fill(other, context(1));
        invalidate(ContextInvalidation.device(D1, other, 1));
        assertThat(contextOf(A)).as("FM=1 ignores bit 2, and bit 0 differs").hasSize(2);
        invalidate(ContextInvalidation.device(new DomainId(2), other, 3));
        assertThat(contextOf(A)).as("the domain-id must match too").hasSize(2);
        invalidate(ContextInvalidation.device(D1, other, 3));
        assertThat(contextOf(A)).containsExactly(NO_CONTEXT);
    }

    @Test
    void fillThatAnInvalidationHasOvertakenLeavesNothingOfWhatItCovers() {
        cache.on(new Stimulus.TakeEpoch(4));
        invalidate(IotlbInvalidation.page(D1, new Iova(M2), 0, true));
        fill(M2, page(M2, 0x4000_0000, M2), 4);
        assertThat(at(M2)).containsExactly(MISS);
        assertThat(at(M2 + 0x1000)).hasSize(2);
        fill(M2, page(M2, 0x4000_0000, M2));
        assertThat(at(M2)).hasSize(2);
    }

    @Test
    void hintKeepsPagingStructureEntriesAndAnyLevelMayAnswer() {
        prefix(0x1000, 1);
        prefix(0x1000, 2);
        invalidate(IotlbInvalidation.page(D1, new Iova(0x1F_F000), 0, true));
        assertThat(prefixAt(0x1F_F000)).hasSize(3);
        assertThat(prefixAt(M2)).hasSize(2);
        invalidate(IotlbInvalidation.page(D1, new Iova(0x1F_F000), 0, false));
        assertThat(prefixAt(M2)).containsExactly(NO_PREFIX);
    }

    @Test
    void contractWantsTheNewestEntryAndAllThatFit() {
        cache = new CacheContract(CM0, 2);
        fill(0x1000, page(0x1000, 0x8000, 4096));
        fill(0x2000, page(0x2000, 0x9000, 4096));
        invalidate(IotlbInvalidation.page(D1, new Iova(0x5000), 0, false));
        assertThat(at(0x1000)).containsExactly(hit(page(0x1000, 0x8000, 4096)));
        fill(0x1000, page(0x1000, 0xA000, 4096));
        assertThat(at(0x1000)).as("replaced").containsExactly(hit(page(0x1000, 0xA000, 4096)));
        fill(0x3000, page(0x3000, 0xB000, 4096));
        assertThat(at(0x3000)).containsExactly(hit(page(0x3000, 0xB000, 4096)));
        assertThat(at(0x2000)).as("three entries, room for two").hasSize(2);
        invalidate(IotlbInvalidation.domain(D1));
        assertThat(at(0x3000)).containsExactly(MISS);
    }

    @Test
    void contractWantsNothingWithoutRoomOrOfOvertakenFills() {
        cache = new CacheContract(CM0, 0);
        fill(0x1000, page(0x1000, 0x8000, 4096));
        assertThat(at(0x1000)).hasSize(2);
        cache = new CacheContract(CM0, 4);
        cache.on(new Stimulus.TakeEpoch(1));
        invalidate(ContextInvalidation.global());
        fill(0x1000, page(0x1000, 0x8000, 4096), 1);
        assertThat(at(0x1000)).hasSize(2);
    }

    @Test
    void contractOfContextsAndPrefixes() {
        cache = new CacheContract(CM0, 2);
        fill(A, context(1));
        fill(SourceId.of(0, 4, 0), context(1));
        invalidate(ContextInvalidation.device(D1, SourceId.of(0, 4, 0), 0));
        assertThat(contextOf(A)).containsExactly(new Answer.CachedContext(Optional.of(context(1))));
        prefix(0x1000, 2);
        prefix(0x1000, 1);
        assertThat(prefixAt(0x1000)).singleElement().isInstanceOfSatisfying(Answer.Prefix.class,
                p -> assertThat(p.entry().orElseThrow().level()).isEqualTo(1));
    }
}
