/**
 * The scenario language: the room where a run is written down. Its reference is {@code labs/scenario/README.md}.
 *
 * <p>{@link iommu.scenario.Scenario} is what a file says, {@link iommu.scenario.Expander} what it makes happen as
 * smallest steps, {@link iommu.scenario.Expectation} and {@link iommu.scenario.Outcome} what it demands of the
 * answers. {@link iommu.scenario.Generator} writes scenarios from a seed, {@link iommu.scenario.Shrinker} makes a
 * failing one small, {@link iommu.scenario.Coverage} counts what a run met. Read them in this order.
 *
 * <p>The table builders share no mask and no shift with anything that walks tables: a wrong bit in one of them shows.
 */
package iommu.scenario;
