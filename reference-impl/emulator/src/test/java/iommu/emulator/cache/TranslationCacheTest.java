package iommu.emulator.cache;

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
import iommu.arch.WalkStep;
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.Granularity;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.seam.TranslationCache;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What every implementation of the room keeps to. */
@DisplayName("§6.2, §6.5: context cache, IOTLB and paging-structure cache")
public abstract class TranslationCacheTest {

    protected static final SourceId ONE = SourceId.parse("00:03.0");
    protected static final SourceId OTHER = SourceId.parse("01:03.0");
    protected static final DomainId D1 = new DomainId(1);
    protected static final DomainId D2 = new DomainId(2);
    protected static final long TWO_MIB = 0x20_0000;
    protected static final long ONE_GIB = 0x4000_0000;

    protected TranslationCache cache;

    /** The cache to be tested. */
    protected abstract TranslationCache cacheOf(Capabilities capabilities, int capacity);

    @BeforeEach
    void emptyCache() {
        cache = cacheOf(Capabilities.DEFAULT, 16);
    }

    protected static CachedTranslation page(DomainId domain, long iova, long size) {
        return new CachedTranslation(domain, false,
                new Mapping(new Iova(iova), new Gpa(0x8000_0000L), size, Rights.RW, false, List.of()));
    }

    private static CachedTranslation hole(DomainId domain, int level) {
        return new CachedTranslation(domain, true, Fault.atLevel(FaultReason.READ_DENIED, level));
    }

    protected static ContextResult context(DomainId domain) {
        return new TranslationContext(domain, TranslationType.UNTRANSLATED_ONLY, new Gpa(0x4000), 4, false);
    }

    protected void fill(SourceId source, long iova, CachedTranslation entry) {
        cache.fill(source, Pasid.NONE, new Iova(iova), entry, cache.epoch());
    }

    protected Optional<CachedTranslation> at(SourceId source, long iova) {
        return cache.translation(source, Pasid.NONE, new Iova(iova));
    }

    protected void fillContext(SourceId source, ContextResult entry) {
        cache.fill(source, entry, cache.epoch());
    }

    protected void fillPrefix(DomainId domain, long iova, int level) {
        cache.fill(domain, new Iova(iova), prefix(level), cache.epoch());
    }

    private static WalkStart prefix(int level) {
        return new WalkStart(new Gpa(0x1000L * level), level, Rights.RW, 48);
    }

    protected Optional<WalkStart> prefixAt(DomainId domain, long iova) {
        return cache.prefix(domain, new Iova(iova));
    }

    @ParameterizedTest
    @ValueSource(longs = {0x1000, TWO_MIB, ONE_GIB})
    void anEntryAnswersForItsWholePageAndNoMore(long size) {
        fill(ONE, ONE_GIB + 0x123, page(D1, ONE_GIB, size));
        assertThat(at(ONE, ONE_GIB)).contains(page(D1, ONE_GIB, size));
        assertThat(at(ONE, ONE_GIB + size - 1)).contains(page(D1, ONE_GIB, size));
        assertThat(at(ONE, ONE_GIB + size)).isEmpty();
        assertThat(at(ONE, ONE_GIB - 1)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"01:03.0", "00:03.1", "00:04.0", "80:03.0"})
    @DisplayName("Table 17: the IOTLB is looked up by all 16 bits of the source-id")
    void anotherSourceMisses(String other) {
        fill(ONE, 0x1000, page(D1, 0x1000, 0x1000));
        fillContext(ONE, context(D1));
        assertThat(at(SourceId.parse(other), 0x1000)).isEmpty();
        assertThat(cache.context(SourceId.parse(other))).isEmpty();
    }

    @Test
    void anotherPasidMisses() {
        fill(ONE, 0x1000, page(D1, 0x1000, 0x1000));
        assertThat(cache.translation(ONE, new Pasid(0), new Iova(0x1000))).isEmpty();
    }

    @Test
    void anEntryIsKeptWithoutTheStepsOfItsWalk() {
        WalkStep step = new WalkStep(1, new Gpa(0), 3);
        fill(ONE, 0x1000, new CachedTranslation(D1, true,
                new Mapping(new Iova(0x1000), new Gpa(0), 0x1000, Rights.R, true, List.of(step))));
        assertThat(at(ONE, 0x1000)).contains(new CachedTranslation(D1, true,
                new Mapping(new Iova(0x1000), new Gpa(0), 0x1000, Rights.R, true, List.of())));
    }

    @Test
    void theNewestEntryTakesThePlaceOfAllThatItOverlaps() {
        fill(ONE, TWO_MIB, page(D1, TWO_MIB, 0x1000));
        fill(OTHER, TWO_MIB, page(D1, TWO_MIB, 0x1000));
        fill(ONE, TWO_MIB, page(D1, TWO_MIB, TWO_MIB));
        assertThat(at(ONE, TWO_MIB)).contains(page(D1, TWO_MIB, TWO_MIB));
        assertThat(at(OTHER, TWO_MIB)).contains(page(D1, TWO_MIB, 0x1000));
        fill(ONE, TWO_MIB + 0x1000, page(D2, TWO_MIB + 0x1000, 0x1000));
        assertThat(at(ONE, TWO_MIB)).isEmpty();
    }

    @Test
    @DisplayName("§6.1: with CM=0 no faulting result is kept")
    void withoutCachingMode() {
        cache = cacheOf(Capabilities.DEFAULT.with(c -> c.cachingMode = false), 16);
        fill(ONE, 0x1000, hole(D1, 1));
        fillContext(ONE, Fault.of(FaultReason.CONTEXT_NOT_PRESENT));
        assertThat(at(ONE, 0x1000)).isEmpty();
        assertThat(cache.context(ONE)).isEmpty();
        fill(ONE, 0x1000, page(D1, 0x1000, 0x1000));
        fillContext(ONE, context(D1));
        assertThat(at(ONE, 0x1000)).isPresent();
        assertThat(cache.context(ONE)).contains(context(D1));
    }

    @ParameterizedTest
    @CsvSource({"1, 0x1000", "2, 0x200000", "3, 0x40000000", "4, 0x8000000000", "5, 0x1000000000000"})
    void withCachingModeAFaultStandsForItsHole(int level, String size) {
        fill(ONE, 0x123, hole(D1, level));
        assertThat(at(ONE, 0)).contains(hole(D1, level));
        assertThat(at(ONE, Long.decode(size) - 1)).contains(hole(D1, level));
        assertThat(at(ONE, Long.decode(size))).isEmpty();
    }

    @Test
    void aFaultWithoutAHoleStandsForItsPage() {
        CachedTranslation beyond = new CachedTranslation(D1, false, Fault.of(FaultReason.ADDRESS_BEYOND_WIDTH));
        fill(ONE, 0x8000_0000_0000_5123L, beyond);
        assertThat(at(ONE, 0x8000_0000_0000_5FFFL)).contains(beyond);
        assertThat(at(ONE, 0x8000_0000_0000_6000L)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"global, , false, false", "domain, 1, false, true", "domain, 2, true, false", "domain, 0, true, true"})
    void iotlbInvalidationGoesByTheDomainOfTheFill(String granularity, Integer domain, boolean first, boolean second) {
        fill(ONE, 0x1000, page(D1, 0x1000, 0x1000));
        fill(OTHER, 0x2000, page(D1, 0x2000, TWO_MIB));
        fill(ONE, 0x40_0000, page(D2, 0x40_0000, 0x1000));
        fillPrefix(D1, 0x1000, 1);
        fillPrefix(D2, 0x1000, 1);
        fillContext(ONE, context(D1));
        cache.invalidate(granularity.equals("global")
                ? IotlbInvalidation.global()
                : IotlbInvalidation.domain(new DomainId(domain)));
        assertThat(at(ONE, 0x1000).isPresent()).isEqualTo(first);
        assertThat(at(ONE, 0x40_0000).isPresent()).isEqualTo(second);
        assertThat(prefixAt(D1, 0x1000).isPresent()).isEqualTo(first);
        assertThat(prefixAt(D2, 0x1000).isPresent()).isEqualTo(second);
        assertThat(cache.context(ONE)).as("context cache").isPresent();
    }

    @Test
    void aDomainsEntriesOfEveryDeviceGo() {
        fill(ONE, 0x1000, page(D1, 0x1000, 0x1000));
        fill(OTHER, 0x1000, page(D1, 0x1000, 0x1000));
        cache.invalidate(IotlbInvalidation.domain(D1));
        assertThat(at(ONE, 0x1000)).isEmpty();
        assertThat(at(OTHER, 0x1000)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "0x1000, 0, 0x1000, 0x1000, true",     "0x2000, 0, 0x1000, 0x1000, false",
        "0x0000, 1, 0x1000, 0x1000, true",     "0x1000, 1, 0x0000, 0x1000, true",
        "0x2000, 1, 0x1000, 0x1000, false",    "0x7000, 3, 0x0000, 0x1000, true",
        "0x200000, 9, 0x3FF000, 0x1000, true", "0x200000, 9, 0x400000, 0x1000, false",
        "0x0, 9, 0x200000, 0x200000, false",   "0x200000, 9, 0x200000, 0x200000, true",
        "0x3FF000, 0, 0x200000, 0x200000, true", "0x400000, 0, 0x200000, 0x200000, false",
        "0x7FFFF000, 0, 0x40000000, 0x40000000, true", "0x0, 18, 0x3FFFF000, 0x1000, true",
        "0x0, 18, 0x40000000, 0x1000, false",  "0x0, 63, 0x7FFFFFFFF000, 0x1000, true",
        "0x0, 35, 0x7FFFFFFFF000, 0x1000, true", "0xFFFF000000001000, 0, 0x1000, 0x1000, true"})
    void aPageSelectiveInvalidationRemovesWhatItsRangeOverlaps(String address, int mask, String page, String size,
            boolean removed) {
        fill(ONE, Long.decode(page), page(D1, Long.decode(page), Long.decode(size)));
        cache.invalidate(IotlbInvalidation.page(D1, new Iova(Long.parseUnsignedLong(address.substring(2), 16)), mask, true));
        assertThat(at(ONE, Long.decode(page)).isEmpty()).isEqualTo(removed);
    }

    @Test
    void aPageSelectiveInvalidationOfAnotherDomainRemovesNothing() {
        fill(ONE, 0x1000, page(D1, 0x1000, 0x1000));
        cache.invalidate(IotlbInvalidation.page(D2, new Iova(0x1000), 63, false));
        assertThat(at(ONE, 0x1000)).isPresent();
    }

    @Test
    void aNegativeEntryGoesByItsDomainAndWholeHole() {
        fill(ONE, 0x20_1000, hole(D1, 2));
        cache.invalidate(IotlbInvalidation.page(D1, new Iova(0x3F_F000), 0, true));
        assertThat(at(ONE, 0x20_1000)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"true, true", "false, false"})
    @DisplayName("§6.5.2.3: IH=1 keeps paging-structure entries, IH=0 removes those of the range")
    void invalidationHint(boolean leafOnly, boolean kept) {
        fillPrefix(D1, 0x20_0000, 1);
        fillPrefix(D1, 0x40_0000, 1);
        cache.invalidate(IotlbInvalidation.page(D1, new Iova(0x20_1000), 0, leafOnly));
        assertThat(prefixAt(D1, 0x20_0000).isPresent()).isEqualTo(kept);
        assertThat(prefixAt(D1, 0x40_0000)).isPresent();
    }

    @ParameterizedTest
    @EnumSource(value = Granularity.class, names = {"GLOBAL", "DOMAIN"})
    @DisplayName("§6.5.2.3: IH counts for a page-selective command only")
    void invalidationHintOfALargerCommand(Granularity granularity) {
        fillPrefix(D1, 0x20_0000, 1);
        cache.invalidate(new IotlbInvalidation(granularity, D1, new Iova(0), 0, true));
        assertThat(prefixAt(D1, 0x20_0000)).isEmpty();
    }

    @Test
    void thePrefixLookupGivesTheDeepestEntry() {
        fillPrefix(D1, 0x0, 3);
        fillPrefix(D1, 0x0, 2);
        fillPrefix(D1, 0x20_0000, 1);
        fillPrefix(D1, 0x0, 4);
        assertThat(prefixAt(D1, 0x3F_FFFF)).contains(prefix(1));
        assertThat(prefixAt(D1, 0x1F_FFFF)).contains(prefix(2));
        assertThat(prefixAt(D1, ONE_GIB)).contains(prefix(3));
        assertThat(prefixAt(D1, 0x80_0000_0000L)).contains(prefix(4));
        assertThat(prefixAt(D2, 0x0)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5})
    void noEntryPointsToATopTableOrBelowAPageTable(int level) {
        fillPrefix(D1, 0x0, level);
        assertThat(prefixAt(D1, 0x0)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1, false, true", "2, true, false", "0, true, true"})
    void aDomainSelectiveContextInvalidationGoesByTheDomainOfTheEntry(int domain, boolean one, boolean other) {
        fillContext(ONE, context(D1));
        fillContext(OTHER, context(D2));
        cache.invalidate(ContextInvalidation.domain(new DomainId(domain)));
        assertThat(cache.context(ONE).isPresent()).isEqualTo(one);
        assertThat(cache.context(OTHER).isPresent()).isEqualTo(other);
    }

    @Test
    void aGlobalContextInvalidationRemovesEveryContextAndNoTranslation() {
        fillContext(ONE, context(D1));
        fillContext(OTHER, Fault.of(FaultReason.ROOT_NOT_PRESENT));
        fill(ONE, 0x1000, page(D1, 0x1000, 0x1000));
        cache.invalidate(ContextInvalidation.global());
        assertThat(cache.context(ONE)).isEmpty();
        assertThat(cache.context(OTHER)).isEmpty();
        assertThat(at(ONE, 0x1000)).isPresent();
    }

    @ParameterizedTest
    @CsvSource({
        "0, 00:03.0, true", "0, 00:03.4, false", "0, 00:03.1, false",
        "1, 00:03.0, true", "1, 00:03.4, true",  "1, 00:03.2, false",
        "2, 00:03.2, true", "2, 00:03.6, true",  "2, 00:03.1, false",
        "3, 00:03.7, true", "3, 00:04.0, false", "3, 01:03.0, false"})
    @DisplayName("Table 21: the function mask leaves out bit 2, bits 2:1 or bits 2:0")
    void functionMask(int mask, String source, boolean removed) {
        fillContext(SourceId.parse(source), context(D1));
        cache.invalidate(ContextInvalidation.device(D1, ONE, mask));
        assertThat(cache.context(SourceId.parse(source)).isEmpty()).isEqualTo(removed);
    }

    @Test
    void aDeviceSelectiveInvalidationMatchesTheDomainToo() {
        fillContext(ONE, context(D1));
        cache.invalidate(ContextInvalidation.device(D2, ONE, 3));
        assertThat(cache.context(ONE)).isPresent();
    }

    @ParameterizedTest
    @CsvSource({"0, true", "1, false"})
    @DisplayName("§6.1: a negative context entry is tagged with domain-id 0")
    void negativeContext(int domain, boolean removed) {
        for (Invalidation command : List.of(ContextInvalidation.domain(new DomainId(domain)),
                ContextInvalidation.device(new DomainId(domain), ONE, 0))) {
            fillContext(ONE, Fault.of(FaultReason.CONTEXT_NOT_PRESENT).withSilent(true));
            assertThat(cache.context(ONE)).contains(Fault.of(FaultReason.CONTEXT_NOT_PRESENT).withSilent(true));
            cache.invalidate(command);
            assertThat(cache.context(ONE).isEmpty()).isEqualTo(removed);
        }
    }

    @Test
    void domainIdBitsThatTheUnitDoesNotHaveAreIgnoredInCommands() {
        cache = cacheOf(Capabilities.DEFAULT.with(c -> c.domainIdBits = 8), 16);
        fill(ONE, 0x1000, page(D1, 0x1000, 0x1000));
        fillContext(ONE, context(D1));
        cache.invalidate(IotlbInvalidation.domain(new DomainId(0xFF01)));
        cache.invalidate(ContextInvalidation.domain(new DomainId(0xFF01)));
        assertThat(at(ONE, 0x1000)).isEmpty();
        assertThat(cache.context(ONE)).isEmpty();
    }

    @Test
    @DisplayName("§6.5.4: a fill that an invalidation has overtaken leaves nothing behind")
    void lateFills() {
        long before = cache.epoch();
        cache.invalidate(IotlbInvalidation.page(D1, new Iova(0x1000), 0, false));
        assertThat(cache.epoch()).isEqualTo(before + 1);
        cache.fill(ONE, Pasid.NONE, new Iova(0x1000), page(D1, 0x1000, 0x1000), before);
        cache.fill(ONE, context(D1), before);
        cache.fill(D1, new Iova(0x1000), prefix(1), before);
        assertThat(at(ONE, 0x1000)).isEmpty();
        assertThat(cache.context(ONE)).isEmpty();
        assertThat(prefixAt(D1, 0x1000)).isEmpty();
    }
}
