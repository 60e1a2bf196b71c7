package iommu.oracle;

import static iommu.oracle.Bench.did;
import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Capabilities;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.invalidation.PasidCacheInvalidation;
import iommu.arch.invalidation.PasidCacheInvalidation.Scope;
import iommu.arch.invalidation.PasidIotlbInvalidation;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What each command removes, by tag (§6.5.2, Tables 17, 23 and 24). */
class RemovalTest {

    private static final Capabilities UNIT = Capabilities.DEFAULT;
    private static final SourceId A = SourceId.of(0, 3, 0);
    private static final Block PAGE = Block.of(new Iova(0x1000), 12);
    private static final Tag PLAIN = Tag.plain(did(1));
    private static final Tag SECOND = new Tag(did(1), 5, Tag.Kind.SECOND_STAGE);
    private static final Tag FIRST = new Tag(did(1), 5, Tag.Kind.FIRST_STAGE);

    private static Removal page(long iova, int mask, boolean leafOnly) {
        return new Removal(IotlbInvalidation.page(did(1), new Iova(iova), mask, leafOnly), UNIT);
    }

    private static Removal pasid(boolean page, int pasid, long iova, int mask, boolean leafOnly) {
        return new Removal(new PasidIotlbInvalidation(page, did(1), pasid, new Iova(iova), mask, leafOnly), UNIT);
    }

    @Test
    void eachCommandReachesItsOwnCachesOnly() {
        Removal contexts = new Removal(ContextInvalidation.global(), UNIT);
        Removal pasids = new Removal(new PasidCacheInvalidation(Scope.GLOBAL, did(0), 0), UNIT);
        Removal translations = new Removal(IotlbInvalidation.global(), UNIT);
        Removal interrupts = new Removal(new Descriptor.Interrupts(true, 0, 0), UNIT);
        for (Removal removal : List.of(contexts, pasids, translations, interrupts)) {
            assertThat(removal.coversContext(A, did(1))).isEqualTo(removal == contexts);
            assertThat(removal.translations(FIRST).isPresent()).isEqualTo(removal == translations);
            assertThat(removal.coversPrefix(PLAIN, PAGE)).isEqualTo(removal == translations);
            assertThat(removal.coversInterrupt(3)).isEqualTo(removal == interrupts);
        }
        assertThat(List.of(contexts.rank(), pasids.rank(), translations.rank(), interrupts.rank()))
                .as("the order of §6.5.2.12").containsExactly(Removal.Rank.values());
    }

    @Test
    void domainPageInvalidationTakesFirstStageEntriesAtAnyAddress() {
        Removal removal = page(0x8000, 0, true);
        assertThat(removal.translations(PLAIN)).contains(Block.of(new Iova(0x8000), 12));
        assertThat(removal.translations(SECOND)).contains(Block.of(new Iova(0x8000), 12));
        assertThat(removal.translations(FIRST)).contains(Block.EVERYTHING);
        assertThat(removal.coversPrefix(FIRST, PAGE)).as("whatever IH says").isTrue();
        assertThat(removal.coversPrefix(PLAIN, Block.of(new Iova(0x8000), 21))).as("IH=1").isFalse();
    }

    @Test
    void pasidInvalidationByPageTakesFirstStageEntriesOfItsRangeOnly() {
        Removal removal = pasid(true, 5, 0x1000, 0, false);
        assertThat(removal.translations(FIRST)).contains(PAGE);
        assertThat(removal.translations(SECOND)).isEmpty();
        assertThat(removal.coversPrefix(FIRST, Block.of(new Iova(0), 21))).isTrue();
        assertThat(removal.coversPrefix(FIRST, Block.of(new Iova(0x20_0000), 21))).isFalse();
        assertThat(pasid(true, 5, 0x1000, 0, true).coversPrefix(FIRST, Block.of(new Iova(0), 21))).as("IH=1").isFalse();
        assertThat(pasid(true, 6, 0x1000, 0, false).translations(FIRST)).as("another PASID").isEmpty();
    }

    @Test
    void pasidInvalidationOfThePasidTakesBothKindsAtAnyAddressButNoSharedPrefix() {
        Removal removal = pasid(false, 5, 0x1000, 0, true);
        assertThat(removal.translations(FIRST)).contains(Block.EVERYTHING);
        assertThat(removal.translations(SECOND)).contains(Block.EVERYTHING);
        assertThat(removal.translations(PLAIN)).isEmpty();
        assertThat(removal.coversPrefix(PLAIN, PAGE)).isFalse();
        assertThat(removal.coversPrefix(FIRST, PAGE)).as("IH counts by page only").isTrue();
    }

    @Test
    void rangeIsAlignedAndMayBeAllThereIs() {
        assertThat(page(0x7000, 2, false).translations(PLAIN)).contains(Block.of(new Iova(0x4000), 14));
        assertThat(page(1L << 50 | 0x7000, 0, false).translations(PLAIN)).as("bits above MGAW are ignored")
                .contains(Block.of(new Iova(0x7000), 12));
        assertThat(page(0x7000, 52, false).translations(PLAIN)).contains(Block.EVERYTHING);
        assertThat(pasid(true, 5, 0x7000, 45, false).translations(FIRST)).as("57 bits are all").contains(Block.EVERYTHING);
        assertThat(pasid(true, 5, 0x7000, 44, false).translations(FIRST)).contains(Block.of(new Iova(0), 56));
        Iova high = new Iova(-0x1000L);
        assertThat(pasid(true, 5, 1L << 57 | high.value() & (1L << 57) - 1, 0, false).translations(FIRST))
                .as("bits above 56 are those of bit 56").contains(Block.of(high, 12));
    }

    @Test
    void blocksKnowTheirParts() {
        assertThat(Block.EVERYTHING.start()).isEqualTo(new Iova(0));
        assertThat(Block.EVERYTHING.contains(Block.EVERYTHING)).isTrue();
        assertThat(PAGE.contains(Block.EVERYTHING)).isFalse();
        assertThat(Block.EVERYTHING.overlaps(PAGE)).isTrue();
        assertThat(Block.of(new Iova(0), 14).minus(PAGE)).containsExactlyInAnyOrder(Block.of(new Iova(0), 12),
                Block.of(new Iova(0x2000), 13));
    }
}
