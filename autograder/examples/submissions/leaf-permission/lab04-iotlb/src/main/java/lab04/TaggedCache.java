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
import java.util.Optional;

/** Like hardware: fixed arrays of lines that are scanned, and a round-robin pointer for the victim. */
public class TaggedCache implements TranslationCache {

    private final Capabilities capabilities;
    private final Line[] iotlb;
    private final Line[] contextCache;
    private final Line[] structureCache;
    private long epoch;

    /** One line of any of the caches. */
    private static class Line {
        boolean valid;
        int source;
        int pasid;
        int did;
        long first;
        long last;
        long stamp;
        Object data;
    }

    public TaggedCache(Capabilities capabilities, int capacity) {
        this.capabilities = capabilities;
        iotlb = lines(capacity);
        contextCache = lines(capacity);
        structureCache = lines(capacity);
    }

    private static Line[] lines(int count) {
        Line[] lines = new Line[count];
        for (int i = 0; i < count; i++) {
            lines[i] = new Line();
        }
        return lines;
    }

    @Override
    public long epoch() {
        return epoch;
    }

    @Override
    public Optional<CachedTranslation> translation(SourceId source, Pasid pasid, Iova address) {
        for (Line line : iotlb) {
            if (line.valid && line.source == source.value() && line.pasid == pasid.value()
                    && contains(line, address.value())) {
                return Optional.of((CachedTranslation) line.data);
            }
        }
        return Optional.empty();
    }

    @Override
    public Optional<ContextResult> context(SourceId source) {
        for (Line line : contextCache) {
            if (line.valid && line.source == source.value()) {
                return Optional.of((ContextResult) line.data);
            }
        }
        return Optional.empty();
    }

    @Override
    public Optional<WalkStart> prefix(DomainId domain, Iova address) {
        WalkStart deepest = null;
        for (Line line : structureCache) {
            if (line.valid && line.did == domain.value() && contains(line, address.value())) {
                WalkStart found = (WalkStart) line.data;
                if (deepest == null || found.level() < deepest.level()) {
                    deepest = found;
                }
            }
        }
        return Optional.ofNullable(deepest);
    }

    private static boolean contains(Line line, long address) {
        return line.first <= address && address <= line.last;
    }

    private long clock;

    /** The line with this very tag, or an empty one, or the one that was written longest ago. */
    private Line victim(Line[] cache, int source, int did, long first, long size) {
        Line choice = null;
        for (Line line : cache) {
            if (line.valid && line.source == source && line.did == did && line.first == first
                    && line.last == first + size - 1) {
                choice = line;
                break;
            }
            if (choice == null || (choice.valid && (!line.valid || line.stamp < choice.stamp))) {
                choice = line;
            }
        }
        if (choice == null) {
            return new Line(); // capacity 0: written and forgotten
        }
        choice.valid = true;
        choice.source = source;
        choice.did = did;
        choice.first = first;
        choice.last = first + size - 1;
        choice.stamp = ++clock;
        return choice;
    }

    @Override
    public void fill(SourceId source, Pasid pasid, Iova address, CachedTranslation entry, long epoch) {
        long size = 0;
        CachedTranslation kept = entry;
        if (entry.result() instanceof Mapping mapping) {
            size = mapping.size();
            kept = new CachedTranslation(entry.domain(), entry.silent(), mapping.withoutSteps());
        } else if (entry.result() instanceof Fault fault && capabilities.cachingMode()) {
            size = fault.holeSize();
        }
        if (size == 0 || epoch < this.epoch) {
            return;
        }
        long first = address.value() - address.value() % size;
        for (Line old : iotlb) { // the newest word on these addresses counts
            boolean apart = old.last < first || old.first > first + size - 1;
            old.valid = old.valid && (apart || old.source != source.value() || old.pasid != pasid.value());
        }
        Line line = victim(iotlb, source.value(), entry.domain().value(), first, size);
        line.pasid = pasid.value();
        line.data = kept;
    }

    @Override
    public void fill(SourceId source, ContextResult entry, long epoch) {
        if (epoch < this.epoch) {
            return;
        }
        int did = 0;
        if (entry instanceof TranslationContext context) {
            did = context.domain().value();
        } else if (!capabilities.cachingMode()) {
            return;
        }
        for (Line line : contextCache) {
            line.valid = line.valid && line.source != source.value();
        }
        victim(contextCache, source.value(), did, 0, 1).data = entry;
    }

    @Override
    public void fill(DomainId domain, Iova address, WalkStart entry, long epoch) {
        if (epoch < this.epoch) {
            return;
        }
        long size = 1L << (12 + 9 * entry.level());
        victim(structureCache, 0, domain.value(), address.alignedTo(size).value(), size).data = entry;
    }

    @Override
    public void invalidate(Invalidation command) {
        epoch = epoch + 1;
        switch (command) {
            case ContextInvalidation c -> {
                for (Line line : contextCache) {
                    if (contextMatches(c, line)) {
                        line.valid = false;
                    }
                }
            }
            case IotlbInvalidation i -> {
                for (Line line : iotlb) {
                    if (matches(i, line)) {
                        line.valid = false;
                    }
                }
                for (Line line : structureCache) {
                    if (matches(i, line) && !(i.granularity() == Granularity.PAGE && i.leafOnly())) {
                        line.valid = false;
                    }
                }
            }
        }
    }

    private int did(DomainId domain) {
        int width = capabilities.domainIdBits();
        return domain.value() % (1 << width);
    }

    private boolean contextMatches(ContextInvalidation command, Line line) {
        if (command.granularity() == Granularity.GLOBAL) {
            return true;
        }
        if (line.did != did(command.domain())) {
            return false;
        }
        int dontCare = switch (command.functionMask()) {
            case 1 -> 0b100;
            case 2 -> 0b110;
            case 3 -> 0b111;
            default -> 0;
        };
        return command.granularity() == Granularity.DOMAIN
                || (line.source | dontCare) == (command.source().value() | dontCare);
    }

    private boolean matches(IotlbInvalidation command, Line line) {
        if (command.granularity() == Granularity.GLOBAL) {
            return true;
        }
        if (line.did != did(command.domain())) {
            return false;
        }
        if (command.granularity() == Granularity.DOMAIN || command.addressMask() >= 51) {
            return true;
        }
        long supported = -1L >>> (64 - capabilities.guestAddressWidth());
        long address = command.address().value() & supported;
        long bytes = 4096L << command.addressMask();
        long first = address & -bytes;
        return first <= line.last && line.first <= first + bytes - 1;
    }
}
