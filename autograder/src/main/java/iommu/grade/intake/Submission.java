package iommu.grade.intake;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The canonical sources of one submission.
 *
 * @param name    the folder's name, or the archive's without its ending; printable
 * @param receipt SHA-256 of the canonical sources, 64 hexadecimal digits: the same for folder and zip, whatever the
 *                files were called and in whatever order they came
 * @param labs    by the lab's number, in their order; only labs for which something was sent
 * @param notes   sentences on files that were left out; printable
 * @param tests   the learner's own tests, by the lab's number; only labs that have some. Not in the receipt
 */
public record Submission(String name, String receipt, Map<String, LabSources> labs, List<String> notes,
        Map<String, List<TestFile>> tests) {

    /** One without tests of the learner's. */
    public Submission(String name, String receipt, Map<String, LabSources> labs, List<String> notes) {
        this(name, receipt, labs, notes, Map.of());
    }

    public Submission {
        labs = Collections.unmodifiableMap(new TreeMap<>(labs));
        notes = List.copyOf(notes);
        tests = Collections.unmodifiableMap(new TreeMap<>(tests));
    }
}
