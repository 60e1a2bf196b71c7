package iommu.grade.report;

import java.util.List;

/**
 * What the manifest tells learners of a group.
 *
 * @param hints from a nudge to nearly the answer; shown one by one
 * @param stage the stage of the lab's README that it belongs to, from 1
 */
public record GroupGuide(List<String> hints, int stage) {

    /** Of a group that the manifest does not name. */
    static final GroupGuide NONE = new GroupGuide(List.of(), Integer.MAX_VALUE);

    public GroupGuide {
        hints = List.copyOf(hints);
    }

    String stageOr(String otherwise) {
        return this.stage == NONE.stage ? otherwise : Integer.toString(stage);
    }
}
