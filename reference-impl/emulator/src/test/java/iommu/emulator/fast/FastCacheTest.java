package iommu.emulator.fast;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.CachedTranslation;
import iommu.arch.Capabilities;
import iommu.arch.DomainId;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Mapping;
import iommu.arch.Rights;
import iommu.arch.SourceId;
import iommu.arch.WalkStart;
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.seam.TranslationCache;
import iommu.emulator.cache.TranslationCacheTest;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FastCacheTest extends TranslationCacheTest {

    @Override
    protected TranslationCache cacheOf(Capabilities capabilities, int capacity) {
        return new FastCache(capabilities, capacity);
    }

    private void fillPages(int count) {
        IntStream.range(0, count).forEach(i -> fill(ONE, 0x1000L * i, page(D1, 0x1000L * i, 0x1000)));
    }

    private long pagesFound(int count) {
        return IntStream.range(0, count).filter(i -> at(ONE, 0x1000L * i).isPresent()).count();
    }

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 1", "2, 2", "3, 2", "16, 16", "100, 64", "4096, 4096"})
    void neighbouringPagesFillTheWholeCapacityRoundedDown(int capacity, int kept) {
        cache = cacheOf(Capabilities.DEFAULT, capacity);
        fillPages(2 * capacity);
        fillPages(kept);
        assertThat(pagesFound(2 * capacity)).isEqualTo(kept);
        assertThat(pagesFound(kept)).isEqualTo(kept);
    }

    @Test
    void eightSourcesHoldTheSamePageAndTheOldestMakesRoomForTheNinth() {
        for (int i = 0; i < 9; i++) {
            fill(new SourceId(i), 0x1000, page(D1, 0x1000, 0x1000));
        }
        assertThat(at(new SourceId(0), 0x1000)).isEmpty();
        for (int i = 1; i < 9; i++) {
            assertThat(at(new SourceId(i), 0x1000)).isPresent();
        }
    }

    @Test
    void contextsOfSourcesThatShareASlotReplaceEachOther() {
        fillContext(new SourceId(0x0003), context(D1));
        fillContext(new SourceId(0x1003), context(D2));
        assertThat(cache.context(new SourceId(0x0003))).isEmpty();
        assertThat(cache.context(new SourceId(0x1003))).contains(context(D2));
        cache.invalidate(ContextInvalidation.device(D2, new SourceId(0x0003), 0));
        assertThat(cache.context(new SourceId(0x1003))).isPresent();
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 9, 18, 34})
    void aLargeRangeTakesItsPagesAndLeavesTheOthers(int mask) {
        cache = cacheOf(Capabilities.DEFAULT, 64);
        long range = 0x1000L << mask;
        fill(ONE, range, page(D1, range, 0x1000));
        fill(ONE, 2 * range - 0x1000, page(D1, 2 * range - 0x1000, 0x1000));
        fill(ONE, 2 * range, page(D1, 2 * range, 0x1000));
        fill(OTHER, range + 0x1000, page(D2, range + 0x1000, 0x1000));
        cache.invalidate(IotlbInvalidation.page(D1, new Iova(range + 0x3000), mask, false));
        fill(OTHER, range, page(D1, range, 0x1000));
        for (int i = 0; i < 3; i++) {
            assertThat(at(ONE, range)).isEmpty();
            assertThat(at(ONE, 2 * range - 0x1000)).isEmpty();
            assertThat(at(ONE, 2 * range)).isPresent();
            assertThat(at(OTHER, range + 0x1000)).isPresent();
            assertThat(at(OTHER, range)).as("filled since").isPresent();
        }
    }

    @Test
    void anEntryInUseOutlivesAnyNumberOfRangesThatDoNotCoverIt() {
        fill(ONE, 0x1000, page(D1, 0x1000, 0x1000));
        fill(ONE, 0x2000, page(D1, 0x2000, 0x1000));
        for (int i = 1; i <= 100; i++) {
            cache.invalidate(IotlbInvalidation.page(D1, new Iova(ONE_GIB * i), 18, false));
            assertThat(at(ONE, 0x1000)).isPresent();
        }
        cache.invalidate(IotlbInvalidation.page(D1, new Iova(0), 18, false));
        assertThat(at(ONE, 0x1000)).isEmpty();
        assertThat(at(ONE, 0x2000)).as("forgotten by the log").isEmpty();
    }

    @Test
    void aPrefixInALargeRangeGoesUnlessTheHintSaysOtherwise() {
        fillPrefix(D1, 0, 1);
        fillPrefix(D1, 64 * ONE_GIB, 1);
        cache.invalidate(IotlbInvalidation.page(D1, new Iova(0), 20, true));
        assertThat(prefixAt(D1, 0)).isPresent();
        cache.invalidate(IotlbInvalidation.page(D1, new Iova(0), 20, false));
        assertThat(prefixAt(D1, 0)).isEmpty();
        assertThat(prefixAt(D1, 64 * ONE_GIB)).isPresent();
    }

    @Test
    void aNewStartOfTheGenerationsLosesNoInvalidation() {
        Epoch epoch = new Epoch();
        PackedTable table = new PackedTable(epoch, 16, 48, new Generations(16, 48, 5));
        long content = Packed.tagged(Packed.mapping(0x7000, 0, 3, false), 1, false);
        for (int i = 0; i < 100; i++) {
            table.fill(9, 0x1000, 0, content, epoch.now());
            assertThat(table.find(9, 0x1000)).isEqualTo(content);
            epoch.advance();
            switch (i % 3) {
                case 0 -> table.removeDomain(1);
                case 1 -> table.removeAll();
                default -> table.removeRange(1, 0, 40);
            }
            assertThat(table.find(9, 0x1000)).as("round %d", i).isEqualTo(Packed.NOTHING);
        }
    }

    @ParameterizedTest
    @EnumSource(FaultReason.class)
    void everyFaultIsGivenBackAsItWasFilled(FaultReason reason) {
        for (Fault fault : List.of(new Fault(reason, 0, 0, true), new Fault(reason, 5, 1L << 48, false),
                new Fault(reason, 3, 1 << 12, true))) {
            CachedTranslation entry = new CachedTranslation(new DomainId(0xFFFF), false, fault);
            fill(ONE, 0x1000, entry);
            assertThat(at(ONE, 0x1000)).contains(entry);
        }
    }

    @Test
    void everyMappingThatFitsIsGivenBackAsItWasFilled() {
        for (Rights rights : List.of(Rights.R, Rights.W, Rights.RW)) {
            for (boolean flag : List.of(false, true)) {
                CachedTranslation entry = new CachedTranslation(new DomainId(0x8001), flag, new Mapping(
                        new Iova(0xFFFF_FFFF_FFFF_F000L), new Gpa(0xF_FFFF_FFFF_F000L), 0x1000, rights, !flag, List.of()));
                fill(ONE, -1, entry);
                assertThat(at(ONE, -1)).contains(entry);
            }
        }
    }

    @Test
    void whatDoesNotFitIsNotKept() {
        for (Mapping odd : List.of(new Mapping(new Iova(0), new Gpa(0), 0x2000, Rights.RW, false, List.of()),
                new Mapping(new Iova(0), new Gpa(0x10_0000_0000_0000L), 0x1000, Rights.RW, false, List.of()),
                new Mapping(new Iova(0), new Gpa(0x800), 0x1000, Rights.RW, false, List.of()),
                new Mapping(new Iova(0), new Gpa(0), 0x1000, Rights.NONE, false, List.of()),
                new Mapping(new Iova(0), new Gpa(0), 3, Rights.R, false, List.of()))) {
            fill(ONE, 0, new CachedTranslation(D1, false, odd));
            assertThat(at(ONE, 0)).isEmpty();
        }
        for (Fault odd : List.of(new Fault(FaultReason.READ_DENIED, 9, 0, false),
                new Fault(FaultReason.READ_DENIED, -1, 0, false), new Fault(FaultReason.READ_DENIED, 1, 0x1800, false),
                new Fault(FaultReason.READ_DENIED, 1, 1L << 57, false), new Fault(FaultReason.READ_DENIED, 1, 8, false))) {
            fill(ONE, 0, new CachedTranslation(D1, false, odd));
            assertThat(at(ONE, 0)).isEmpty();
        }
        for (WalkStart odd : List.of(new WalkStart(new Gpa(0x1000), 1, Rights.RW, 40),
                new WalkStart(new Gpa(0x1001), 1, Rights.RW, 48), new WalkStart(new Gpa(1L << 52), 1, Rights.RW, 48),
                new WalkStart(new Gpa(0x1000), 1, Rights.RW, 30), new WalkStart(new Gpa(0x1000), 1, Rights.RW, 66))) {
            cache.fill(D1, new Iova(0), odd, cache.epoch());
            assertThat(prefixAt(D1, 0)).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"39, R", "48, NONE", "57, RW"})
    void aPrefixIsGivenBackAsItWasFilled(int width, Rights rights) {
        WalkStart start = new WalkStart(new Gpa(0xF_FFFF_FFFF_F000L), 1, rights, width);
        cache.fill(D2, new Iova(TWO_MIB), start, cache.epoch());
        assertThat(prefixAt(D2, TWO_MIB + 5)).contains(start);
    }
}
