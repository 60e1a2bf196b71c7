package iommu.emulator.cache;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Capabilities;
import iommu.arch.SourceId;
import iommu.arch.seam.TranslationCache;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TaggedCacheTest extends TranslationCacheTest {

    @Override
    protected TranslationCache cacheOf(Capabilities capabilities, int capacity) {
        return new TaggedCache(capabilities, capacity);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3})
    void eachCacheKeepsItsCapacityOfEntriesTheMostRecentlyUsed(int capacity) {
        cache = cacheOf(Capabilities.DEFAULT, capacity);
        for (int i = 0; i < 5; i++) {
            fill(ONE, 0x1000L * i, page(D1, 0x1000L * i, 0x1000));
            fillContext(new SourceId(i), context(D1));
            fillPrefix(D1, TWO_MIB * i, 1);
            at(ONE, 0);
        }
        int[] kept = new int[3];
        for (int i = 0; i < 5; i++) {
            kept[0] += at(ONE, 0x1000L * i).isPresent() ? 1 : 0;
            kept[1] += cache.context(new SourceId(i)).isPresent() ? 1 : 0;
            kept[2] += prefixAt(D1, TWO_MIB * i).isPresent() ? 1 : 0;
        }
        assertThat(kept).containsOnly(capacity);
        assertThat(at(ONE, 0).isPresent()).as("used all the time").isEqualTo(capacity > 1);
        assertThat(at(ONE, 0x4000).isPresent()).as("filled last").isEqualTo(capacity > 0);
    }
}
