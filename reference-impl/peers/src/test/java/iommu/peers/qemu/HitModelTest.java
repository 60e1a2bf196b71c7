package iommu.peers.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.DomainId;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import iommu.arch.invalidation.IotlbInvalidation;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where an exception for cached denials may be believed. */
class HitModelTest {

    private static final SourceId SOURCE = SourceId.of(0, 3, 0);
    private static final Iova ADDRESS = new Iova(0x8000_0008L);
    private static final DomainId DOMAIN = new DomainId(5);

    private final HitModel hits = new HitModel();

    @BeforeEach
    void somethingWasTranslated() {
        hits.translated(SOURCE, ADDRESS, Optional.of(DOMAIN));
    }

    @Test
    void aRequesterHitsWhatItTranslatedItselfAndNobodyElseDoes() {
        assertThat(hits.mayHit(SOURCE, ADDRESS)).isTrue();
        assertThat(hits.mayHit(SourceId.of(0, 3, 1), ADDRESS)).isFalse();
    }

    @Test
    void theLeafMayHaveBeenAsLargeAsOneGibibyteAndNotLarger() {
        assertThat(hits.mayHit(SOURCE, new Iova(0xBFFF_FFFFL))).isTrue();
        assertThat(hits.mayHit(SOURCE, new Iova(0xC000_0000L))).isFalse();
    }

    @Test
    void coveringInvalidationsRemoveIt() {
        hits.invalidated(IotlbInvalidation.page(DOMAIN, new Iova(0x8000_0000L), 0, false));
        assertThat(hits.mayHit(SOURCE, ADDRESS)).isFalse();
    }

    @Test
    void invalidationsOfOtherDomainsOrPagesKeepIt() {
        hits.invalidated(IotlbInvalidation.domain(new DomainId(6)));
        hits.invalidated(IotlbInvalidation.page(DOMAIN, new Iova(0x8000_1000L), 0, false));
        assertThat(hits.mayHit(SOURCE, ADDRESS)).isTrue();
    }

    @Test
    void anEntryOfUnknownDomainGoesWithAGlobalInvalidationOnly() {
        hits.translated(SOURCE, ADDRESS, Optional.empty());
        hits.invalidated(IotlbInvalidation.domain(DOMAIN));
        assertThat(hits.mayHit(SOURCE, ADDRESS)).isTrue();
        hits.invalidated(IotlbInvalidation.global());
        assertThat(hits.mayHit(SOURCE, ADDRESS)).isFalse();
    }
}
