package iommu.view;

import iommu.arch.Access;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Mapping;
import iommu.arch.Rights;
import iommu.arch.WalkResult;
import iommu.arch.WalkStart;
import iommu.arch.WalkStep;
import iommu.arch.format.SecondStageEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A second-stage walk: the address in its index fields, each entry read with its fields, the frame or the fault (§3.7).
 */
public final class WalkPicture implements Picture {

    private static final int OFFSET_BITS = 12;
    private static final int INDEX_BITS = 9;

    private final WalkStart start;
    private final Iova address;
    private final Access access;
    private final List<WalkStep> steps;
    private final WalkResult outcome;
    private final Optional<Mark> mark;

    private WalkPicture(WalkPicture of, Mark mark) {
        this.start = of.start;
        this.address = of.address;
        this.access = of.access;
        this.steps = of.steps;
        this.outcome = of.outcome;
        this.mark = Optional.of(mark);
    }

    private WalkPicture(WalkStart start, Iova address, Access access, List<WalkStep> steps, WalkResult outcome) {
        this.start = start;
        this.address = address;
        this.access = access;
        this.steps = List.copyOf(steps);
        this.outcome = outcome;
        this.mark = Optional.empty();
    }

    /**
     * The picture of one walk.
     *
     * @param steps   every entry that was read, top first, whatever became of it
     * @param outcome how it ended
     */
    public static WalkPicture of(WalkStart start, Iova address, Access access, List<WalkStep> steps,
            WalkResult outcome) {
        return new WalkPicture(start, address, access, steps, outcome);
    }

    /** The same picture with the place of the first difference shown. */
    public WalkPicture marked(Mark first) {
        return new WalkPicture(this, first);
    }

    @Override
    public String svg() {
        return ladder().svg();
    }

    @Override
    public String text() {
        return ladder().text();
    }

    private Ladder ladder() {
        List<Ladder.Slot> slots = new ArrayList<>(upperSlots());
        int firstIndex = slots.size();
        for (int level = start.level(); level >= lastLevel(); level--) {
            int low = lowBit(level);
            boolean read = start.level() - level < readings();
            slots.add(slot(low + INDEX_BITS - 1, low, "level " + level, read));
        }
        slots.add(slot(lowBit(lastLevel()) - 1, 0, "offset", outcome instanceof Mapping));
        List<Ladder.Rung> rungs = new ArrayList<>();
        Rights rights = start.rights();
        for (int i = 0; i < steps.size(); i++) {
            SecondStageEntry entry = new SecondStageEntry(steps.get(i).entry());
            rights = rights.and(Rights.of(entry.read(), entry.write())); // §3.7.1: every level must give a right
            rungs.add(rung(steps.get(i), rights, firstIndex + i, markAt(i)));
        }
        if (unreadable()) {
            rungs.add(unreadRung(firstIndex + steps.size()));
        }
        rungs.add(outcomeRung(slots.size() - 1));
        return new Ladder(Words.of(access) + " of " + address, facts(), slots, rungs);
    }

    private List<String> facts() {
        String from = "table at " + start.table();
        return topLevel() == start.level()
                ? List.of(start.level() + " levels, " + start.addressWidth() + "-bit input", "top " + from)
                : List.of("begins at level " + start.level() + " of " + topLevel(),
                        from + ", rights above: " + start.rights());
    }

    private int topLevel() {
        return (start.addressWidth() - OFFSET_BITS) / INDEX_BITS;
    }

    private static int lowBit(int level) {
        return OFFSET_BITS + INDEX_BITS * (level - 1);
    }

    /** The level of the leaf; 1 where none was found, so that the whole address is drawn split. */
    private int lastLevel() {
        if (!(outcome instanceof Mapping mapping)) {
            return 1;
        }
        int level = 1;
        while (level < start.level() && 1L << lowBit(level) < mapping.size()) {
            level++;
        }
        return level;
    }

    private List<Ladder.Slot> upperSlots() {
        List<Ladder.Slot> slots = new ArrayList<>();
        int above = lowBit(start.level() + 1);
        if (start.addressWidth() < 64) {
            slots.add(slot(63, start.addressWidth(), "beyond", false));
        }
        if (above < start.addressWidth()) {
            slots.add(slot(start.addressWidth() - 1, above, "prefix", true));
        }
        return slots;
    }

    private Ladder.Slot slot(int high, int low, String name, boolean used) {
        long value = address.value() << 63 - high >>> 63 - high + low;
        return new Ladder.Slot(high + ":" + low, Words.hex(value), name, used);
    }

    private int readings() {
        return steps.size() + (unreadable() ? 1 : 0);
    }

    /** Whether the walk ended at an entry that it could not read, and that no step shows therefore. */
    private boolean unreadable() {
        return outcome instanceof Fault fault && steps.size() <= start.level() - 1
                && (fault.reason() == FaultReason.TABLE_ACCESS_ERROR // LSS.1
                    || fault.reason() == FaultReason.CONTEXT_INVALID && steps.isEmpty()); // LCT.4.3
    }

    private String sum(int level) {
        long index = address.value() >>> lowBit(level) & (1 << INDEX_BITS) - 1;
        return "+ 8*" + Words.hex(index);
    }

    private Ladder.Rung rung(WalkStep step, Rights soFar, int slot, Optional<String> marked) {
        SecondStageEntry entry = new SecondStageEntry(step.entry());
        String fields = "R " + Words.bit(entry.read()) + "  W " + Words.bit(entry.write()) + "  PS "
                + Words.bit(entry.pageSize()) + "  SNP " + Words.bit(entry.snoop()) + "  address "
                + Words.hex(entry.address());
        List<String> lines = List.of("at " + step.at() + ": " + Words.wholeHex(step.entry()), fields,
                "rights so far: " + (soFar == Rights.NONE ? "none" : soFar) + otherBits(step.entry()));
        return new Ladder.Rung(heading(step.level(), step.at()), lines, slot, sum(step.level()),
                Ladder.Tone.PLAIN, marked);
    }

    private static String heading(int level, Gpa at) {
        return "level " + level + " table at " + at.alignedTo(1L << OFFSET_BITS);
    }

    /** The bits that are set outside R, W, PS, SNP and the address: some are ignored, some reserved. */
    private static String otherBits(long entry) {
        StringBuilder set = new StringBuilder();
        for (int bit = 63; bit >= 2; bit--) {
            boolean named = bit == 7 || bit >= 11 && bit <= 51; // PS, SNP and address (§9.8)
            if (!named && (entry >>> bit & 1) != 0) {
                set.append(set.isEmpty() ? "; also set: " : ", ").append(bit);
            }
        }
        return set.toString();
    }

    private Ladder.Rung unreadRung(int slot) {
        int level = start.level() - steps.size();
        Gpa table = steps.isEmpty() ? start.table()
                : new Gpa(new SecondStageEntry(steps.get(steps.size() - 1).entry()).address());
        long index = address.value() >>> lowBit(level) & (1 << INDEX_BITS) - 1;
        return new Ladder.Rung(heading(level, table),
                List.of("at " + table.plus(SecondStageEntry.SIZE * index) + ": could not be read"), slot, sum(level),
                Ladder.Tone.PLAIN, Optional.empty());
    }

    private Ladder.Rung outcomeRung(int offsetSlot) {
        Optional<String> marked = mark.filter(m -> m.step() < 0 || m.step() >= steps.size()).map(Mark::text);
        return switch (outcome) {
            case Mapping m -> new Ladder.Rung(m.translate(address).toString(),
                    List.of("page frame " + m.frame() + ", " + Words.size(m.size()),
                            "rights " + m.rights() + (m.snoop() ? ", snoops always (SNP)" : "")),
                    offsetSlot, "+ " + Words.hex(address.value() - m.page().value()), Ladder.Tone.GOOD, marked);
            case Fault f -> Ladder.Rung.of(f, marked);
        };
    }

    private Optional<String> markAt(int step) {
        return mark.filter(m -> m.step() == step).map(Mark::text);
    }
}
