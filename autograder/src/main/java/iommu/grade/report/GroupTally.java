package iommu.grade.report;

import iommu.grade.verdict.GroupResult;
import iommu.grade.verdict.LabResult;
import iommu.grade.verdict.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How a class did in one group.
 *
 * @param graded  how many were judged in it: passed or failed, the lab attempted
 * @param failed  how many failed by themselves
 * @param blocked how many failed because of another group
 */
record GroupTally(String id, String title, int graded, int failed, int blocked) {

    /** One for each group, in the order in which labs name them. */
    static List<GroupTally> of(Batch batch) {
        Map<String, GroupTally> tallies = new LinkedHashMap<>();
        for (Batch.LabColumn column : batch.labs()) {
            batch.submissions().stream().flatMap(s -> Batch.lab(s, column.lab()).stream())
                    .filter(LabResult::attempted).filter(l -> l.verdict() != Verdict.REJECTED)
                    .flatMap(l -> l.groups().stream()).filter(GroupTally::judged)
                    .forEach(g -> tallies.merge(g.id(), one(g), GroupTally::plus));
        }
        return new ArrayList<>(tallies.values());
    }

    private static boolean judged(GroupResult group) {
        return group.verdict() == Verdict.PASSED || group.verdict() == Verdict.FAILED;
    }

    private static GroupTally one(GroupResult group) {
        boolean failed = group.verdict() == Verdict.FAILED;
        boolean blocked = failed && !group.blockedBy().isEmpty();
        return new GroupTally(group.id(), group.title(), 1, failed && !blocked ? 1 : 0, blocked ? 1 : 0);
    }

    private GroupTally plus(GroupTally other) {
        return new GroupTally(id, title, graded + other.graded, failed + other.failed, blocked + other.blocked);
    }
}
