package iommu.peers.qemu;

import iommu.arch.DomainId;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import iommu.arch.invalidation.Granularity;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Which requests could meet an entry of the peer's IOTLB: it keeps what it translated, by requester, until an
 * invalidation covers it. So {@link Departure#SILENT_DENIAL} is believed only where a hit is possible.
 */
final class HitModel {

    /** The largest leaf, 1 GiB: how large the peer's entry was is not known. */
    private static final long LARGEST = 1 << 30;

    /** @param page of 4 KiB @param domain empty if it is not known */
    private record Entry(SourceId source, Iova page, Optional<DomainId> domain) {
    }

    private final Set<Entry> entries = new HashSet<>();

    boolean mayHit(SourceId source, Iova address) {
        return entries.stream().anyMatch(e -> e.source().equals(source)
                && e.page().alignedTo(LARGEST).equals(address.alignedTo(LARGEST)));
    }

    void translated(SourceId source, Iova address, Optional<DomainId> domain) {
        entries.add(new Entry(source, address.alignedTo(4096), domain));
    }

    void invalidated(Invalidation command) {
        if (command instanceof IotlbInvalidation i) {
            entries.removeIf(e -> i.granularity() == Granularity.GLOBAL || e.domain().equals(Optional.of(i.domain()))
                    && (i.granularity() == Granularity.DOMAIN || covers(i, e.page())));
        }
    }

    private static boolean covers(IotlbInvalidation i, Iova page) {
        long size = 4096L << i.addressMask();
        return i.address().alignedTo(size).equals(page.alignedTo(size));
    }
}
