package iommu.oracle;

import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.PasidContext;
import iommu.arch.PasidType;
import iommu.arch.Rights;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * Every way to walk the first stage, alone or nested in the second (§3.6, §3.8, §9.7): from the top table, and from
 * each paging-structure entry there may be. Nested, each table address and the final one is translated in every way
 * that {@link Descents} knows.
 */
final class FirstStage {

    /**
     * What a PASID-table entry says of the walk.
     *
     * @param tag    of IOTLB and first-stage paging-structure entries
     * @param second the tables that a nested walk goes through
     */
    record Tables(PasidContext entry, Tag tag, Descents.Tables second) {
        boolean nested() {
            return entry.type() == PasidType.NESTED;
        }
    }

    /**
     * A table that a walk has got to, by entries above that leave these rights: what a paging-structure entry holds.
     *
     * @param level of the table's entries
     * @param table where it lies in memory, translated if the walk is nested
     * @param given what the second stage allows there
     * @param write the AND of R/W
     * @param user  the AND of U/S
     */
    record Below(int level, Gpa table, Rights given, boolean write, boolean user) {
    }

    private static final int PRESENT = 1;
    private static final int WRITE = 1 << 1;
    private static final int USER = 1 << 2;
    private static final int ACCESSED = 1 << 5;
    private static final int DIRTY = 1 << 6;
    private static final int SIZE = 1 << 7;
    private static final int EXTENDED = 1 << 10;
    private static final long ADDRESS = 0x000F_FFFF_FFFF_F000L;

    /** A walk under way: what it has met, and what it would set and leave. */
    private record Trail(Tables tables, Iova address, Timelines when, Set<FaultReason> faults, Set<FaultReason> perhaps,
            List<May.Prefix> fills, List<Gpa> accessed) {

        static Trail start(Tables tables, Iova address, Timelines when) {
            return new Trail(tables, address, when, Set.of(), Set.of(), List.of(), List.of());
        }

        Trail during(Timelines others) {
            return new Trail(tables, address, when.and(others), faults, perhaps, fills, accessed);
        }

        Trail fault(Set<FaultReason> more) {
            return new Trail(tables, address, when, union(faults, more), perhaps, fills, accessed);
        }

        Trail perhaps(Set<FaultReason> more) {
            return new Trail(tables, address, when, faults, union(perhaps, more), fills, accessed);
        }

        Trail leaving(List<May.Prefix> more) {
            List<May.Prefix> all = new ArrayList<>(fills);
            more.stream().filter(p -> !all.contains(p)).forEach(all::add);
            return new Trail(tables, address, when, faults, perhaps, all, accessed);
        }

        Trail setting(List<Gpa> more) {
            List<Gpa> all = new ArrayList<>(accessed);
            all.addAll(more);
            return new Trail(tables, address, when, faults, perhaps, fills, all);
        }

        private static Set<FaultReason> union(Set<FaultReason> some, Set<FaultReason> more) {
            if (more.isEmpty()) {
                return some;
            }
            Set<FaultReason> all = EnumSet.copyOf(more);
            all.addAll(some);
            return all;
        }
    }

    private final World world;
    private final Descents second;

    FirstStage(World world, Descents second) {
        this.world = world;
        this.second = second;
    }

    List<Descent> descents(Tables tables, Timelines when, Iova address, May may) {
        List<Descent> into = new ArrayList<>();
        PasidContext.Tables first = tables.entry().firstStage();
        Trail trail = Trail.start(tables, address, when);
        enter(trail, first.levels(), first.top(), new Below(first.levels(), first.top(), Rights.RW, true, true), may, into);
        List<May.Prefix> met = Descents.met(List.copyOf(into));
        may.prefixes(tables.tag(), address, (prefix, since) -> {
            Timelines both = when.and(since);
            if (!both.none() && !met.contains(prefix) && world.follows(into.size()) && prefix instanceof May.Upper upper) {
                step(Trail.start(tables, address, both), upper.below(), may, into);
            }
        });
        return into;
    }

    /** Goes on in the table at this address, which a nested walk has to translate first. */
    private void enter(Trail trail, int level, Gpa table, Below above, May may, List<Descent> into) {
        if (!trail.tables().nested()) {
            Below below = new Below(level, table, Rights.RW, above.write(), above.user());
            step(kept(trail, below), below, may, into);
            return;
        }
        if (table.value() >>> PasidRules.secondStageBits(world.unit, trail.tables().entry()) != 0) {
            end(trail.fault(Set.of(FaultReason.NESTED_ADDRESS_BEYOND_WIDTH)), above, level, false, into); // SFS.5
            return;
        }
        boolean top = level == trail.tables().entry().firstStage().levels();
        for (Descent d : second.of(trail.tables().second(), trail.when(), new Iova(table.value()), may)) {
            // Freedom: a flag that can't be set may be found out at once or after the walk, so the walk goes on.
            Trail longer = trail.during(d.when()).leaving(d.fills()).setting(d.marks().accessed())
                    .perhaps(d.content().guard().perhaps()).fault(tableFaults(trail.tables(), d.content(), top));
            if (!readable(trail.tables(), d.content())) {
                end(longer, above, level, true, into);
            } else {
                Gpa frame = d.content().frame().orElseThrow().plus(table.value() - d.block().start().value());
                Below below = new Below(level, frame, d.content().rights(), above.write(), above.user());
                step(kept(longer, below), below, may, into);
            }
        }
    }

    /** §6.2.5: an entry that led to a table may be kept, unless its flags could not be set. */
    private Trail kept(Trail trail, Below below) {
        boolean top = below.level() == trail.tables().entry().firstStage().levels();
        if (top || !trail.faults().isEmpty()) {
            return trail;
        }
        Block block = Block.of(trail.address(), SecondStage.bits(below.level() + 1));
        return trail.leaving(List.of(new May.Upper(trail.tables().tag(), block, below)));
    }

    /** §3.8.1: whether a first-stage table can be read where the second stage ended like this. */
    private static boolean readable(Tables tables, Content content) {
        return content.framed() && content.rights().read()
                && (!tables.entry().flags().secondStageDirty() || content.rights().write());
    }

    private static Set<FaultReason> tableFaults(Tables tables, Content content, boolean top) {
        Set<FaultReason> faults = EnumSet.noneOf(FaultReason.class);
        faults.addAll(content.faults());
        boolean flags = tables.entry().flags().secondStageDirty();
        if (!content.rights().read() || flags && !content.rights().write()) {
            faults.add(top ? FaultReason.NESTED_TOP_TABLE_UNREADABLE : FaultReason.NESTED_TABLE_UNREADABLE); // SFS.6, SFS.7
            // Freedom: SFS.1 also counts it as SGN.6 or SGN.7 of the second stage.
            faults.add(content.rights().read() ? FaultReason.SCALABLE_WRITE_DENIED : FaultReason.SCALABLE_READ_DENIED);
        }
        if (flags) {
            faults.addAll(content.guard().onWrite());
        }
        return faults;
    }

    /** Reads the entry for the address in a table. */
    private void step(Trail trail, Below below, May may, List<Descent> into) {
        Gpa at = below.table().plus((trail.address().value() >>> SecondStage.bits(below.level()) & 0x1FF) * 8); // §3.6
        world.read(at);
        if (!world.follows(into.size())) {
            return;
        }
        for (OptionalLong view : world.memory.views64(at, trail.tables().second().view().snoop())) {
            if (view.isEmpty()) {
                boolean top = below.level() == trail.tables().entry().firstStage().levels();
                end(trail.fault(Set.of(top ? FaultReason.FIRST_STAGE_POINTER_ACCESS_ERROR // SFS.4
                        : FaultReason.FIRST_STAGE_ACCESS_ERROR)), below, below.level(), false, into); // SFS.1
            } else {
                entry(trail, below, at, view.getAsLong(), may, into);
            }
        }
    }

    private void entry(Trail trail, Below above, Gpa at, long entry, May may, List<Descent> into) {
        int level = above.level();
        if ((entry & PRESENT) == 0) {
            end(trail.fault(Set.of(FaultReason.FIRST_STAGE_NOT_PRESENT)), above, level, false, into); // SFS.2
            return;
        }
        Below here = new Below(level, above.table(), above.given(), above.write() && (entry & WRITE) != 0,
                above.user() && (entry & USER) != 0);
        boolean leaf = level == 1 || level <= 3 && (entry & SIZE) != 0;
        if (reserved(entry, level, leaf)) {
            end(trail.fault(Set.of(FaultReason.FIRST_STAGE_RESERVED)), here, level, false, into); // SFS.3
            return;
        }
        long flags = trail.tables().entry().flags().extendedAccessed() ? ACCESSED | EXTENDED : ACCESSED;
        Set<FaultReason> blocked = updateFaults(trail.tables(), above, at);
        Trail longer = trail;
        if ((entry & flags) == flags || blocked.isEmpty()) {
            longer = trail.setting(List.of(at));
        } else {
            longer = world.flags.accessed(at, trail.tables().second().view().snoop()) ? trail.perhaps(blocked) : trail.fault(blocked);
        }
        if (leaf) {
            leaf(longer, here, at, entry, blocked, may, into);
        } else {
            enter(longer, level - 1, new Gpa(entry & ADDRESS), here, may, into);
        }
    }

    /** Why a flag in this entry of the table can't be set; none if it can. */
    private Set<FaultReason> updateFaults(Tables tables, Below table, Gpa at) {
        Set<FaultReason> faults = EnumSet.noneOf(FaultReason.class);
        if (!tables.second().view().snoop()) {
            faults.add(FaultReason.FIRST_STAGE_DIRTY_NOT_SNOOPED); // SFS.9
        }
        if (table.given() != Rights.RW) {
            faults.add(FaultReason.NESTED_TABLE_UNWRITABLE); // SFS.8
        }
        if (!world.memory.writable(at)) {
            faults.add(FaultReason.FIRST_STAGE_DIRTY_FAILED); // SFS.10
        }
        return faults;
    }

    private void leaf(Trail trail, Below here, Gpa at, long entry, Set<FaultReason> blocked, May may, List<Descent> into) {
        PasidContext.Flags flags = trail.tables().entry().flags();
        int bits = SecondStage.bits(here.level());
        boolean pending = (entry & DIRTY) == 0 && !blocked.isEmpty();
        boolean known = world.flags.dirty(at, trail.tables().second().view().snoop());
        Content.Guard guard = new Content.Guard(true, true, here.write(), here.user(), flags.supervisor(), flags.writeProtect(),
                trail.perhaps(), pending && !known ? blocked : Set.of(), pending && known ? blocked : Set.of());
        Gpa frame = new Gpa(entry & ADDRESS & -(1L << bits));
        FlagWords.Marks marks = new FlagWords.Marks(trail.accessed(), blocked.isEmpty() ? Optional.of(at) : Optional.empty());
        if (!trail.tables().nested()) {
            Content content = new Content(Optional.of(frame), Rights.RW, trail.faults(), guard, flags.snoopedPages());
            into.add(new Descent(trail.when(), Block.of(trail.address(), bits), content, trail.fills(), false, marks));
            return;
        }
        Iova output = new Iova(frame.value() + (trail.address().value() & (1L << bits) - 1));
        if (output.value() >>> PasidRules.secondStageBits(world.unit, trail.tables().entry()) != 0) {
            end(trail.fault(Set.of(FaultReason.NESTED_ADDRESS_BEYOND_WIDTH)), here, here.level(), false, into); // SFS.5
            return;
        }
        for (Descent d : second.of(trail.tables().second(), trail.when(), output, may)) {
            into.add(combined(trail.during(d.when()).leaving(d.fills()), bits, frame, guard, d, marks));
        }
    }

    /** §3.8: the page that both stages give; the smaller of the two. */
    private static Descent combined(Trail trail, int bits, Gpa frame, Content.Guard guard, Descent d, FlagWords.Marks marks) {
        Block block = Block.of(trail.address(), Math.min(bits, d.block().bits()));
        long offset = frame.value() + (block.start().value() & (1L << bits) - 1) - d.block().start().value();
        Content.Guard other = d.content().guard();
        Content.Guard both = new Content.Guard(true, true, guard.write(), guard.user(), guard.supervisors(), guard.writeProtect(),
                Trail.union(guard.perhaps(), other.perhaps()), Trail.union(guard.onWrite(), other.onWrite()),
                Trail.union(guard.perhapsOnWrite(), other.perhapsOnWrite()));
        Set<FaultReason> faults = Trail.union(trail.faults(), d.content().faults());
        Content content = new Content(d.content().frame().map(f -> f.plus(offset)), d.content().rights(), faults, both,
                d.content().snoop());
        boolean negatives = trail.faults().isEmpty(); // L1: the second stage alone is at fault
        List<Gpa> accessed = new ArrayList<>(marks.accessed());
        accessed.addAll(d.marks().accessed());
        return new Descent(trail.when(), block, content, trail.fills(), negatives, new FlagWords.Marks(accessed, marks.leaf()));
    }

    /** The walk reads no further. @param second the second stage is at fault */
    private void end(Trail trail, Below rights, int level, boolean second, List<Descent> into) {
        PasidContext.Flags flags = trail.tables().entry().flags();
        Content.Guard guard = new Content.Guard(true, true, rights.write(), rights.user(), flags.supervisor(),
                flags.writeProtect(), trail.perhaps(), Set.of(), Set.of());
        Content content = new Content(Optional.empty(), Rights.RW, trail.faults(), guard, false);
        into.add(new Descent(trail.when(), Block.of(trail.address(), SecondStage.bits(level)), content, trail.fills(), second,
                new FlagWords.Marks(trail.accessed(), Optional.empty())));
    }

    private boolean reserved(long entry, int level, boolean leaf) {
        long mask = -1L << world.unit.hostAddressWidth() & ADDRESS; // §9.7: 51:HAW
        if (level >= 4 || level == 3 && !world.unit.scalable().gigabytePages()) {
            mask |= SIZE; // §9.7: PS where no leaf may be
        }
        if (leaf && level > 1) {
            mask |= (1L << SecondStage.bits(level)) - 1 & -8192L; // §9.7: 29:13 or 20:13; bit 12 is PAT
        }
        return (entry & mask) != 0;
    }
}
