package iommu.grade.verdict;

import java.util.List;

/**
 * The first step of a run at which the answer was not allowed.
 *
 * @param line     the line of the scenario, from 1
 * @param step     that line's text without its expectation
 * @param answered what the learner's room said, in the scenario language's words, or how it broke off
 * @param allowed  every answer that was allowed; with a reason, one of them or none
 * @param why      why the answer is not allowed, where no set of answers says it; else empty
 */
public record Divergence(int line, String step, String answered, List<String> allowed, String why) {

    /** Where the set of allowed answers says it all. */
    public Divergence(int line, String step, String answered, List<String> allowed) {
        this(line, step, answered, allowed, "");
    }
}
