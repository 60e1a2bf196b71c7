package iommu.emulator.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Capabilities;
import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import iommu.arch.TableMemory;
import iommu.arch.register.TableMode;
import iommu.arch.seam.MappingNotifier.Event;
import iommu.arch.seam.MappingNotifier.Listener;
import iommu.arch.seam.MappingNotifier.Piece;
import iommu.arch.seam.MappingNotifier.Wish;
import iommu.arch.seam.ShadowTables;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;

/** A guest whose stores are trapped where the room says so, and the external caches that the room keeps. */
final class ShadowGuest {

    static final SourceId DEVICE = SourceId.parse("00:03.0");

    final Capabilities unit;
    final ShadowTables room;
    private final Map<Long, Long> words = new TreeMap<>();
    private final Map<Listener, HostMap> hosts = new LinkedHashMap<>();
    private final Map<String, Long> told = new TreeMap<>();
    private Unit state = Unit.RESET;
    private long reads;

    ShadowGuest(Capabilities unit, Function<TableMemory, ShadowTables> room) {
        this.unit = unit;
        this.room = room.apply(new Counting());
    }

    /** Memory as the processor sees it; whoever reads it is counted. */
    private final class Counting implements TableMemory {

        @Override
        public OptionalLong read64(Gpa at) {
            reads++;
            return OptionalLong.of(word(at.value()));
        }

        @Override
        public Optional<Entry128> read128(Gpa at) {
            reads++;
            return Optional.of(new Entry128(word(at.value()), word(at.value() + 8)));
        }
    }

    long word(long at) {
        return words.getOrDefault(at, 0L);
    }

    /** How often the room has read memory since this was last asked. */
    long reads() {
        long before = reads;
        reads = 0;
        return before;
    }

    /** Stores 8 bytes. */
    ShadowGuest store(long at, long value) {
        words.put(at, value);
        return trap(at, 8);
    }

    /** Stores 16 bytes at once. */
    ShadowGuest store(long at, long low, long high) {
        words.put(at, low);
        words.put(at + 8, high);
        return trap(at, 16);
    }

    /** Stores 4 bytes. */
    ShadowGuest store(long at, int value) {
        long word = at & ~7L;
        int shift = (int) (at & 4) * 8;
        words.put(word, word(word) & ~(0xFFFF_FFFFL << shift) | (value & 0xFFFF_FFFFL) << shift);
        return trap(at, 4);
    }

    private ShadowGuest trap(long at, int size) {
        if (room.trapped().contains(new Gpa(at).alignedTo(4096))) {
            deliver(room.stored(new Gpa(at), size));
        }
        return this;
    }

    /** Translation is on, in legacy mode. */
    ShadowGuest legacy(long root) {
        return changed(new Unit(true, new Gpa(root), TableMode.LEGACY, false));
    }

    /** Translation is on, in scalable mode. */
    ShadowGuest scalable(long root) {
        return changed(new Unit(true, new Gpa(root), TableMode.SCALABLE, false));
    }

    ShadowGuest changed(Unit next) {
        state = next;
        deliver(room.unitChanged(next.translating(), next.root(), next.mode(), next.separateRights()));
        return this;
    }

    HostMap listen(SourceId source) {
        return listen(new Listener(hosts.size(), source, Set.of(Wish.MAP, Wish.UNMAP)));
    }

    HostMap listen(Listener listener) {
        HostMap host = new HostMap();
        hosts.put(listener, host);
        deliver(room.add(listener));
        return host;
    }

    void deliver(List<Event> events) {
        for (Event event : events) {
            told.merge(event instanceof Event.ModeChanged m ? m.mode().name() : event.getClass().getSimpleName(), 1L, Long::sum);
            hosts.get(event.to()).on(event);
        }
    }

    /** How many events of each kind there have been. */
    Map<String, Long> told() {
        return told;
    }

    /** Every listener's view is what a walk from the root finds now, at these pages and at the ends of all its pieces. */
    void assertViews(List<Iova> pages) {
        look(pages);
    }

    /**
     * And the pages trapped are those that such walks read.
     *
     * @param exact all of them; else at most these: a walk may go on reading where a flag that can't be set ends it
     */
    void assertViewsAndTraps(List<Iova> pages, boolean exact) {
        Set<Gpa> read = look(pages);
        if (exact) {
            assertThat(new LinkedHashSet<>(room.trapped())).isEqualTo(read);
        } else {
            assertThat(read).containsAll(room.trapped());
        }
    }

    private Set<Gpa> look(List<Iova> pages) {
        ScratchView scratch = new ScratchView(new Counting(), unit, state);
        long before = reads;
        hosts.forEach((listener, host) -> {
            SourceId source = listener.source();
            assertThat(host.mode()).as("mode of " + source).isEqualTo(scratch.mode(source));
            List<Iova> asked = new ArrayList<>(pages);
            for (Piece piece : host.pieces()) {
                asked.add(piece.start());
                asked.add(piece.start().plus(piece.size() - 4096));
            }
            asked.stream().filter(listener.range()::contains)
                    .forEach(page -> assertThat(host.at(page)).as(source + " " + page).isEqualTo(scratch.at(source, page)));
        });
        reads = before;
        return scratch.pages();
    }

    /** How many pieces the listeners have mapped. */
    int mapped() {
        return hosts.values().stream().mapToInt(host -> host.pieces().size()).sum();
    }
}
