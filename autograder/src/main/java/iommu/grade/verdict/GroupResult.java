package iommu.grade.verdict;

import java.util.List;
import java.util.Optional;

/**
 * One group of a lab: all or nothing.
 *
 * @param id             such as {@code 02.superpages}
 * @param title          what it asks, in a few words
 * @param kind           {@code law}: what the architecture demands; {@code contract}: what the lab's README asks beyond it
 * @param rule           the law or § that it checks
 * @param message        one sentence for a person; empty when passed
 * @param blockedBy      groups that it needs and that failed, so that this failure has no hint of its own
 * @param counterexample the smallest failing run that was found; empty when there is none to show
 */
public record GroupResult(String id, String title, String kind, Verdict verdict, int score, int maxScore, String rule,
        String message, List<String> blockedBy, Optional<Counterexample> counterexample) {
}
