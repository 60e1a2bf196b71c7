package iommu.grade.told;

import iommu.arch.ContextResult;
import iommu.arch.DomainId;
import iommu.arch.Fault;
import iommu.arch.SourceId;
import iommu.arch.TranslationContext;
import java.util.Arrays;

/**
 * What invalidations know an entry of a cache by.
 *
 * @param source of a context entry; 0 for others
 * @param start  of the addresses that it stands for, and their {@code span}; 0 for a context entry
 */
public record CacheEntry(Of of, int source, int domain, long start, long span) {

    /** Which cache. */
    public enum Of {
        CONTEXTS, PAGES, PREFIXES
    }

    public static CacheEntry context(SourceId source, ContextResult entry) {
        int domain = switch (entry) {
            case TranslationContext context -> context.domain().value();
            case Fault fault -> 0; // §6.1
        };
        return new CacheEntry(Of.CONTEXTS, source.value(), domain, 0, 0);
    }

    public static CacheEntry page(DomainId domain, long start, long span) {
        return new CacheEntry(Of.PAGES, 0, domain.value(), start, span);
    }

    public static CacheEntry prefix(DomainId domain, long start, long span) {
        return new CacheEntry(Of.PREFIXES, 0, domain.value(), start, span);
    }

    String text() {
        return String.join(" ", of.name(), Integer.toHexString(source), Integer.toHexString(domain), Long.toHexString(start), Long.toHexString(span));
    }

    static CacheEntry read(String text) {
        String[] words = text.split(" ");
        if (words.length != Of.values().length + 2) {
            throw new IllegalArgumentException("no entry of a cache: " + Arrays.toString(words));
        }
        return new CacheEntry(Of.valueOf(words[0]), Integer.parseInt(words[1], 16), Integer.parseInt(words[2], 16),
                Long.parseUnsignedLong(words[3], 16), Long.parseUnsignedLong(words[4], 16));
    }
}
