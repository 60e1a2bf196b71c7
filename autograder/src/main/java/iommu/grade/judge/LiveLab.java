package iommu.grade.judge;

import iommu.grade.labs.Group;
import iommu.grade.labs.Lab;
import java.util.function.Predicate;

/** A lab, or a part of it. @param wanted picks the groups that are to be judged */
public record LiveLab(Lab lab, Predicate<Group> wanted) {
}
