package iommu.grade.verdict;

import java.util.Locale;

/** How a group, a lab or a submission ended. */
public enum Verdict {
    PASSED,
    FAILED,
    /** It can't be graded as sent: it does not compile, or is no submission. */
    REJECTED,
    /** The judge or its machine failed. Never charged to the student. */
    INCONCLUSIVE;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
