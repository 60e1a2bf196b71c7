package iommu.emulator.fast;

import iommu.arch.CachedTranslation;
import iommu.arch.Capabilities;
import iommu.arch.ContextResult;
import iommu.arch.DomainId;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Pasid;
import iommu.arch.Rights;
import iommu.arch.SourceId;
import iommu.arch.TranslationContext;
import iommu.arch.WalkStart;
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.Granularity;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.seam.TranslationCache;
import java.util.Optional;

/**
 * The three caches of {@code cache.TaggedCache} in the shape of packed tables (§6.2.1, Table 17).
 *
 * <p>Lookups take no lock and never wait; lookups and fills may come from any number of threads, invalidations from one
 * at a time. A fill that an invalidation has overtaken leaves nothing, and an IOTLB invalidation returns only when the
 * requests under way in a {@link FastUnit.Requester} have ended (§6.5.4).
 *
 * <p>What is kept is up to the unit (freedom {@code cache-content}): nothing that does not fit into a word; the oldest
 * of eight entries whose addresses share a set makes room.
 */
public final class FastCache implements TranslationCache {

    private static final Rights[] RIGHTS = Rights.values();
    /** Each stands for 2 MiB at least. */
    private static final int MOST_PREFIXES = 1024;
    private static final int LEAST_WIDTH = 39;
    private static final int LEVEL_BITS = 9;

    private final boolean cachingMode;
    private final PackedTable iotlb;
    private final PackedTable prefixes;
    private final ContextTable contexts;
    private final Drain drain;
    private final Epoch epoch;

    /** @param capacity the entries that the IOTLB has room for, and the most in the other caches; 0 keeps nothing */
    public FastCache(Capabilities capabilities, int capacity) {
        this(capabilities, capacity, new Epoch(), new Drain());
    }

    FastCache(Capabilities capabilities, int capacity, Epoch epoch, Drain drain) {
        int domainBits = capabilities.domainIdBits();
        int addressBits = capabilities.guestAddressWidth();
        this.cachingMode = capabilities.cachingMode();
        this.iotlb = new PackedTable(epoch, capacity, domainBits, addressBits);
        this.prefixes = new PackedTable(epoch, Math.min(capacity, MOST_PREFIXES), domainBits, addressBits);
        this.contexts = new ContextTable(epoch, capacity, domainBits);
        this.epoch = epoch;
        this.drain = drain;
    }

    /** Returns when every request that is under way has ended. */
    public void awaitRequests() {
        drain.await();
    }

    Drain drain() {
        return drain;
    }

    @Override
    public long epoch() {
        return epoch.now();
    }

    @Override
    public Optional<CachedTranslation> translation(SourceId source, Pasid pasid, Iova address) {
        long found = find(source, pasid, address.value());
        return found == Packed.NOTHING ? Optional.empty() : Optional.of(Packed.entry(found, address.value()));
    }

    /** {@link #translation} in a word. */
    long find(SourceId source, Pasid pasid, long address) {
        return iotlb.find(owner(source, pasid), address);
    }

    @Override
    public Optional<ContextResult> context(SourceId source) {
        ContextTable.Entry entry = contexts.find(source.value()); // §6.2.2: by all 16 bits of the source-id
        return entry == null ? Optional.empty() : Optional.of(entry.result());
    }

    /** {@link #context} with where its walks begin, or null. */
    ContextTable.Entry contextOf(SourceId source) {
        return contexts.find(source.value());
    }

    @Override
    public Optional<WalkStart> prefix(DomainId domain, Iova address) {
        long found = prefixes.find(domain.value(), address.value()); // §6.2.7: the deepest first
        if (found == Packed.NOTHING) {
            return Optional.empty();
        }
        int level = Packed.span(found);
        int width = LEAST_WIDTH + LEVEL_BITS * Packed.widthCode(found);
        return Optional.of(new WalkStart(new Gpa(Packed.frame(found)), level, RIGHTS[Packed.rights(found)], width));
    }

    @Override
    public void fill(SourceId source, Pasid pasid, Iova address, CachedTranslation entry, long epoch) {
        fill(source, pasid, address.value(), Packed.of(entry), epoch);
    }

    /** @param content a word with its domain-id */
    void fill(SourceId source, Pasid pasid, long address, long content, long epoch) {
        boolean allowed = cachingMode || !Packed.isFault(content); // §6.1: with CM=0 no faulting result
        if (content != Packed.NOTHING && allowed) {
            long owner = owner(source, pasid);
            iotlb.removeOthers(owner, address, Packed.span(content));
            iotlb.fill(owner, address, Packed.span(content), content, epoch);
        }
    }

    @Override
    public void fill(SourceId source, ContextResult entry, long epoch) {
        if (entry instanceof TranslationContext || cachingMode) { // §6.1
            contexts.fill(source.value(), entry, epoch);
        }
    }

    @Override
    public void fill(DomainId domain, Iova address, WalkStart entry, long epoch) {
        long content = Packed.prefix(entry); // an entry of level L + 1 points to a table of level L
        if (content != Packed.NOTHING) {
            prefixes.fill(domain.value(), address.value(), entry.level(),
                    Packed.tagged(content, domain.value(), false), epoch);
        }
    }

    @Override
    public void invalidate(Invalidation command) {
        epoch.advance(); // first: a fill under way either sees it or is seen
        if (command instanceof ContextInvalidation devices) {
            invalidate(devices);
        } else if (command instanceof IotlbInvalidation pages) {
            invalidate(pages);
            drain.await(); // §6.5.4
        }
    }

    private void invalidate(ContextInvalidation command) {
        int domain = command.domain().value();
        switch (command.granularity()) {
            case GLOBAL -> contexts.removeAll();
            case DOMAIN -> contexts.removeDomain(domain);
            default -> contexts.removeDevice(domain, command.source().value(), ignoredBits(command.functionMask()));
        }
    }

    /** Which bits of the function number the function mask leaves out (Table 21). */
    private static int ignoredBits(int functionMask) {
        return 0b111 & ~(0b111 >>> functionMask);
    }

    private void invalidate(IotlbInvalidation command) {
        remove(iotlb, command);
        boolean leavesOnly = command.granularity() == Granularity.PAGE && command.leafOnly();
        if (!leavesOnly) { // §6.5.2.3: IH counts for a page-selective command only
            remove(prefixes, command);
        }
    }

    private static void remove(PackedTable table, IotlbInvalidation command) {
        int domain = command.domain().value();
        switch (command.granularity()) {
            case GLOBAL -> table.removeAll();
            case DOMAIN -> table.removeDomain(domain);
            default -> table.removeRange(domain, command.address().value(),
                    Math.min(Packed.PAGE_BITS + command.addressMask(), 62)); // §6.5.2.3: 2^AM pages, aligned
        }
    }

    private static long owner(SourceId source, Pasid pasid) {
        return (long) source.value() << 21 | pasid.value() + 1;
    }
}
