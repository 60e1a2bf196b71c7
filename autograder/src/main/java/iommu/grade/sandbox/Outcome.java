package iommu.grade.sandbox;

import java.nio.file.Path;
import java.util.List;

/** How a lab's compilation ended. */
public sealed interface Outcome {

    /** @param classes the folder of its classes */
    record Compiled(Path classes) implements Outcome {
    }

    /**
     * It can't be graded.
     *
     * @param reason one sentence
     * @param errors the compiler's first messages, as {@code file:line: message}; at most five
     */
    record Rejected(String reason, List<String> errors) implements Outcome {
    }

    /** The host failed. @param why one sentence */
    record Inconclusive(String why) implements Outcome {
    }
}
