package iommu.oracle;

import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Rights;
import iommu.arch.WalkStart;
import iommu.oracle.SecondStage.End;
import iommu.oracle.SecondStage.Path;
import iommu.oracle.SecondStage.View;
import iommu.oracle.SecondStage.Visit;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Every way to walk the second stage: from the top table, and from each paging-structure entry there may be. */
final class Descents {

    /**
     * Second-stage tables, as a context or PASID-table entry gives them.
     *
     * @param tag   of their paging-structure entries
     * @param guard of what they translate; {@link Content.Guard#LEGACY} in legacy mode
     * @param flags SSADE
     * @param snoopedPages PGSNP
     */
    record Tables(Tag tag, WalkStart top, View view, Content.Guard guard, boolean flags, boolean snoopedPages) {
    }

    private static final long ACCESSED = 1 << 8;
    private static final long DIRTY = 1 << 9;

    private final World world;
    private final SecondStage walks;

    Descents(World world) {
        this.world = world;
        walks = world.walks;
    }

    /** @param may where paging-structure entries are found */
    List<Descent> of(Tables tables, Timelines when, Iova address, May may) {
        List<Descent> descents = new ArrayList<>();
        walk(tables, when, tables.top(), address, descents);
        List<May.Prefix> met = met(descents);
        may.prefixes(tables.tag(), address, (prefix, since) -> {
            Timelines both = when.and(since);
            // One that was met leads where the walk from the top led.
            if (!both.none() && !met.contains(prefix) && world.follows(descents.size())) {
                switch (prefix) {
                    case May.Pointer p -> walk(tables, both,
                            new WalkStart(p.table(), p.level(), p.rights(), SecondStage.bits(p.level() + 2)), address, descents);
                    case May.DeadEnd end -> descents.add(new Descent(both, end.block(), end.content().under(tables.guard())));
                    case May.Upper upper -> { }
                }
            }
        });
        return descents;
    }

    /** What could be met by a walk of memory alone. */
    List<May.Prefix> met(Tables tables, Iova address) {
        List<Descent> descents = new ArrayList<>();
        walk(tables, Timelines.ONLY, tables.top(), address, descents);
        return met(descents);
    }

    static List<May.Prefix> met(List<Descent> descents) {
        if (descents.size() == 1) {
            return descents.getFirst().fills();
        }
        List<May.Prefix> met = new ArrayList<>();
        descents.forEach(d -> met.addAll(d.fills()));
        return met;
    }

    private void walk(Tables tables, Timelines when, WalkStart start, Iova address, List<Descent> into) {
        for (Path path : walks.paths(world.memory, start, address, tables.view())) {
            path.visits().forEach(v -> world.read(v.at()));
            Content content = tables.guard().scalable() ? scalable(path, tables) : Content.of(path);
            Block block = Block.of(address, SecondStage.bits(path.level()));
            FlagWords.Marks marks = tables.flags() && tables.view().snoop() ? marks(path) : FlagWords.Marks.NONE;
            into.add(new Descent(when, block, content, fills(tables, address, path, content), true, marks));
        }
    }

    /** §6.2.5: every entry that pointed on, even if nothing is mapped below; with CM=1 also one that did not. */
    private List<May.Prefix> fills(Tables tables, Iova address, Path path, Content content) {
        List<May.Prefix> prefixes = new ArrayList<>(4);
        for (Visit visit : path.visits()) {
            if (visit.level() != path.level()) {
                prefixes.add(new May.Pointer(tables.tag(), Block.of(address, SecondStage.bits(visit.level())),
                        visit.level() - 1, new Gpa(visit.entry().address()), visit.rights()));
            }
        }
        if (world.unit.cachingMode() && path.end() != End.LEAF && path.level() > 1) {
            prefixes.add(new May.DeadEnd(tables.tag(), Block.of(address, SecondStage.bits(path.level())), content));
        }
        return prefixes;
    }

    /** §3.7.2: the flags that can be set. */
    private FlagWords.Marks marks(Path path) {
        List<Gpa> entries = path.visits().stream().map(Visit::at).filter(world.memory::writable).toList();
        Optional<Gpa> leaf = path.end() == End.LEAF ? Optional.of(path.visits().getLast().at()) : Optional.empty();
        return new FlagWords.Marks(entries, leaf.filter(world.memory::writable));
    }

    /** The walk's end in the words of scalable mode (SSS.1-5). */
    private Content scalable(Path path, Tables tables) {
        Set<FaultReason> faults = EnumSet.noneOf(FaultReason.class);
        Rights rights = path.start().rights();
        for (Visit visit : path.visits()) {
            if (tables.view().rights(visit.entry()) == Rights.NONE) {
                faults.add(FaultReason.SECOND_STAGE_NOT_PRESENT); // SSS.2: the entry
            } else {
                rights = visit.rights();
                if (rights == Rights.NONE) {
                    faults.add(FaultReason.SECOND_STAGE_NOT_PRESENT); // SSS.2: all entries together
                }
            }
        }
        switch (path.end()) {
            case RESERVED -> faults.add(FaultReason.SECOND_STAGE_RESERVED); // SSS.3
            case UNREADABLE -> faults.add(FaultReason.SECOND_STAGE_ACCESS_ERROR); // SSS.1
            case TOP_UNREADABLE -> faults.add(FaultReason.SECOND_STAGE_POINTER_ACCESS_ERROR); // SSS.4
            case LEAF, HOLE -> { }
        }
        Content content = new Content(path.end() == End.LEAF ? Optional.of(new Gpa(path.frame())) : Optional.empty(),
                rights, faults, tables.guard(), tables.snoopedPages() || path.end() == End.LEAF && path.snoop());
        return tables.flags() ? withFlags(content, path, tables.view().snoop()) : content;
    }

    /** SSS.5, SSS.6: flags that would have to be set and can't be. */
    private Content withFlags(Content content, Path path, boolean snoop) {
        Set<FaultReason> faults = EnumSet.noneOf(FaultReason.class);
        faults.addAll(content.faults());
        Set<FaultReason> perhaps = EnumSet.noneOf(FaultReason.class);
        for (Visit visit : path.visits()) {
            boolean used = visit.level() != path.level() || path.end() == End.LEAF;
            if (used && (visit.entry().bits() & ACCESSED) == 0) {
                (world.flags.accessed(visit.at(), snoop) ? perhaps : faults).addAll(updateFaults(visit, snoop));
            }
        }
        Content.Guard guard = content.guard().perhaps(perhaps);
        if (path.end() == End.LEAF && (path.visits().getLast().entry().bits() & DIRTY) == 0) {
            Visit leaf = path.visits().getLast();
            guard = guard.onWrite(updateFaults(leaf, snoop), world.flags.dirty(leaf.at(), snoop));
        }
        return new Content(content.frame(), content.rights(), faults, guard, content.snoop());
    }

    private Set<FaultReason> updateFaults(Visit visit, boolean snoop) {
        Set<FaultReason> faults = EnumSet.noneOf(FaultReason.class);
        if (!snoop) {
            faults.add(FaultReason.SECOND_STAGE_DIRTY_NOT_SNOOPED); // SSS.5
        }
        if (!world.memory.writable(visit.at())) {
            faults.add(FaultReason.SECOND_STAGE_DIRTY_FAILED); // SSS.6
        }
        return faults;
    }
}
