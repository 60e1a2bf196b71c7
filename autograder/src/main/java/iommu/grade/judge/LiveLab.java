package iommu.grade.judge;

import iommu.grade.intake.LabSources;
import iommu.grade.labs.Group;
import iommu.grade.labs.Lab;
import java.util.List;
import java.util.function.Predicate;

/**
 * A lab, or a part of it, that is judged again and again.
 *
 * @param wanted  picks the groups that are to be judged
 * @param standIn a room of the kit's own in the learner's place, to warm processes with; it says nothing of the answers
 */
public record LiveLab(Lab lab, Predicate<Group> wanted, LabSources standIn) {

    /** The groups that are to be judged. */
    public List<Group> groups() {
        return lab.groups().stream().filter(wanted).toList();
    }
}
