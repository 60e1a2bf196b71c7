package iommu.grade.verdict;

/**
 * A failing run, shrunk.
 *
 * @param file       its file name in the submission's folder of the output, such as {@code 02.rights.vtd}
 * @param scenario   its text in the scenario language; replays with one command
 * @param divergence the first step that differs
 */
public record Counterexample(String file, String scenario, Divergence divergence) {
}
