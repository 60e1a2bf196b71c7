package iommu.emulator.shadow;

import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Rights;
import iommu.arch.TableMemory;
import iommu.arch.seam.MappingNotifier.Event;
import iommu.arch.seam.MappingNotifier.Piece;
import iommu.emulator.told.FollowLimits;
import iommu.emulator.told.Unfollowable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The paging tables that one listener's source uses, each in every place where it is used.
 *
 * <pre>
 *  one stage   top ── table ── table ── page
 *  nested      second stage of the top's page ── top ── second stage of the next table's page ── table ── … ── page
 * </pre>
 *
 * <p>Nested, each first-stage table hangs below the second-stage tables that its own page is found by, and each page of
 * the first stage has second-stage tables below it (§3.8). So whatever table is stored to, all that depends on an entry
 * of it is below that entry.
 */
final class Tree {

    private final Follower owner;
    private final TableMemory memory;
    private final TrapIndex index;
    private final FollowLimits limits;
    private final List<TableUse> tops = new ArrayList<>();
    private Plan plan = Plan.BLOCKED;
    private int tables;

    Tree(Follower owner, TableMemory memory, TrapIndex index, FollowLimits limits) {
        this.owner = owner;
        this.memory = memory;
        this.index = index;
        this.limits = limits;
    }

    Follower owner() {
        return owner;
    }

    /** Follows other tables from now on. @param asked which requests' addresses count @return what they map, ascending */
    List<Piece> replant(Plan next, Window asked) {
        fell();
        plan = next;
        List<Piece> found = new ArrayList<>();
        for (Place top : tops(asked)) {
            TableUse use = use(top, 0);
            tops.add(use);
            use.read(found);
        }
        return found;
    }

    /** Follows no table any more. */
    void fell() {
        tops.forEach(TableUse::drop);
        tops.clear();
    }

    private List<Place> tops(Window asked) {
        if (plan.first().isPresent()) {
            Plan.First first = plan.first().get();
            long half = 1L << Level.width(first.levels()) - 1;
            return List.of(new Window(0, half - 1), new Window(-half, -1)).stream() // §3.6: canonical addresses
                    .flatMap(canonical -> canonical.and(asked).stream())
                    .map(window -> firstStageTable(first.levels(), first.top().value(), window, Rights.RW)).toList();
        }
        return plan.second().stream()
                .flatMap(second -> Window.ofWidth(second.width()).and(asked).stream()) // §7.1.3 LGN.1.1, SGN.5
                .map(window -> secondStage(window, Goal.REQUESTS)).toList();
    }

    /** Where an entry leads, as memory is now. */
    Step step(Place at, int entry) {
        OptionalLong bits = memory.read64(at.entry(entry));
        if (bits.isEmpty()) {
            return Step.STOP; // §7.1.3 LSS.1, SSS.1, SFS.1
        }
        Meaning meaning = at.firstStage() ? firstStage().of(bits.getAsLong(), at.level(), at.above(), at.ground())
                : second().rules().of(bits.getAsLong(), at.level(), at.above());
        return switch (meaning) {
            case Meaning.Nothing nothing -> Step.STOP;
            case Meaning.Table table when at.firstStage() -> new Step.Down(
                    firstStageTable(at.level() - 1, table.address(), at.part(entry), table.rights()));
            case Meaning.Table table -> at.goal().isServedBy(table.rights()) ? new Step.Down(at.below(entry, table)) : Step.STOP;
            case Meaning.Page page -> at.goal().isServedBy(page.rights()) ? leaf(at, entry, page) : Step.STOP;
        };
    }

    private Step leaf(Place at, int entry, Meaning.Page page) {
        long size = Level.span(at.level());
        if (at.firstStage() && plan.second().isPresent()) {
            Window output = Window.block(page.address(), size);
            long start = at.part(entry).from() & -size;
            return new Step.Down(secondStage(output, new Goal.ToPage(start - output.from(), page.usable(), size)));
        }
        return switch (at.goal()) {
            case Goal.ToPage goal -> reached(at.part(entry).from(), page, size, goal);
            case Goal.ToTable goal -> table(at.part(entry).from() & size - 1, page, goal);
        };
    }

    /** The smaller of the two stages' pages, and what both allow (§3.8). */
    private static Step reached(long address, Meaning.Page page, long leafSize, Goal.ToPage goal) {
        long size = Math.min(leafSize, goal.size());
        Rights rights = page.usable().and(goal.rights());
        if (rights == Rights.NONE) {
            return Step.STOP;
        }
        long start = address & -size;
        return new Step.Reached(new Piece(new Iova(start + goal.shift()), size,
                new Gpa(page.address() + (start & leafSize - 1)), rights, page.snoop()));
    }

    /** @param offset of the table in the page */
    private static Step table(long offset, Meaning.Page page, Goal.ToTable goal) {
        return new Step.Down(new Place(true, goal.level(), new Gpa(page.address() + offset), goal.inputs(),
                goal.above(), page.rights(), Goal.REQUESTS));
    }

    /** @param address of the table, in the first stage's output */
    private Place firstStageTable(int level, long address, Window inputs, Rights above) {
        if (plan.second().isPresent()) {
            return secondStage(Window.block(address, Level.PAGE), new Goal.ToTable(level, inputs, above,
                    second().rules().flags()));
        }
        return new Place(true, level, new Gpa(address), inputs, above, Rights.RW, Goal.REQUESTS);
    }

    private Place secondStage(Window window, Goal goal) {
        return new Place(false, second().levels(), second().top(), window, Rights.RW, Rights.RW, goal);
    }

    private Plan.Second second() {
        return plan.second().orElseThrow();
    }

    private FirstStageRules firstStage() {
        return plan.first().map(Plan.First::rules).orElseThrow();
    }

    TableUse use(Place place, int depth) {
        if (tables == limits.tables()) {
            throw new Unfollowable("its tables are used in more than " + limits.tables() + " places");
        }
        tables++;
        TableUse use = new TableUse(this, place, depth);
        index.add(use);
        return use;
    }

    void gone(TableUse use) {
        tables--;
        index.remove(use);
    }

    void found(Piece piece, List<Piece> found) {
        if (found.size() == limits.pieces()) {
            throw new Unfollowable("it has more than " + limits.pieces() + " mappings");
        }
        found.add(piece);
    }

    List<Event> tell(Window inputs, List<Piece> found) {
        return owner.tell(inputs, found);
    }
}
