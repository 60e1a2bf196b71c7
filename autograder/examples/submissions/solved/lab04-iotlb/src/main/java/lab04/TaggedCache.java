package lab04;

import iommu.arch.CachedTranslation;
import iommu.arch.Capabilities;
import iommu.arch.ContextResult;
import iommu.arch.DomainId;
import iommu.arch.Fault;
import iommu.arch.Iova;
import iommu.arch.Mapping;
import iommu.arch.Pasid;
import iommu.arch.SourceId;
import iommu.arch.TranslationContext;
import iommu.arch.WalkStart;
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.Granularity;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.seam.TranslationCache;
import java.util.Comparator;
import java.util.Optional;

/** Three shelves of immutable cards. What a card answers and what removes it are two different questions. */
public final class TaggedCache implements TranslationCache {

    private record TranslationCard(SourceId source, Pasid pasid, Block block, CachedTranslation content) {
    }

    private record ContextCard(SourceId source, DomainId tag, ContextResult content) {
    }

    private record PrefixCard(DomainId domain, Block block, WalkStart content) {
    }

    private final Capabilities unit;
    private final Shelf<TranslationCard> translations;
    private final Shelf<ContextCard> contexts;
    private final Shelf<PrefixCard> prefixes;
    private long epoch;

    public TaggedCache(Capabilities capabilities, int capacity) {
        this.unit = capabilities;
        this.translations = new Shelf<>(capacity);
        this.contexts = new Shelf<>(capacity);
        this.prefixes = new Shelf<>(capacity);
    }

    @Override
    public long epoch() {
        return epoch;
    }

    @Override
    public Optional<CachedTranslation> translation(SourceId source, Pasid pasid, Iova address) {
        return translations.stream()
                .filter(card -> card.source().equals(source) && card.pasid().equals(pasid))
                .filter(card -> card.block().holds(address))
                .map(TranslationCard::content)
                .findFirst();
    }

    @Override
    public Optional<ContextResult> context(SourceId source) {
        return contexts.stream().filter(card -> card.source().equals(source)).map(ContextCard::content).findFirst();
    }

    @Override
    public Optional<WalkStart> prefix(DomainId domain, Iova address) {
        return prefixes.stream()
                .filter(card -> card.domain().equals(domain) && card.block().holds(address))
                .map(PrefixCard::content)
                .min(Comparator.comparingInt(WalkStart::level));
    }

    @Override
    public void fill(SourceId source, Pasid pasid, Iova address, CachedTranslation entry, long epoch) {
        if (epoch != this.epoch) {
            return; // §6.5.4: what was walked before an invalidation may be stale
        }
        switch (entry.result()) {
            case Mapping m -> keep(new TranslationCard(source, pasid, Block.around(address, m.size()),
                    new CachedTranslation(entry.domain(), entry.silent(), m.withoutSteps())));
            case Fault f -> {
                if (unit.cachingMode() && f.holeSize() > 0) {
                    keep(new TranslationCard(source, pasid, Block.around(address, f.holeSize()), entry));
                }
            }
        }
    }

    private void keep(TranslationCard card) {
        translations.put(card, old -> old.source().equals(card.source()) && old.pasid().equals(card.pasid())
                && old.block().equals(card.block()));
    }

    @Override
    public void fill(SourceId source, ContextResult entry, long epoch) {
        if (epoch == this.epoch && (unit.cachingMode() || entry instanceof TranslationContext)) {
            DomainId tag = entry instanceof TranslationContext present ? present.domain() : DomainId.ZERO; // §6.1
            contexts.put(new ContextCard(source, tag, entry), old -> old.source().equals(source));
        }
    }

    @Override
    public void fill(DomainId domain, Iova address, WalkStart entry, long epoch) {
        if (epoch == this.epoch) {
            Block block = Block.around(address, 1L << (12 + 9 * entry.level()));
            prefixes.put(new PrefixCard(domain, block, entry),
                    old -> old.domain().equals(domain) && old.block().equals(block));
        }
    }

    @Override
    public void invalidate(Invalidation command) {
        epoch++;
        switch (command) {
            case ContextInvalidation c -> contexts.drop(card -> covers(c, card));
            case IotlbInvalidation i -> {
                translations.drop(card -> covers(i, card.content().domain(), card.block()));
                boolean spared = i.granularity() == Granularity.PAGE && i.leafOnly();
                prefixes.drop(card -> !spared && covers(i, card.domain(), card.block()));
            }
        }
    }

    private boolean covers(ContextInvalidation command, ContextCard card) {
        int ignored = new int[] {0, 4, 6, 7}[command.functionMask()]; // Table 21
        return switch (command.granularity()) {
            case GLOBAL -> true;
            case DEVICE -> same(command.domain(), card.tag())
                    && ((command.source().value() ^ card.source().value()) & ~ignored) == 0;
            default -> same(command.domain(), card.tag());
        };
    }

    private boolean covers(IotlbInvalidation command, DomainId tag, Block block) {
        return switch (command.granularity()) {
            case GLOBAL -> true;
            case PAGE -> same(command.domain(), tag)
                    && block.overlaps(range(command));
            default -> same(command.domain(), tag);
        };
    }

    private Block range(IotlbInvalidation command) {
        long supported = (1L << unit.guestAddressWidth()) - 1; // §6.5.2.3: address bits above MGAW are ignored
        return Block.pages(new Iova(command.address().value() & supported), command.addressMask());
    }

    /** A command's domain-id bits above the supported width are ignored. */
    private boolean same(DomainId commanded, DomainId tag) {
        return (commanded.value() & (1 << unit.domainIdBits()) - 1) == tag.value();
    }
}
