package iommu.grade.verdict;

import java.util.List;

/**
 * One lab of a submission.
 *
 * @param lab       number and name, such as {@code 02-walk}
 * @param attempted false if nothing was sent for it, or the stub as it was handed out
 * @param score     points, the sum over its groups
 * @param maxScore  the same for everyone
 * @param message   why it was rejected or is inconclusive; else empty
 */
public record LabResult(String lab, Verdict verdict, boolean attempted, int score, int maxScore, List<GroupResult> groups,
        String message) {
}
