package iommu.guest;

import iommu.arch.DomainId;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import java.util.List;
import java.util.Set;

/**
 * One store to a structure that the unit may cache, in legacy mode.
 *
 * <p>A change is judged by what the entry <em>was</em>: that is what may be cached. If an entry changed twice, both
 * changes are owed for, each by the invalidations since it.
 */
public sealed interface Change {

    /** What an entry says to the unit. */
    enum Entry {
        ABSENT,
        /** Present, and every request that meets it faults. */
        ERRONEOUS,
        /** It points to a next table, or to a context: any sound entry but a leaf. */
        TABLE,
        /** A paging entry that names a frame. */
        LEAF;

        /** Whether some request can be translated by it. */
        public boolean sound() {
            return this == TABLE || this == LEAF;
        }
    }

    Entry before();

    /** A root entry, and with it the context entries of its bus. */
    record Root(Entry before) implements Change {
    }

    /**
     * A context entry.
     *
     * @param domain  DID of the old entry if it was sound, else of the new one
     * @param domains DID of every further entry that the source had since its context entries were last invalidated
     */
    record Context(SourceId source, Entry before, DomainId domain, Set<DomainId> domains) implements Change {
        public Context {
            domains = Set.copyOf(domains);
        }

        public Context(SourceId source, Entry before, DomainId domain) {
            this(source, before, domain, Set.of());
        }
    }

    /** An aligned block of {@code 2^order} pages. */
    record Block(Iova start, int order) {
        public Block {
            start = start.alignedTo(4096L << order);
        }
    }

    /**
     * A second-stage entry.
     *
     * @param domains every domain-id under which the table is or was reachable since it was last invalidated for
     * @param address an address that the entry translates
     * @param level   1 for an entry of a page table, up to 5
     * @param pages   the pages with translations that used the entry, or use it now (§6.5.3.3); none if the tables under
     *                it are empty
     */
    record Paging(Set<DomainId> domains, Iova address, int level, Entry before, Entry after, List<Block> pages)
            implements Change {
        public Paging {
            domains = Set.copyOf(domains);
            pages = List.copyOf(pages);
            if (level < 1 || level > 5) {
                throw new IllegalArgumentException("a paging entry has level 1 to 5, not " + level);
            }
        }

        /** A leaf; or an entry under which any page may have a translation. */
        public Paging(Set<DomainId> domains, Iova address, int level, Entry before, Entry after) {
            this(domains, address, level, before, after, List.of(new Block(address, 9 * (level - 1))));
        }

        /** What the entry translates. */
        Block range() {
            return new Block(address, 9 * (level - 1));
        }
    }

    /** A domain-id that is given to another table; its old users are gone. */
    record Reuse(DomainId domain) implements Change {
        @Override
        public Entry before() {
            return Entry.TABLE;
        }
    }
}
