package iommu.grade.explain;

import iommu.arch.PasidContext;
import iommu.arch.PasidType;
import java.util.ArrayList;
import java.util.List;

/**
 * Which stage and level each read of a scalable-mode walk belongs to. Nested, the way to every first-stage entry, and to
 * the page, leads through a whole second-stage walk (§3.8).
 */
final class StagedReads {

    private static final long PAGE_SIZE = 1 << 7;

    /** @param leaf the entry ends its walk */
    record Read(boolean firstStage, int level, Trail.Seen seen, boolean leaf) {
    }

    private final PasidContext context;
    private final boolean nested;
    private final List<Read> reads = new ArrayList<>();
    private boolean inFirst;
    private boolean firstDone;
    private boolean done;
    private int firstLevel;
    private int secondLevel;

    private StagedReads(PasidContext context) {
        this.context = context;
        nested = context.type() == PasidType.NESTED;
        inFirst = context.type() == PasidType.FIRST_STAGE;
        firstDone = context.type() == PasidType.SECOND_STAGE;
        firstLevel = context.firstStage().levels();
        secondLevel = context.secondStage().levels();
    }

    /** The reads that belong to the walk; those behind its end set flags, and are left out. */
    static List<Read> of(PasidContext context, List<Trail.Seen> seen) {
        StagedReads order = new StagedReads(context);
        seen.forEach(order::take);
        return List.copyOf(order.reads);
    }

    private void take(Trail.Seen seen) {
        if (done) {
            return;
        }
        int level = inFirst ? firstLevel : secondLevel;
        boolean leaf = level == 1 || !seen.words().isEmpty() && (seen.words().get(0) & PAGE_SIZE) != 0;
        reads.add(new Read(inFirst, level, seen, leaf));
        if (inFirst) {
            firstLevel--;
            firstDone = leaf;
            done = leaf && !nested;
            inFirst = !nested;
        } else if (leaf) {
            secondLevel = context.secondStage().levels();
            done = firstDone;
            inFirst = nested;
        } else {
            secondLevel--;
        }
    }
}
