package iommu.grade.explain;

import iommu.arch.Access;
import iommu.arch.Capabilities;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.Iova;
import iommu.arch.Mapping;
import iommu.arch.Memory;
import iommu.arch.Rights;
import iommu.arch.WalkResult;
import iommu.arch.WalkStart;
import iommu.arch.format.SecondStageEntry;
import iommu.emulator.secondstage.SecondStageWalk;
import iommu.view.AccessPicture.Kind;
import java.util.ArrayList;
import java.util.List;

/** Tells a second-stage walk: every entry read, the rights that are left, the frame or the fault (§3.7). */
final class WalkStops {

    private static final int PAGE_BITS = 12;
    private static final int INDEX_BITS = 9;

    private final Telling telling;
    private final Capabilities unit;
    private final WalkStart start;
    private final Iova address;
    private final List<Integer> indices = new ArrayList<>();
    private final int offset;
    private final List<Trail.Seen> seen;
    private final WalkResult result;

    /** Walks once more, and adds the fields of the address to the request. */
    WalkStops(Telling telling, Memory memory, Capabilities unit, WalkStart start, Asked asked) {
        this.telling = telling;
        this.unit = unit;
        this.start = start;
        this.address = asked.address();
        Trail trail = new Trail(memory);
        result = new SecondStageWalk(trail.of(Trail.Stage.SECOND_STAGE), unit).walk(start, address, asked.access());
        seen = trail.seen();
        telling.part("beyond", address.value(), 63, start.addressWidth());
        if (lowBit(start.level() + 1) < start.addressWidth()) {
            telling.part("prefix", address.value(), start.addressWidth() - 1, lowBit(start.level() + 1));
        }
        int leaf = leafLevel();
        for (int level = start.level(); level >= leaf; level--) {
            indices.add(telling.part("level " + level, address.value(), lowBit(level) + INDEX_BITS - 1, lowBit(level)));
        }
        offset = telling.part("offset", address.value(), lowBit(leaf) - 1, 0);
    }

    /** What is asked of the tables. */
    record Asked(Iova address, Access access) {
    }

    static int lowBit(int level) {
        return PAGE_BITS + INDEX_BITS * (level - 1);
    }

    /** The level of the leaf; 1 where there is none, so that the whole address is split. */
    private int leafLevel() {
        int level = 1;
        while (result instanceof Mapping m && level < start.level() && 1L << lowBit(level) < m.size()) {
            level++;
        }
        return level;
    }

    WalkResult result() {
        return result;
    }

    int offset() {
        return offset;
    }

    /** Tells every entry, and the outcome. */
    void tell() {
        Rights rights = start.rights();
        for (int i = 0; i < seen.size(); i++) {
            Trail.Seen read = seen.get(i);
            if (!read.words().isEmpty()) {
                SecondStageEntry entry = new SecondStageEntry(read.words().get(0));
                rights = rights.and(Rights.of(entry.read(), entry.write())); // §3.7.1
            }
            int level = start.level() - i;
            long index = address.value() >>> lowBit(level) & (1 << INDEX_BITS) - 1;
            telling.found(Kind.ENTRY, "level " + level + " " + Layouts.SECOND_STAGE.name() + " at " + read.at(),
                    ContextStops.lines(read, Layouts.SECOND_STAGE), indices.get(i),
                    read.at().alignedTo(4096) + " + 8 * " + Telling.hex(index), rule(i, rights));
        }
        switch (result) {
            case Mapping mapping -> Ends.mapped(telling, mapping, address, offset);
            case Fault fault -> Ends.fault(telling, fault, blamed(fault));
        }
    }

    /** Whether the last entry read is the one that the fault is about. */
    private boolean blamed(Fault fault) {
        return !seen.isEmpty() && (fault.level() == start.level() - seen.size() + 1
                || seen.get(seen.size() - 1).words().isEmpty());
    }

    private String rule(int i, Rights rights) {
        String left = "; rights so far: " + (rights == Rights.NONE ? "none" : rights) + ".";
        if (i < seen.size() - 1) {
            return "§9.8: R or W is set, nothing reserved is: on to the next table" + left;
        }
        return switch (result) {
            case Fault fault when blamed(fault) && fault.reason() == FaultReason.TABLE_RESERVED ->
                ReservedBits.rule(new SecondStageEntry(seen.get(i).words().get(0)), fault.level(), unit);
            case Fault fault when blamed(fault) -> Rules.of(fault.reason());
            case Fault fault -> "§9.8: nothing is wrong with the entry itself" + left;
            case Mapping mapping -> "§9.8: " + (mapping.size() == 4096 ? "level 1" : "PS=1") + ": the leaf of a page of "
                    + Ends.size(mapping.size()) + left;
        };
    }
}
