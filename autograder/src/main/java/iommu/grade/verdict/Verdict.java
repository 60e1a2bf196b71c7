package iommu.grade.verdict;

import java.util.Locale;

/** How a group, a lab or a submission ended. */
public enum Verdict {
    PASSED,
    FAILED,
    /** It can't be graded as sent: it does not compile, or is no submission. */
    REJECTED,
    /** The judge or its machine failed. Never charged to the student. */
    INCONCLUSIVE,
    /** Only in what students are handed out: nothing is recorded there to judge it by. The grader judges it. */
    NOT_JUDGED;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
