package iommu.emulator.told;

import iommu.arch.Iova;
import iommu.arch.seam.MappingNotifier.Event;
import iommu.arch.seam.MappingNotifier.Listener;
import iommu.arch.seam.MappingNotifier.Piece;
import iommu.arch.seam.MappingNotifier.Range;
import iommu.arch.seam.MappingNotifier.Wish;
import iommu.arch.seam.MemoryMap;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * What one listener with the wish MAP has been told: disjoint pieces, by address (§6.1).
 *
 * <pre>
 *  told    │ 4K │ 4K │      │      2M      │        │    2M    │
 *  tables  │    2M, same frames ...│        │   4K   │ 2M, other frame
 *  events         none             UNMAP    MAP      UNMAP, MAP (or REPLACE)
 * </pre>
 *
 * <p>Pages are compared, not pieces: what has the same frame, rights and SNP is left alone, however large the piece
 * that says so. New pieces are natural ones, as large as the table's leaf, the listener's range and the places that
 * didn't change allow. An UNMAP covers whole earlier MAPs: where only a part of a large piece has changed, all of it is
 * UNMAPped, and what is left of it MAPped again. That rest is what the tables say inside the block that is compared, and
 * what was told before outside of it, of which nothing is known anew.
 *
 * <p>What is no memory is reported as skipped when it comes, and kept in mind so that it is not reported twice. What
 * lies, or leads to, where interrupts go is not mapped at all (§3.15).
 */
public final class ToldMappings {

    private static final long PAGE = 1 << 12;

    private final Listener listener;
    private final MemoryMap memory;
    private final FollowLimits limits;
    private final NavigableMap<Iova, Told> told = new TreeMap<>();

    /** With the limits that suit a guest of some gigabytes. */
    public ToldMappings(Listener listener, MemoryMap memory) {
        this(listener, memory, FollowLimits.DEFAULT);
    }

    /** Nothing has been told yet. @throws IllegalArgumentException if the listener has no wish MAP */
    public ToldMappings(Listener listener, MemoryMap memory, FollowLimits limits) {
        if (!listener.wants(Wish.MAP)) {
            throw new IllegalArgumentException("listener " + listener.id() + " takes no MAP: there is nothing to remember");
        }
        this.listener = listener;
        this.memory = memory;
        this.limits = limits;
    }

    public Listener listener() {
        return listener;
    }

    /**
     * The tables have been read anew here.
     *
     * @param block what was read; the part of it in the listener's range counts
     * @param now   what is mapped there: ascending, disjoint; pieces may reach beyond the block
     * @return the events that make it so, which the listener is told from now on
     * @throws Unfollowable if there are more pieces than the limits allow; then nothing more may be asked of this
     */
    public List<Event> update(Range block, Iterator<Piece> now) {
        return block.and(listener.range()).map(window -> compare(window, now)).orElse(List.of());
    }

    private List<Event> compare(Range window, Iterator<Piece> now) {
        Comparison comparison = new Comparison(window, new Tables(window, now, limits));
        Iova from = told.floorKey(window.first());
        for (Told piece : told.subMap(from == null ? window.first() : from, true, window.last(), true).values()) {
            if (Long.compareUnsigned(piece.last(), window.first().value()) >= 0) {
                comparison.told(piece);
            }
        }
        List<Event> events = new ArrayList<>();
        comparison.finish().forEach(change -> apply(change, events));
        return events;
    }

    /** Nothing is mapped any more. @return the UNMAPs, in natural blocks of whole pieces */
    public List<Event> unmapAll() {
        List<Event> events = new ArrayList<>();
        unmap(told.values(), events);
        told.clear();
        return events;
    }

    /** What the listener has mapped, ascending. */
    public List<Piece> pieces() {
        return told.values().stream().filter(piece -> !piece.skipped()).map(Told::piece).toList();
    }

    private void apply(Change change, List<Event> events) {
        List<Event> afterwards = new ArrayList<>();
        Map<Iova, Told> gone = new LinkedHashMap<>();
        change.gone().forEach(piece -> gone.put(piece.piece().start(), told.remove(piece.piece().start())));
        List<Told> parts = new ArrayList<>();
        change.fresh().forEach(run -> run.addParts(parts));
        for (Told part : parts) {
            if (part.skipped()) {
                told.put(part.piece().start(), part); // it was reported already
            } else {
                tell(part, gone, afterwards);
            }
        }
        unmap(gone.values(), events);
        events.addAll(afterwards);
    }

    /** @param gone loses what one event replaces */
    private void tell(Told part, Map<Iova, Told> gone, List<Event> events) {
        List<Told> pieces = new ArrayList<>(1);
        split(part, pieces);
        for (Told piece : pieces) {
            told.put(piece.piece().start(), piece);
            limits.demand(told.size());
            if (piece.skipped()) {
                events.add(new Event.Skipped(listener, piece.piece()));
            } else if (listener.replaces() && keepsPlace(piece, gone.get(piece.piece().start()))) {
                gone.remove(piece.piece().start());
                events.add(new Event.Replaced(listener, piece.piece()));
            } else {
                events.add(new Event.Mapped(listener, piece.piece()));
            }
        }
    }

    private static boolean keepsPlace(Told piece, Told old) {
        return old != null && !old.skipped() && old.piece().size() == piece.piece().size();
    }

    /** Cuts a piece that is partly memory, down to pages; the parts that are none become as large as they can be. */
    private void split(Told part, List<Told> pieces) {
        Piece piece = part.piece();
        if (memory.isMemory(piece.frame(), piece.size())) {
            pieces.add(part);
            return;
        }
        if (piece.size() > PAGE) {
            int before = pieces.size();
            long half = piece.size() / 2;
            split(part.part(piece.start(), half), pieces);
            split(part.part(piece.start().plus(half), half), pieces);
            if (pieces.size() != before + 2 || !pieces.getLast().skipped() || !pieces.get(before).skipped()) {
                return;
            }
            pieces.subList(before, before + 2).clear();
        }
        pieces.add(new Told(piece, true));
    }

    private void unmap(Collection<Told> pieces, List<Event> events) {
        if (!listener.wants(Wish.UNMAP)) {
            return;
        }
        Deque<Block> blocks = new ArrayDeque<>();
        for (Told piece : pieces) {
            if (!piece.skipped()) {
                add(new Block(piece.piece().start(), piece.piece().size()), blocks);
            }
        }
        blocks.descendingIterator().forEachRemaining(b -> events.add(new Event.Unmapped(listener, b.start(), b.size())));
    }

    private static void add(Block block, Deque<Block> blocks) {
        Block whole = block;
        while (!blocks.isEmpty() && blocks.peek().isLowerHalfWith(whole)) {
            Block lower = blocks.pop();
            whole = new Block(lower.start(), 2 * lower.size());
        }
        blocks.push(whole);
    }
}
