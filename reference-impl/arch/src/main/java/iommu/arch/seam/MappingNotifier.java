package iommu.arch.seam;

import iommu.arch.DomainId;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Rights;
import iommu.arch.SourceId;
import iommu.arch.invalidation.Invalidation;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Room 08, {@code notifier}: what external caches are told of the guest's mappings (§6.1). It knows nothing of what a
 * listener does with an event, and returns events instead of delivering them; whoever holds the room delivers them, in
 * their order, before the invalidation that led to them is complete.
 *
 * <p>A listener with the wish MAP is told what the tables map for the requests without PASID of its source, as of the
 * last invalidation that covers it. A changed page is UNMAPped, then MAPped (or REPLACEd, if the listener takes that); a
 * page whose frame, rights and SNP are what the listener was told is never touched, however its tables look now: 512
 * small pages may have become a large one. No UNMAP bisects an earlier MAP. Where the <em>mode</em> changes the order is
 * UNMAP of everything, MODE, then the mappings of the new mode.
 *
 * <p>A listener with UNMAP and without MAP keeps what it has asked the unit for, which nobody else knows. So it is told
 * of everything that an invalidation covers, changed or not.
 */
public interface MappingNotifier {

    /**
     * Takes a listener in, which is told nothing before {@link #replay}.
     *
     * @return the union of all wishes from now on
     * @throws IllegalArgumentException if a listener with this id is there already
     */
    Set<Wish> add(Listener listener);

    /** Lets a listener go; it is told nothing more. @return the union of all wishes from now on */
    Set<Wish> remove(Listener listener);

    /** The invalidation has just been carried out in the unit's own caches. */
    List<Event> invalidated(Invalidation command);

    /** A device-TLB invalidation goes to this source. @param size in bytes, a power of two; 0 for all addresses */
    List<Event> deviceTlbInvalidated(SourceId source, Iova start, long size);

    /**
     * The root pointer, the translation enable or the table mode has changed, or the unit was reset.
     *
     * @param root where lookups start from now on
     */
    List<Event> unitChanged(boolean translating, Gpa root);

    /**
     * The unit answers requests of this source under this domain-id, be it from a cache. Until the source's contexts are
     * invalidated, and after that the translations of the domain, a listener that asks the unit may hold some under it.
     */
    void served(SourceId source, DomainId domain);

    /**
     * Every live mapping that the listener wishes for and has not been told yet, each once. A listener that was just
     * added is first told the mode.
     */
    List<Event> replay(Listener listener);

    /**
     * Who listens, and to what.
     *
     * @param id       chosen by the caller, unique
     * @param source   whose requests without PASID it follows
     * @param wishes   which events it takes; MODE goes to every listener
     * @param range    it is told of nothing outside
     * @param replaces it takes {@link Event.Replaced} where a piece keeps its place and size
     */
    record Listener(int id, SourceId source, Set<Wish> wishes, Range range, boolean replaces) {
        public Listener {
            wishes = Set.copyOf(wishes);
        }

        /** It listens to all addresses, and takes no REPLACE. */
        public Listener(int id, SourceId source, Set<Wish> wishes) {
            this(id, source, wishes, Range.ALL, false);
        }

        public boolean wants(Wish wish) {
            return wishes.contains(wish);
        }
    }

    /**
     * Input addresses, both ends included, so that a range can end with the last byte there is.
     *
     * @param first a multiple of 4 KiB @param last one less than a multiple of 4 KiB, unsigned not below {@code first}
     */
    record Range(Iova first, Iova last) {

        /** Every address of 64 bits. */
        public static final Range ALL = new Range(new Iova(0), new Iova(-1));

        public Range {
            if (first.offsetIn(4096) != 0 || last.offsetIn(4096) != 4095 || first.compareTo(last) > 0) {
                throw new IllegalArgumentException("a range is whole pages of 4 KiB, first to last, not " + first + " to " + last);
            }
        }

        /** @param size in bytes, a multiple of 4 KiB, not 0 */
        public static Range of(Iova first, long size) {
            return new Range(first, first.plus(size - 1));
        }

        public boolean contains(Iova address) {
            return first.compareTo(address) <= 0 && address.compareTo(last) <= 0;
        }

        /** What both hold, if that is anything. */
        public Optional<Range> and(Range other) {
            Iova from = first.compareTo(other.first) > 0 ? first : other.first;
            Iova to = last.compareTo(other.last) < 0 ? last : other.last;
            return from.compareTo(to) > 0 ? Optional.empty() : Optional.of(new Range(from, to));
        }
    }

    /** The kinds of event a listener may ask for. */
    enum Wish {
        MAP, UNMAP, DEVICE_TLB
    }

    /** How the unit treats a source's untranslated requests without PASID. */
    enum Mode {
        /** By its tables, be they empty: what is not mapped is blocked. */
        TRANSLATED,
        /** Every address stands for itself: translation is off, or the source is passed through (§3.9). */
        IDENTITY,
        /** Every request faults, whatever its address: no entry leads to tables. */
        BLOCKED
    }

    /**
     * A naturally aligned piece of a mapping.
     *
     * @param start a multiple of {@code size}
     * @param size  in bytes, a power of two of at least 4 KiB
     * @param frame where the piece lies in memory: a multiple of 4 KiB
     * @param rights not {@link Rights#NONE}
     * @param snoop SNP of the leaf: accesses snoop whatever the request's No-Snoop attribute says (§3.10)
     */
    record Piece(Iova start, long size, Gpa frame, Rights rights, boolean snoop) {
    }

    /** One thing that one listener is told. */
    sealed interface Event {

        Listener to();

        /** From now on these addresses are mapped; none of them was. */
        record Mapped(Listener to, Piece piece) implements Event {
        }

        /**
         * From now on nothing is mapped here.
         *
         * @param size in bytes, a power of two, unsigned: 2^63 at most; {@code start} is a multiple of it
         */
        record Unmapped(Listener to, Iova start, long size) implements Event {
        }

        /** A piece that was mapped at the same place, in the same size, has another frame, rights or SNP: at one stroke. */
        record Replaced(Listener to, Piece piece) implements Event {
        }

        /** Nothing is mapped when this comes: the mode of the listener's source from now on. */
        record ModeChanged(Listener to, Mode mode) implements Event {
        }

        /** The guest maps a piece to what is no memory: it is not MAPped, and this reports it. */
        record Skipped(Listener to, Piece piece) implements Event {
        }

        /** The device must drop these translations. @param size in bytes, a power of two; 0 for all addresses */
        record DeviceTlbInvalidated(Listener to, Iova start, long size) implements Event {
        }
    }
}
