package iommu.emulator.shadow;

import iommu.arch.seam.MappingNotifier.Event;
import iommu.arch.seam.MappingNotifier.Listener;
import iommu.arch.seam.MappingNotifier.Mode;
import iommu.arch.seam.MappingNotifier.Piece;
import iommu.arch.seam.MemoryMap;
import iommu.emulator.told.FollowLimits;
import iommu.emulator.told.ToldMappings;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** The shadow of one listener: the way to its source's tables, the tables, and what it has been told of them. */
final class Follower {

    private final Listener listener;
    private final Roads roads;
    private final TrapIndex index;
    private final ToldMappings told;
    private final Tree tree;
    private final List<Stretch> stretches = new ArrayList<>();
    private Plan plan;

    Follower(Listener listener, MemoryMap map, Roads roads, TrapIndex index, FollowLimits limits) {
        this.listener = listener;
        this.roads = roads;
        this.index = index;
        this.told = new ToldMappings(listener, map, limits);
        this.tree = new Tree(this, roads.memory(), index, limits);
    }

    Listener listener() {
        return listener;
    }

    /** Goes the way from the root table anew. @return what the listener must be told; at first the mode, and all mappings */
    List<Event> follow(Unit unit) {
        stretches.forEach(index::remove);
        stretches.clear();
        Plan next = roads.follow(unit, listener.source(),
                (kind, at, size) -> stretches.add(new Stretch(this, kind, at, size)));
        stretches.forEach(index::add);
        if (next.equals(plan)) {
            return List.of();
        }
        boolean sameMode = plan != null && plan.mode() == next.mode();
        plan = next;
        List<Event> events = new ArrayList<>();
        if (!sameMode) {
            events.addAll(told.unmapAll());
            events.add(new Event.ModeChanged(listener, next.mode()));
        }
        List<Piece> mapped = tree.replant(next, Window.of(listener.range()));
        if (next.mode() == Mode.TRANSLATED) {
            events.addAll(tell(Window.ALL, mapped));
        }
        return events;
    }

    /** These bytes, of which the shadow has these uses, have been stored to. @return what the listener must be told */
    List<Event> stored(List<Use> uses, Bytes stored, Unit unit) {
        List<Event> events = new ArrayList<>();
        if (uses.stream().anyMatch(Stretch.class::isInstance)) {
            events.addAll(follow(unit));
        }
        List<TableUse> tables = uses.stream().filter(TableUse.class::isInstance).map(TableUse.class::cast)
                .sorted(Comparator.comparingInt(TableUse::depth)).toList(); // what is above may drop what is below
        for (TableUse table : tables) {
            if (!table.isDropped()) {
                events.addAll(table.reread(stored));
            }
        }
        return events;
    }

    /** @param inputs what has been read @param found what is mapped there */
    List<Event> tell(Window inputs, List<Piece> found) {
        return told.update(inputs.range(), found.iterator());
    }

    /** Nothing is trapped for it any more. */
    void leave() {
        stretches.forEach(index::remove);
        stretches.clear();
        tree.fell();
    }
}
