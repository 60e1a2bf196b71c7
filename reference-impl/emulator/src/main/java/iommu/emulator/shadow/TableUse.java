package iommu.emulator.shadow;

import iommu.arch.Gpa;
import iommu.arch.seam.MappingNotifier.Event;
import iommu.arch.seam.MappingNotifier.Piece;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A paging table in use, and under each of its entries the use of the table that the entry leads to. */
final class TableUse implements Use {

    private final Tree tree;
    private final Place place;
    private final int depth;
    private final Map<Integer, TableUse> below = new TreeMap<>();
    private boolean dropped;

    /** @param depth how many tables are read before it */
    TableUse(Tree tree, Place place, int depth) {
        this.tree = tree;
        this.place = place;
        this.depth = depth;
    }

    int depth() {
        return depth;
    }

    /** It is not in use any more. */
    boolean isDropped() {
        return dropped;
    }

    /** Reads all of it that is asked for, and all below. @param found gets what is mapped, in ascending order */
    void read(List<Piece> found) {
        for (int index = place.firstEntry(); index <= place.lastEntry(); index++) {
            grow(index, tree.step(place, index), found);
        }
    }

    /** These bytes of the table have been stored to. @return what the listener must be told */
    List<Event> reread(Bytes stored) {
        List<Event> events = new ArrayList<>();
        int last = Math.min(stored.lastEntry(), place.lastEntry());
        for (int index = Math.max(stored.firstEntry(), place.firstEntry()); index <= last; index++) {
            events.addAll(reread(index));
        }
        return events;
    }

    private List<Event> reread(int index) {
        Step step = tree.step(place, index);
        TableUse old = below.get(index);
        if (old != null && step.equals(new Step.Down(old.place))) {
            return List.of(); // nothing that counts has changed in the entry: nothing has below it
        }
        if (old != null) {
            below.remove(index);
            old.drop();
        }
        List<Piece> found = new ArrayList<>();
        grow(index, step, found);
        return tree.tell(place.goal().inputs(place.part(index)), found);
    }

    private void grow(int index, Step step, List<Piece> found) {
        switch (step) {
            case Step.Stop stop -> { }
            case Step.Reached(Piece piece) -> tree.found(piece, found);
            case Step.Down(Place next) -> {
                TableUse use = tree.use(next, depth + 1);
                below.put(index, use);
                use.read(found);
            }
        }
    }

    /** Nobody needs the table in this place any more, nor what is below it. */
    void drop() {
        dropped = true;
        tree.gone(this);
        below.values().forEach(TableUse::drop);
        below.clear();
    }

    @Override
    public Follower owner() {
        return tree.owner();
    }

    @Override
    public TrapKind kind() {
        return place.firstStage() ? TrapKind.FIRST_STAGE : TrapKind.SECOND_STAGE;
    }

    @Override
    public Gpa page() {
        return place.table();
    }

    @Override
    public boolean isTouchedBy(Bytes stored) {
        return stored.lastEntry() >= place.firstEntry() && stored.firstEntry() <= place.lastEntry();
    }
}
