package iommu.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** A run's lines come once each, and none of what is expected of them. */
class ListingTest {

    @Test
    void linesThatSetUpComeBeforeTheOneThatAsks() {
        Listing listing = new Listing(Scenario.parse("t.vtd", """
                vtd 1
                # one page
                unit   aw=48
                map    00:03.0 did=1 iova=0x1000 gpa=0x200000 rw
                dma    00:03.0 read 0x1010             => expect 0x1010  # still off
                te on
                dma    00:03.0 read 0x1010
                """));
        assertThat(listing.upTo(5).lines()).containsExactly("   3  unit   aw=48",
                "   4  map    00:03.0 did=1 iova=0x1000 gpa=0x200000 rw", "   5  dma    00:03.0 read 0x1010");
        assertThat(listing.upTo(5)).isEmpty();
        assertThat(listing.upTo(7).lines()).containsExactly("   6  te     on", "   7  dma    00:03.0 read 0x1010");
    }
}
