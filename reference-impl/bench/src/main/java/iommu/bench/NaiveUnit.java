package iommu.bench;

import iommu.arch.Access;
import iommu.arch.DmaOutcome;
import iommu.arch.DmaRequest;
import iommu.arch.DomainId;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Mapping;
import iommu.arch.Pasid;
import iommu.arch.Rights;
import iommu.arch.SourceId;
import iommu.arch.TranslationContext;
import iommu.arch.invalidation.Granularity;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.seam.DmaPort;
import iommu.arch.seam.PageWalk;
import java.util.HashMap;
import java.util.Map;

/**
 * What one writes first: a map of records behind one lock, emptied when it is full, and searched from end to end by
 * every invalidation. It walks as the plain room does. Good for mapped pages of 4 KiB, and correct for them.
 */
final class NaiveUnit implements DmaPort {

    /** What an entry is looked up by (Table 17). */
    record Key(SourceId source, Pasid pasid, Iova page) {
    }

    /** What it says. */
    record Entry(DomainId domain, Gpa frame, Rights rights) {
    }

    private static final long PAGE = 1 << 12;

    private final PageWalk walk;
    private final int capacity;
    private final Map<SourceId, TranslationContext> contexts = new HashMap<>();
    private final Map<Key, Entry> iotlb = new HashMap<>();

    NaiveUnit(PageWalk walk, int capacity) {
        this.walk = walk;
        this.capacity = capacity;
    }

    /** What the context cache holds. */
    synchronized void attach(SourceId source, TranslationContext context) {
        contexts.put(source, context);
    }

    @Override
    public synchronized DmaOutcome translate(DmaRequest request) {
        Iova page = request.address().alignedTo(PAGE);
        Key key = new Key(request.source(), request.pasid(), page);
        Entry entry = iotlb.get(key);
        if (entry == null) {
            entry = walk(contexts.get(request.source()), page);
            keep(key, entry);
        }
        boolean allowed = request.access() == Access.READ ? entry.rights().read() : entry.rights().write();
        return allowed
                ? new DmaOutcome.Translated(entry.frame().plus(request.address().offsetIn(PAGE)))
                : new DmaOutcome.Blocked(FaultReason.READ_DENIED, false);
    }

    private Entry walk(TranslationContext context, Iova page) {
        Mapping mapping = (Mapping) walk.walk(context.walkStart(), page, Access.READ);
        return new Entry(context.domain(), mapping.frame(), mapping.rights());
    }

    synchronized void keep(Key key, Entry entry) {
        if (iotlb.size() >= capacity) {
            iotlb.clear();
        }
        iotlb.put(key, entry);
    }

    synchronized void invalidate(IotlbInvalidation command) {
        iotlb.entrySet().removeIf(cached -> covers(command, cached.getKey(), cached.getValue()));
    }

    private static boolean covers(IotlbInvalidation command, Key key, Entry entry) {
        return command.granularity() == Granularity.GLOBAL || command.domain().equals(entry.domain())
                && (command.granularity() == Granularity.DOMAIN
                || (command.address().value() ^ key.page().value()) >>> 12 + command.addressMask() == 0);
    }
}
