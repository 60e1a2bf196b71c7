package iommu.oracle;

import iommu.arch.Capabilities;
import iommu.arch.DomainId;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.Granularity;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.invalidation.PasidCacheInvalidation;
import iommu.arch.invalidation.PasidIotlbInvalidation;
import iommu.arch.invalidation.ScalableInvalidation;
import java.util.Optional;

/** What a completed invalidation must have removed, by tag (§6.5.1, §6.5.2.1-4, Tables 17, 23 and 24). */
final class Removal {

    /** Where it stands in the order of §6.5.2.12: each goes after every earlier one of a lower rank. */
    enum Rank { CONTEXTS, PASIDS, TRANSLATIONS, INTERRUPTS }

    private static final int[] FUNCTION_MASK = {0, 0b100, 0b110, 0b111}; // Table 21
    /** Input addresses of five first-stage levels. */
    private static final int CANONICAL_BITS = 57;

    private final Rank rank;
    private final ContextInvalidation contexts;
    private final PasidCacheInvalidation pasids;
    private final IotlbInvalidation iotlb;
    private final PasidIotlbInvalidation pasidIotlb;
    private final Descriptor.Interrupts interrupts;
    private final int domainMask;
    private final Optional<Block> range;

    Removal(Descriptor.Interrupts command, Capabilities unit) {
        contexts = null;
        pasids = null;
        iotlb = null;
        pasidIotlb = null;
        interrupts = command;
        rank = Rank.INTERRUPTS;
        domainMask = (1 << unit.domainIdBits()) - 1;
        range = Optional.empty();
    }

    Removal(Invalidation command, Capabilities unit) {
        contexts = command instanceof ContextInvalidation c ? c : null;
        iotlb = command instanceof IotlbInvalidation i ? i : null;
        pasids = null;
        pasidIotlb = null;
        interrupts = null;
        rank = contexts != null ? Rank.CONTEXTS : Rank.TRANSLATIONS;
        domainMask = (1 << unit.domainIdBits()) - 1;
        range = iotlb == null ? Optional.empty() : Optional.of(range(iotlb, (1L << unit.guestAddressWidth()) - 1));
    }

    Removal(ScalableInvalidation command, Capabilities unit) {
        contexts = null;
        iotlb = null;
        interrupts = null;
        pasids = command instanceof PasidCacheInvalidation p ? p : null;
        pasidIotlb = command instanceof PasidIotlbInvalidation p ? p : null;
        rank = pasids != null ? Rank.PASIDS : Rank.TRANSLATIONS;
        domainMask = (1 << unit.domainIdBits()) - 1;
        range = pasidIotlb == null ? Optional.empty() : Optional.of(range(pasidIotlb));
    }

    Rank rank() {
        return rank;
    }

    /** Whether a legacy context entry with this tag goes. */
    boolean coversContext(SourceId source, DomainId tag) {
        return contexts != null && switch (contexts.granularity()) {
            case GLOBAL -> true;
            case DOMAIN -> sameDomain(contexts.domain(), tag);
            case DEVICE -> sameDomain(contexts.domain(), tag) && sameSource(source); // §6.5.2.1: both must match
            case PAGE -> false;
        };
    }

    /** Whether a context-cache entry goes. */
    boolean covers(May.ContextEntry entry) {
        if (entry.reading() instanceof ContextReading.Legacy legacy) {
            return coversContext(entry.source(), legacy.tag());
        }
        // §6.2.2: scalable context entries have no domain-id, so by domain is done as global.
        return contexts != null && (contexts.granularity() != Granularity.DEVICE || sameSource(entry.source()));
    }

    /** Whether a PASID-cache entry goes (§6.5.2.2). */
    boolean covers(May.PasidEntry entry) {
        return pasids != null && switch (pasids.scope()) {
            case GLOBAL -> true;
            case DOMAIN -> sameDomain(pasids.domain(), entry.reading().tag());
            case PASID -> sameDomain(pasids.domain(), entry.reading().tag()) && pasids.pasid() == entry.pasid();
        };
    }

    /** Whether the interrupt entry of this index goes (§6.5.2.8). */
    boolean coversInterrupt(int index) {
        return interrupts != null
                && (interrupts.all() || index >>> interrupts.mask() == interrupts.index() >>> interrupts.mask());
    }

    Optional<Block> translations(DomainId tag) {
        return translations(Tag.plain(tag));
    }

    /**
     * The addresses at which IOTLB entries with this tag go.
     *
     * <p>Freedom (§6.2.4.1): a larger entry may be cached in fractions, so what lies outside the range may stay.
     */
    Optional<Block> translations(Tag tag) {
        if (iotlb != null) {
            boolean tagged = iotlb.granularity() == Granularity.GLOBAL || sameDomain(iotlb.domain(), tag.domain());
            return !tagged ? Optional.empty() // Table 23: by page, first-stage and nested entries of the domain go at any address
                    : tag.kind() == Tag.Kind.FIRST_STAGE ? Optional.of(Block.EVERYTHING) : range;
        }
        boolean reached = pasidIotlb != null && tag.kind() != Tag.Kind.PLAIN && pasidIotlb.pasid() == tag.pasid()
                && sameDomain(pasidIotlb.domain(), tag.domain())
                && (tag.kind() == Tag.Kind.FIRST_STAGE || !pasidIotlb.pageSelective()); // Table 24
        return reached ? range : Optional.empty();
    }

    /** The addresses at which IOTLB entries of some domain go. */
    Optional<Block> range() {
        return range;
    }

    boolean coversPrefix(DomainId tag, Block block) {
        return coversPrefix(Tag.plain(tag), block);
    }

    /** Whether a paging-structure entry with this tag goes: a whole one, if it overlaps the range. */
    boolean coversPrefix(Tag tag, Block block) {
        // §6.5.2.3, §6.5.2.4: with IH=1 paging-structure entries may stay. Freedom: negative ones too.
        boolean leafOnly = iotlb != null
                ? iotlb.granularity() == Granularity.PAGE && iotlb.leafOnly() && tag.kind() != Tag.Kind.FIRST_STAGE
                : pasidIotlb != null && pasidIotlb.pageSelective() && pasidIotlb.leafOnly();
        return !leafOnly && translations(tag).map(block::overlaps).orElse(false);
    }

    private static Block range(IotlbInvalidation command, long addressMask) {
        // §6.5.2.3: bits above MGAW and low AM bits are ignored.
        return command.granularity() != Granularity.PAGE ? Block.EVERYTHING
                : Block.of(new Iova(command.address().value() & addressMask), 12 + command.addressMask());
    }

    private static Block range(PasidIotlbInvalidation command) {
        int bits = 12 + command.addressMask();
        if (!command.pageSelective() || bits >= CANONICAL_BITS) {
            return Block.EVERYTHING;
        }
        long canonical = command.address().value() << 64 - CANONICAL_BITS >> 64 - CANONICAL_BITS; // Table 18: tags end at bit 56
        return Block.of(new Iova(canonical), bits);
    }

    private boolean sameSource(SourceId source) {
        int ignored = FUNCTION_MASK[contexts.functionMask()];
        return (source.value() & ~ignored) == (contexts.source().value() & ~ignored);
    }

    /** §6.5.2.3: domain-id bits above the supported width are ignored. */
    private boolean sameDomain(DomainId given, DomainId tag) {
        return ((given.value() ^ tag.value()) & domainMask) == 0;
    }
}
