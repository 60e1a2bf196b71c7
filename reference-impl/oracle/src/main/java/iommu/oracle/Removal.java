package iommu.oracle;

import iommu.arch.Capabilities;
import iommu.arch.DomainId;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.Granularity;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import java.util.Optional;

/** What a completed invalidation must have removed, by tag (§6.5.1, §6.5.2.1, §6.5.2.3, Table 17). */
final class Removal {

    private static final int[] FUNCTION_MASK = {0, 0b100, 0b110, 0b111}; // Table 21

    private final Invalidation command;
    private final int domainMask;
    private final Optional<Block> range;

    Removal(Invalidation command, Capabilities unit) {
        this.command = command;
        this.domainMask = (1 << unit.domainIdBits()) - 1;
        this.range = range(command, (1L << unit.guestAddressWidth()) - 1); // §6.5.2.3: ADDR bits above MGAW are ignored
    }

    Invalidation command() {
        return command;
    }

    /** Whether a context entry with this tag goes. */
    boolean coversContext(SourceId source, DomainId tag) {
        return command instanceof ContextInvalidation c && switch (c.granularity()) {
            case GLOBAL -> true;
            case DOMAIN -> sameDomain(c.domain(), tag);
            case DEVICE -> sameDomain(c.domain(), tag) // §6.5.2.1: source-id and domain-id must both match
                    && (source.value() & ~FUNCTION_MASK[c.functionMask()]) == (c.source().value() & ~FUNCTION_MASK[c.functionMask()]);
            case PAGE -> false;
        };
    }

    /**
     * The addresses at which IOTLB entries with this tag go.
     *
     * <p>Freedom (§6.2.4.1): a larger entry may be cached in fractions, so what lies outside the range may stay.
     */
    Optional<Block> translations(DomainId tag) {
        return command instanceof IotlbInvalidation i && (i.granularity() == Granularity.GLOBAL || sameDomain(i.domain(), tag))
                ? range : Optional.empty();
    }

    /** The addresses at which IOTLB entries of some domain go. */
    Optional<Block> range() {
        return range;
    }

    private static Optional<Block> range(Invalidation command, long addressMask) {
        return !(command instanceof IotlbInvalidation i) ? Optional.empty()
                : Optional.of(i.granularity() != Granularity.PAGE ? Block.EVERYTHING
                        : Block.of(new Iova(i.address().value() & addressMask), 12 + i.addressMask())); // §6.5.2.3: low AM bits ignored
    }

    /** Whether a paging-structure entry with this tag goes: a whole one, if it overlaps the range. */
    boolean coversPrefix(DomainId tag, Block block) {
        // §6.5.2.3: with IH=1 paging-structure entries may stay. Freedom: negative ones too.
        return !(command instanceof IotlbInvalidation i && i.granularity() == Granularity.PAGE && i.leafOnly())
                && translations(tag).map(block::overlaps).orElse(false);
    }

    /** §6.5.2.3: domain-id bits above the supported width are ignored. */
    private boolean sameDomain(DomainId given, DomainId tag) {
        return ((given.value() ^ tag.value()) & domainMask) == 0;
    }
}
