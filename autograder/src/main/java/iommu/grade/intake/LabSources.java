package iommu.grade.intake;

import java.util.List;
import java.util.Optional;

/**
 * What was sent for one lab.
 *
 * @param labNumber two digits, such as {@code 02}
 * @param files     in the order of their paths
 * @param rejection why the lab can't be graded as sent, a printable sentence; then the files must not be compiled
 */
public record LabSources(String labNumber, List<SourceFile> files, Optional<String> rejection) {

    public LabSources {
        files = List.copyOf(files);
    }
}
