package iommu.view;

/**
 * An answer that was allowed at the marked lookup, and where it comes from.
 *
 * @param answer in the scenario language's words
 * @param line   the line of the step that put it into the cache; 0 if none did, as for a miss
 * @param why    one sentence; may be empty
 */
public record AllowedAnswer(String answer, int line, String why) {
}
