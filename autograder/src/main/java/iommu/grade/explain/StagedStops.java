package iommu.grade.explain;

import iommu.arch.Fault;
import iommu.arch.PasidContext;
import iommu.arch.PasidType;
import iommu.arch.StagedMapping;
import iommu.arch.StagedResult;
import iommu.arch.seam.StagedWalk.Request;
import iommu.emulator.firststage.ScalableWalk;
import iommu.view.AccessPicture.Kind;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Tells a walk of scalable mode: first stage, second stage, or the one through the other (§3.6 to §3.8). */
final class StagedStops {

    private static final int INDEX_BITS = 9;

    private final Telling telling;
    private final Request request;
    private final PasidContext context;
    private final StagedResult result;
    private final List<StagedReads.Read> reads;
    private final List<Trail.Stored> stores;
    private final boolean separateRights;
    private final Map<Integer, Integer> parts = new HashMap<>();
    private final int offset;

    /** Walks once more, and adds the fields of the address to the request. */
    StagedStops(Telling telling, Played played, PasidContext context, Request request) {
        this.telling = telling;
        this.request = request;
        this.context = context;
        separateRights = played.registers().separateRights();
        Trail trail = new Trail(played.memory());
        result = new ScalableWalk(trail.of(Trail.Stage.TABLES), played.capabilities(), separateRights).walk(context, request);
        reads = StagedReads.of(context, trail.seen());
        stores = trail.stores();
        boolean first = context.type() != PasidType.SECOND_STAGE;
        int levels = (first ? context.firstStage() : context.secondStage()).levels();
        long address = request.address().value();
        telling.part("beyond", address, 63, WalkStops.lowBit(levels + 1));
        int leaf = reads.stream().filter(r -> r.firstStage() == first && r.leaf()).mapToInt(StagedReads.Read::level).min()
                .orElse(1);
        for (int level = levels; level >= leaf; level--) {
            int low = WalkStops.lowBit(level);
            parts.put(level, telling.part("level " + level, address, low + INDEX_BITS - 1, low));
        }
        offset = telling.part("offset", address, WalkStops.lowBit(leaf) - 1, 0);
    }

    StagedResult result() {
        return result;
    }

    /** Tells every entry, the flags that are set, and the outcome. @param silent FPD of what led here */
    void tell(boolean silent) {
        for (int i = 0; i < reads.size(); i++) {
            entry(reads.get(i), i == reads.size() - 1);
        }
        for (Trail.Stored store : stores) {
            telling.derived(Kind.ENTRY, "sets " + flags(store) + " in the entry at " + store.at(),
                    List.of(Telling.bits(List.of(store.before())) + " -> " + Telling.bits(List.of(store.after()))), "",
                    "§3.6.2, §3.7.2: what a request used has A set, and D where it writes, before the request goes on.");
        }
        switch (result) {
            case StagedMapping m -> telling.found(Kind.GOOD, m.translate(request.address()).toString(), List.of("page frame "
                    + m.frame() + ", " + Ends.size(m.size()) + ", rights " + m.rights(request.supervisor())
                    + (m.snoop() ? ", snoops" : "")), offset, "+ " + Telling.hex(request.address().value() - m.page().value()),
                    "§3.6, §3.7: the frame of the leaf, and the offset of the request in it.");
            case Fault fault -> Ends.fault(telling, fault.withSilent(silent), !reads.isEmpty());
        }
    }

    private String flags(Trail.Stored store) {
        long set = store.after() & ~store.before();
        StringBuilder names = new StringBuilder();
        boolean first = reads.stream().anyMatch(r -> r.firstStage() && r.seen().at().equals(store.at()));
        String[] bits = first ? new String[] {"5A", "6D", "10EA"} : new String[] {"8A", "9D"};
        for (String bit : bits) {
            int number = Integer.parseInt(bit.replaceAll("\\D", ""));
            if ((set >>> number & 1) != 0) {
                names.append(names.isEmpty() ? "" : ", ").append(bit.replaceAll("\\d", ""));
            }
        }
        return names.toString();
    }

    private void entry(StagedReads.Read read, boolean last) {
        Layout layout = read.firstStage() ? Layouts.FIRST_STAGE
                : separateRights ? Layouts.SEPARATE_RIGHTS : Layouts.SCALABLE_SECOND_STAGE;
        String heading = "level " + read.level() + " " + layout.name() + " at " + read.seen().at();
        String sum = read.seen().at().alignedTo(4096) + " + 8 * " + Telling.hex(read.seen().at().offsetIn(4096) / 8);
        List<String> lines = ContextStops.lines(read.seen(), layout);
        boolean indexed = read.firstStage() || context.type() == PasidType.SECOND_STAGE;
        if (indexed) {
            telling.found(Kind.ENTRY, heading, lines, parts.get(read.level()), sum, rule(read, last));
        } else {
            telling.derived(Kind.INNER, heading, lines, sum, rule(read, last));
        }
    }

    private String rule(StagedReads.Read read, boolean last) {
        if (last && result instanceof Fault fault) {
            return Rules.of(fault.reason());
        }
        String sound = read.firstStage() ? "§9.7: P=1, nothing reserved is set: "
                : "§9.8: " + (separateRights ? "IR or IW" : "R or W") + " is set, nothing reserved is: ";
        if (!read.leaf()) {
            return sound + "on to the next table" + (read.firstStage() && context.type() == PasidType.NESTED
                    ? ", whose address the second stage translates (§3.8)." : ".");
        }
        return sound + "the leaf of a page of " + Ends.size(1L << WalkStops.lowBit(read.level()))
                + (read.firstStage() || last || context.type() == PasidType.SECOND_STAGE ? "."
                        : "; in it lies the entry of the first stage, or the page.");
    }
}
