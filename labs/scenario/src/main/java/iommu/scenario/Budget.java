package iommu.scenario;

/**
 * How much a shrinking may cost.
 *
 * @param maxRuns runs of candidates, the first one included
 */
public record Budget(int maxRuns) {
}
