package iommu.grade.report;

import iommu.grade.verdict.Behaviour;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the manifest tells learners of a group.
 *
 * @param hints from a nudge to nearly the answer; shown one by one
 * @param stage the stage of the lab's README that it belongs to, from 1
 * @param turns what to look at first, for each kind of mistake that the lab has hints for
 */
public record GroupGuide(List<String> hints, int stage, Map<Behaviour, List<String>> turns) {

    /** Of a group that the manifest does not name. */
    static final GroupGuide NONE = new GroupGuide(List.of(), Integer.MAX_VALUE, Map.of());

    public GroupGuide {
        hints = List.copyOf(hints);
        turns = Map.copyOf(turns);
    }

    /** The hints in their order: those for the kind of mistake, if it is known and has some, then the group's own. */
    public List<String> ladder(Optional<Behaviour> mistake) {
        List<String> all = new ArrayList<>(mistake.map(turns::get).orElse(List.of()));
        all.addAll(hints);
        return all;
    }

    String stageOr(String otherwise) {
        return this.stage == NONE.stage ? otherwise : Integer.toString(stage);
    }
}
