package iommu.grade.verdict;

import java.util.List;

/**
 * The first step of a run at which the answer was not allowed.
 *
 * @param line     the line of the scenario, from 1
 * @param step     that line's text without its expectation
 * @param answered what the learner's room said, in the scenario language's words, or how it broke off
 * @param allowed  every answer that was allowed
 */
public record Divergence(int line, String step, String answered, List<String> allowed) {
}
