package iommu.grade.litmus;

import iommu.scenario.Scenario;
import java.util.Optional;

/**
 * A run that asks what the architecture allows.
 *
 * @param folder   where it stands on the shelf: {@code l1-caching-mode}; empty for any other file
 * @param name     the file's name without {@code .vtd}
 * @param head     question and answer; every file of the shelf has them
 * @param scenario the run
 */
public record Litmus(String folder, String name, Optional<LitmusHead> head, Scenario scenario) {

    /** How it is called: {@code l1-caching-mode/map-without-invalidation}, or the name of a file from elsewhere. */
    public String fullName() {
        return folder.isEmpty() ? name : folder + "/" + name;
    }
}
