package iommu.scenario;

import iommu.arch.stimulus.Stimulus;
import java.util.Optional;

/**
 * One smallest step of a run.
 *
 * @param line        the line of the scenario that it comes from, from 1
 * @param stimulus    what happens
 * @param expectation what the line demands of the answer; only of the step that asks
 */
public record Step(int line, Stimulus stimulus, Optional<Expectation> expectation) {
}
