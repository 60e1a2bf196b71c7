package iommu.oracle;

import iommu.arch.Capabilities;
import iommu.arch.Gpa;
import iommu.arch.PasidContext;
import iommu.arch.Rights;
import iommu.arch.stimulus.Stimulus.Reads;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The paging entries of scalable mode, read one way at a time. Where memory may be seen in several ways, each walk takes
 * one choice at each read; {@link #nextChoice} goes on to the next combination.
 */
final class StagedTables {

    private static final long ADDRESS = 0x000F_FFFF_FFFF_F000L;

    private final Capabilities unit;
    private final boolean separateRights;
    private final TableWords memory;
    private final Map<Gpa, Reads> pages = new HashMap<>();
    private final List<Integer> choices = new ArrayList<>();
    private final List<Integer> offered = new ArrayList<>();
    private final Map<Gpa, OptionalLong> seen = new HashMap<>();
    private int reads;

    StagedTables(Capabilities unit, boolean separateRights, TableWords memory) {
        this.unit = unit;
        this.separateRights = separateRights;
        this.memory = memory;
    }

    void readable(Gpa page, Reads how) {
        pages.put(page.alignedTo(4096), how);
    }

    Capabilities unit() {
        return unit;
    }

    void firstChoice() {
        choices.clear();
        begin();
    }

    /** @return whether there is one more combination */
    boolean nextChoice() {
        while (!choices.isEmpty() && choices.getLast() + 1 >= offered.get(choices.size() - 1)) {
            choices.removeLast();
        }
        if (choices.isEmpty()) {
            return false;
        }
        choices.set(choices.size() - 1, choices.getLast() + 1);
        begin();
        return true;
    }

    private void begin() {
        reads = 0;
        offered.clear();
        seen.clear();
    }

    /** Empty on an access error. A word that is read again in one walk is taken to be the same. */
    OptionalLong read(Gpa at, boolean snoop) {
        return seen.computeIfAbsent(at, word -> choose(word, snoop));
    }

    private OptionalLong choose(Gpa at, boolean snoop) {
        List<OptionalLong> views = List.copyOf(memory.views64(at, snoop));
        if (reads == choices.size()) {
            choices.add(0);
        }
        offered.add(views.size());
        return views.get(choices.get(reads++));
    }

    /** Whether a flag in an entry here can be stored. */
    boolean storable(Gpa at) {
        return pages.getOrDefault(at.alignedTo(4096), Reads.ALL) == Reads.ALL;
    }

    /** How many bits inputs of the second stage have: the smaller of MGAW and AW. */
    int secondStageBits(PasidContext context) {
        return Math.min(unit.guestAddressWidth(), 12 + 9 * context.secondStage().levels());
    }

    Rights secondStageRights(long entry) {
        int first = separateRights ? 61 : 0; // §9.8: IR and IW with SSIRWE
        return Rights.of((entry >>> first & 1) != 0, (entry >>> first + 1 & 1) != 0);
    }

    static Gpa address(long entry, int bits) {
        return new Gpa(entry & ADDRESS & -(1L << bits));
    }

    static boolean leaf(long entry, int level) {
        return level == 1 || level <= 3 && (entry & 1 << 7) != 0;
    }

    boolean firstStageReserved(long entry, int level) {
        boolean large = level > 1 && leaf(entry, level);
        boolean noLeaf = level > 3 || level == 3 && !unit.scalable().gigabytePages();
        return (entry & aboveHost()) != 0 || noLeaf && (entry & 1 << 7) != 0
                || large && (entry & (1L << 12 + 9 * (level - 1)) - 1 & -8192L) != 0; // §9.7: bit 12 is PAT
    }

    boolean secondStageReserved(long entry, int level) {
        boolean leaf = leaf(entry, level);
        boolean noLeaf = level > 3 || level > 1 && !unit.superpages().contains(level);
        return (entry & aboveHost()) != 0 || noLeaf && (entry & 1 << 7) != 0 || !separateRights && entry << 1 < 0 // IW
                || (!leaf || !unit.snoopControl()) && (entry & 1 << 11) != 0 // SNP
                || leaf && (entry & (1L << 12 + 9 * (level - 1)) - 1 & -4096L) != 0;
    }

    private long aboveHost() {
        return ADDRESS & -1L << unit.hostAddressWidth();
    }
}
