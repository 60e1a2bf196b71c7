package iommu.emulator.cache;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.CachedStaged;
import iommu.arch.Capabilities;
import iommu.arch.DomainId;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Pasid;
import iommu.arch.PasidContext;
import iommu.arch.PasidContext.Flags;
import iommu.arch.PasidContext.Tables;
import iommu.arch.PasidType;
import iommu.arch.Rights;
import iommu.arch.ScalableContext;
import iommu.arch.SourceId;
import iommu.arch.StagedMapping;
import iommu.arch.StagedStep;
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.invalidation.PasidCacheInvalidation;
import iommu.arch.invalidation.PasidCacheInvalidation.Scope;
import iommu.arch.invalidation.PasidIotlbInvalidation;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("§6.2, §6.5: the caches of scalable mode")
class ScalableTaggedCacheTest {

    private static final SourceId ONE = SourceId.parse("00:03.0");
    private static final SourceId OTHER = SourceId.parse("01:03.0");
    private static final DomainId D1 = new DomainId(1);
    private static final DomainId D2 = new DomainId(2);
    private static final Pasid P5 = new Pasid(5);
    private static final Pasid P6 = new Pasid(6);
    private static final long TWO_MIB = 0x20_0000;

    private ScalableTaggedCache cache = new ScalableTaggedCache(Capabilities.DEFAULT, 16);

    private void unit(boolean cachingMode) {
        cache = new ScalableTaggedCache(Capabilities.DEFAULT.with(c -> c.cachingMode = cachingMode), 16);
    }

    private static ScalableContext context() {
        return new ScalableContext(new Gpa(0x3000), 128, 0, false, true, true, true, false, false);
    }

    private static PasidContext entry(DomainId domain) {
        Tables none = new Tables(new Gpa(0), 4);
        return new PasidContext(domain, PasidType.PASS_THROUGH, none, none, Flags.NONE, false);
    }

    private static StagedMapping mapping(long iova, long size) {
        return new StagedMapping(new Iova(iova), new Gpa(0x8000_0000L), size, Rights.RW, Rights.RW, false, true, List.of());
    }

    private void fillContext(SourceId source) {
        cache.fill(source, context(), cache.epoch());
    }

    private void fillEntry(SourceId source, int pasid, DomainId domain) {
        cache.fill(source, pasid, entry(domain), cache.epoch());
    }

    private void fill(SourceId source, Pasid pasid, long iova, CachedStaged entry) {
        cache.fill(source, pasid, new Iova(iova), entry, cache.epoch());
    }

    /** A page of a process of domain 1. */
    private void fill(PasidType type, Pasid pasid, long iova) {
        fill(ONE, pasid, iova, new CachedStaged(D1, pasid.value(), type, false, mapping(iova, 4096)));
    }

    private Optional<CachedStaged> at(SourceId source, Pasid pasid, long iova) {
        return cache.translation(source, pasid, new Iova(iova));
    }

    private boolean holds(Pasid pasid, long iova) {
        return at(ONE, pasid, iova).isPresent();
    }

    private static PasidIotlbInvalidation ofPasid(DomainId domain, int pasid) {
        return new PasidIotlbInvalidation(false, domain, pasid, new Iova(0), 0, false);
    }

    private static PasidIotlbInvalidation ofPages(DomainId domain, int pasid, long iova, int mask) {
        return new PasidIotlbInvalidation(true, domain, pasid, new Iova(iova), mask, true);
    }

    // lookups

    @Test
    @DisplayName("Table 17: contexts are looked up by source-id, PASID entries by source-id and PASID")
    void lookups() {
        fillContext(ONE);
        fillEntry(ONE, 5, D1);
        assertThat(cache.context(ONE)).contains(context());
        assertThat(cache.context(OTHER)).isEmpty();
        assertThat(cache.entry(ONE, 5)).contains(entry(D1));
        assertThat(cache.entry(ONE, 6)).isEmpty();
        assertThat(cache.entry(OTHER, 5)).isEmpty();
    }

    @Test
    @DisplayName("Table 17: translations are looked up by source-id, address, and the request's own PASID")
    void translationLookup() {
        fill(PasidType.FIRST_STAGE, P5, 0x1000);
        assertThat(at(ONE, P5, 0x1FFF)).isPresent();
        assertThat(at(ONE, P5, 0x2000)).isEmpty();
        assertThat(at(ONE, P6, 0x1000)).isEmpty();
        assertThat(at(ONE, Pasid.NONE, 0x1000)).isEmpty();
        assertThat(at(OTHER, P5, 0x1000)).isEmpty();
    }

    @Test
    @DisplayName("§6.2.1: what a request without PASID filled is tagged with RID_PASID, and found without PASID only")
    void ridPasid() {
        fill(ONE, Pasid.NONE, 0x1000, new CachedStaged(D1, 5, PasidType.FIRST_STAGE, false, mapping(0x1000, 4096)));
        assertThat(holds(P5, 0x1000)).isFalse();
        cache.invalidate(ofPasid(D1, 6));
        assertThat(holds(Pasid.NONE, 0x1000)).isTrue();
        cache.invalidate(ofPasid(D1, 5));
        assertThat(holds(Pasid.NONE, 0x1000)).isFalse();
    }

    @Test
    void largePagesAreFoundByEachOfTheirAddressesAndReplaceSmallOnes() {
        fill(PasidType.SECOND_STAGE, P5, 0x1000);
        CachedStaged large = new CachedStaged(D1, 5, PasidType.SECOND_STAGE, true, mapping(0, TWO_MIB));
        fill(ONE, P5, 0x1_2345, large);
        assertThat(at(ONE, P5, 0x1000)).contains(large);
        assertThat(at(ONE, P5, TWO_MIB - 1)).contains(large);
        assertThat(at(ONE, P5, TWO_MIB)).isEmpty();
    }

    @Test
    void aMappingIsKeptWithoutTheStepsThatLedToIt() {
        StagedMapping walked = new StagedMapping(new Iova(0), new Gpa(0), 4096, Rights.R, Rights.RW, true, false,
                List.of(new StagedStep(true, 1, new Gpa(0), 7)));
        fill(ONE, P5, 0, new CachedStaged(D1, 5, PasidType.NESTED, true, walked));
        assertThat(at(ONE, P5, 0)).contains(new CachedStaged(D1, 5, PasidType.NESTED, true, walked.withoutSteps()));
    }

    @Test
    void eachCacheKeepsSoManyEntriesAndForgetsTheLeastRecentlyUsed() {
        cache = new ScalableTaggedCache(Capabilities.DEFAULT, 2);
        for (int i = 1; i <= 3; i++) {
            fillContext(new SourceId(i));
            fillEntry(ONE, i, D1);
            fill(PasidType.FIRST_STAGE, P5, 0x1000L * i);
            cache.context(new SourceId(1));
            cache.entry(ONE, 1);
            at(ONE, P5, 0x1000);
        }
        assertThat(cache.context(new SourceId(1))).isPresent();
        assertThat(cache.context(new SourceId(2))).isEmpty();
        assertThat(cache.context(new SourceId(3))).isPresent();
        assertThat(List.of(cache.entry(ONE, 1).isPresent(), cache.entry(ONE, 2).isPresent(), cache.entry(ONE, 3).isPresent()))
                .containsExactly(true, false, true);
        assertThat(List.of(holds(P5, 0x1000), holds(P5, 0x2000), holds(P5, 0x3000))).containsExactly(true, false, true);
    }

    @Test
    @DisplayName("§6.5.4: a fill that an invalidation has overtaken leaves nothing behind")
    void overtakenFills() {
        long before = cache.epoch();
        cache.invalidate(ofPasid(D2, 9));
        assertThat(cache.epoch()).isNotEqualTo(before);
        cache.fill(ONE, context(), before);
        cache.fill(ONE, 5, entry(D1), before);
        cache.fill(ONE, P5, new Iova(0), new CachedStaged(D1, 5, PasidType.NESTED, false, mapping(0, 4096)), before);
        assertThat(cache.context(ONE)).isEmpty();
        assertThat(cache.entry(ONE, 5)).isEmpty();
        assertThat(holds(P5, 0)).isFalse();
        long middle = cache.epoch();
        cache.invalidate(ContextInvalidation.global());
        assertThat(cache.epoch()).isNotEqualTo(middle);
    }

    // caching mode

    @ParameterizedTest
    @DisplayName("§6.2.2, §6.2.3: entries that fault are cached under CM=1 only")
    @ValueSource(booleans = {true, false})
    void faultingEntries(boolean cachingMode) {
        unit(cachingMode);
        Fault absent = Fault.of(FaultReason.SCALABLE_CONTEXT_NOT_PRESENT);
        cache.fill(ONE, absent, cache.epoch());
        cache.fill(ONE, 5, Fault.of(FaultReason.PASID_ENTRY_NOT_PRESENT), cache.epoch());
        assertThat(cache.context(ONE).isPresent()).isEqualTo(cachingMode);
        assertThat(cache.entry(ONE, 5).isPresent()).isEqualTo(cachingMode);
    }

    @ParameterizedTest
    @DisplayName("§6.2.3: a PASID entry that faults is tagged with domain-id 0")
    @CsvSource({"DOMAIN, 0, 0, false", "DOMAIN, 1, 5, true", "PASID, 0, 5, false", "PASID, 0, 6, true",
        "PASID, 1, 5, true", "GLOBAL, 9, 9, false"})
    void negativeEntriesHaveDomainZero(Scope scope, int domain, int pasid, boolean survives) {
        cache.fill(ONE, 5, Fault.of(FaultReason.PASID_ENTRY_RESERVED), cache.epoch());
        cache.invalidate(new PasidCacheInvalidation(scope, new DomainId(domain), pasid));
        assertThat(cache.entry(ONE, 5).isPresent()).isEqualTo(survives);
    }

    @ParameterizedTest
    @DisplayName("§6.2.4.1: faulting walks are cached under CM=1 only, and never if a first stage has part in them")
    @CsvSource({"true, SECOND_STAGE, true", "false, SECOND_STAGE, false", "true, FIRST_STAGE, false",
        "true, NESTED, false", "true, PASS_THROUGH, false"})
    void faultingWalks(boolean cachingMode, PasidType type, boolean kept) {
        unit(cachingMode);
        fill(ONE, P5, 0x1000, new CachedStaged(D1, 5, type, false, Fault.atLevel(FaultReason.SECOND_STAGE_NOT_PRESENT, 2)));
        assertThat(holds(P5, TWO_MIB - 1)).isEqualTo(kept);
        assertThat(holds(P5, TWO_MIB)).isFalse();
        cache.invalidate(IotlbInvalidation.domain(D2));
        assertThat(holds(P5, 0)).isEqualTo(kept);
        cache.invalidate(IotlbInvalidation.page(D1, new Iova(0x3000), 0, true));
        assertThat(holds(P5, 0)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(value = FaultReason.class, names = {"SCALABLE_WRITE_DENIED", "SCALABLE_READ_DENIED",
        "SUPERVISOR_REQUEST_DISABLED", "SECOND_STAGE_DIRTY_NOT_SNOOPED", "SECOND_STAGE_DIRTY_FAILED"})
    void aFaultThatOnlySomeRequestsMeetIsNotKept(FaultReason reason) {
        fill(ONE, P5, 0, new CachedStaged(D1, 5, PasidType.SECOND_STAGE, false, Fault.atLevel(reason, 1)));
        assertThat(holds(P5, 0)).isFalse();
    }

    // invalidation

    @ParameterizedTest
    @DisplayName("§6.5.2.1: in scalable mode domain-selective is global, and device-selective goes by source-id alone")
    @CsvSource({"1, 0x018, 0, false", "1, 0x01C, 0, true", "1, 0x01C, 1, false", "1, 0x01E, 2, false", "1, 0x01F, 2, true",
        "1, 0x01F, 3, false", "9, 0x018, 0, false", "1, 0x118, 3, true"})
    void contextInvalidation(int domain, String source, int functionMask, boolean survives) {
        fillContext(ONE);
        cache.invalidate(ContextInvalidation.device(new DomainId(domain), new SourceId(Integer.decode(source)), functionMask));
        assertThat(cache.context(ONE).isPresent()).isEqualTo(survives);
        fillContext(ONE);
        cache.invalidate(ContextInvalidation.domain(new DomainId(9)));
        assertThat(cache.context(ONE)).isEmpty();
    }

    @Test
    void contextInvalidationLeavesTheOtherCachesAlone() {
        fillEntry(ONE, 5, D1);
        fill(PasidType.FIRST_STAGE, P5, 0);
        cache.invalidate(ContextInvalidation.global());
        assertThat(cache.entry(ONE, 5)).isPresent();
        assertThat(holds(P5, 0)).isTrue();
    }

    @ParameterizedTest
    @DisplayName("§6.5.2.2: the PASID cache by nothing, by domain-id, or by PASID and domain-id; whatever the source")
    @CsvSource({"GLOBAL, 9, 9, false, false", "DOMAIN, 1, 9, false, true", "PASID, 1, 5, false, true",
        "PASID, 1, 6, true, true", "PASID, 2, 5, true, true", "PASID, 2, 6, true, false"})
    void pasidCacheInvalidation(Scope scope, int domain, int pasid, boolean first, boolean second) {
        fillEntry(ONE, 5, D1);
        fillEntry(OTHER, 5, D1);
        fillEntry(ONE, 6, D2);
        cache.invalidate(new PasidCacheInvalidation(scope, new DomainId(domain), pasid));
        assertThat(cache.entry(ONE, 5).isPresent()).isEqualTo(first);
        assertThat(cache.entry(OTHER, 5).isPresent()).isEqualTo(first);
        assertThat(cache.entry(ONE, 6).isPresent()).isEqualTo(second);
    }

    @ParameterizedTest
    @DisplayName("Table 23: an IOTLB invalidation of each granularity, for entries of each PGTT")
    @CsvSource({
        "SECOND_STAGE, global, false, false", "FIRST_STAGE, global, false, false",
        "SECOND_STAGE, domain, false, false", "FIRST_STAGE, domain, false, false", "NESTED, domain, false, false",
        "SECOND_STAGE, page, false, true", "PASS_THROUGH, page, false, true",
        "FIRST_STAGE, page, false, false", "NESTED, page, false, false",
        "SECOND_STAGE, other, true, true", "FIRST_STAGE, other, true, true"})
    void iotlbInvalidation(PasidType type, String command, boolean named, boolean beside) {
        fill(type, P5, 0x5000);
        fill(type, P5, 0x6000);
        cache.invalidate(switch (command) {
            case "global" -> IotlbInvalidation.global();
            case "domain" -> IotlbInvalidation.domain(D1);
            case "page" -> IotlbInvalidation.page(D1, new Iova(0x5000), 0, true);
            default -> IotlbInvalidation.page(D2, new Iova(0x5000), 9, false);
        });
        assertThat(holds(P5, 0x5000)).isEqualTo(named);
        assertThat(holds(P5, 0x6000)).isEqualTo(beside);
    }

    @ParameterizedTest
    @DisplayName("Table 24: a PASID-based IOTLB invalidation, for entries of each PGTT")
    @CsvSource({
        "SECOND_STAGE, false, false, false", "PASS_THROUGH, false, false, false", "FIRST_STAGE, false, false, false",
        "NESTED, false, false, false", "SECOND_STAGE, true, true, true", "PASS_THROUGH, true, true, true",
        "FIRST_STAGE, true, false, true", "NESTED, true, false, true"})
    void pasidIotlbInvalidation(PasidType type, boolean pages, boolean named, boolean beside) {
        fill(type, P5, 0x5000);
        fill(type, P5, 0x6000);
        fill(type, P6, 0x5000);
        fill(OTHER, P5, 0x5000, new CachedStaged(D2, 5, type, false, mapping(0x5000, 4096)));
        cache.invalidate(pages ? ofPages(D1, 5, 0x5000, 0) : ofPasid(D1, 5));
        assertThat(holds(P5, 0x5000)).isEqualTo(named);
        assertThat(holds(P5, 0x6000)).isEqualTo(beside);
        assertThat(holds(P6, 0x5000)).isTrue();
        assertThat(at(OTHER, P5, 0x5000)).isPresent();
    }

    @ParameterizedTest
    @DisplayName("Table 22: AM says how many pages; low bits of ADDR that it covers are ignored")
    @CsvSource({"0x5000, 0, .....x..", "0x4000, 1, ....xx..", "0x5000, 1, ....xx..", "0x0000, 2, xxxx....",
        "0x7000, 2, ....xxxx", "0x3000, 3, xxxxxxxx", "0x8000, 3, ........", "0, 63, xxxxxxxx"})
    void addressMask(String address, int mask, String removed) {
        assertThat(removedBy(PasidType.FIRST_STAGE, () -> cache.invalidate(ofPages(D1, 5, Long.decode(address), mask))))
                .isEqualTo(removed);
        assertThat(removedBy(PasidType.SECOND_STAGE, () -> cache.invalidate(
                IotlbInvalidation.page(D1, new Iova(Long.decode(address)), mask, false)))).isEqualTo(removed);
    }

    /** Which of the pages 0 to 7 a command removes: x. */
    private String removedBy(PasidType type, Runnable command) {
        for (long page = 0; page < 8; page++) {
            fill(type, P5, page << 12);
        }
        command.run();
        StringBuilder removed = new StringBuilder();
        for (long page = 0; page < 8; page++) {
            removed.append(holds(P5, page << 12) ? '.' : 'x');
        }
        return removed.toString();
    }

    @Test
    void aLargePageGoesAsAWholeIfTheRangeTouchesIt() {
        fill(ONE, P5, 0, new CachedStaged(D1, 5, PasidType.NESTED, false, mapping(TWO_MIB, TWO_MIB)));
        cache.invalidate(ofPages(D1, 5, 0x1F_F000, 0));
        assertThat(holds(P5, TWO_MIB)).isTrue();
        cache.invalidate(ofPages(D1, 5, 0x21_1000, 0));
        assertThat(holds(P5, TWO_MIB)).isFalse();
    }

    @ParameterizedTest
    @DisplayName("Table 18: a first-stage tag ends at bit 47 or 56, whatever lies above in the command")
    @CsvSource({"0xFFFF800000001000, 0xFFFF800000001000", "0xFFFF800000001000, 0x800000001000",
        "0x0080000000001000, 0xFE80000000001000"})
    void canonicalAddresses(String page, String named) {
        fill(PasidType.FIRST_STAGE, P5, Long.parseUnsignedLong(page.substring(2), 16));
        fill(PasidType.FIRST_STAGE, P5, 0x2000);
        cache.invalidate(ofPages(D1, 5, Long.parseUnsignedLong(named.substring(2), 16), 0));
        assertThat(holds(P5, Long.parseUnsignedLong(page.substring(2), 16))).isFalse();
        assertThat(holds(P5, 0x2000)).isTrue();
    }

    @Test
    @DisplayName("§6.5.2: domain-id bits above the supported width, and address bits above MGAW, are ignored in commands")
    void ignoredBits() {
        cache = new ScalableTaggedCache(Capabilities.DEFAULT.with(c -> c.domainIdBits = 8), 16);
        fillEntry(ONE, 5, D1);
        fill(PasidType.SECOND_STAGE, P5, 0x1000);
        cache.invalidate(new PasidCacheInvalidation(Scope.DOMAIN, new DomainId(0xAB01), 0));
        cache.invalidate(IotlbInvalidation.page(new DomainId(0xAB01), new Iova(1L << 48 | 0x1000), 0, true));
        assertThat(cache.entry(ONE, 5)).isEmpty();
        assertThat(holds(P5, 0x1000)).isFalse();
        fill(PasidType.FIRST_STAGE, P6, 0x1000);
        cache.invalidate(ofPasid(new DomainId(0x0101), 6));
        assertThat(holds(P6, 0x1000)).isFalse();
    }
}
