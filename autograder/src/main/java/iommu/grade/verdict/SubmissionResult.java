package iommu.grade.verdict;

import java.util.List;

/**
 * Everything the judge says of one submission.
 *
 * @param submission its name: the folder's, or the archive's without its ending
 * @param receipt    the hash of its canonical sources, SHA-256 in hexadecimal; empty if it could not be read
 * @param suite      the version of the groups and cases
 * @param seed       what the generated cases came from: 1 in practice grading
 * @param practice   no course secret was given, so the cases are the same for everyone who looks
 * @param notes      remarks on files that were ignored and the like
 * @param tests      what the learner's own tests are worth, for each lab that has some
 */
public record SubmissionResult(String submission, String receipt, String suite, long seed, boolean practice,
        Verdict verdict, List<LabResult> labs, List<String> notes, List<TestsResult> tests) {

    public SubmissionResult {
        tests = tests == null ? List.of() : List.copyOf(tests);
    }

    /** One without tests of the learner's. */
    public SubmissionResult(String submission, String receipt, String suite, long seed, boolean practice,
            Verdict verdict, List<LabResult> labs, List<String> notes) {
        this(submission, receipt, suite, seed, practice, verdict, labs, notes, List.of());
    }

    /** The same with what the learner's own tests are worth. */
    public SubmissionResult withTests(List<TestsResult> worth) {
        return new SubmissionResult(submission, receipt, suite, seed, practice, verdict, labs, notes, worth);
    }

    public int score() {
        return labs.stream().mapToInt(LabResult::score).sum();
    }

    public int maxScore() {
        return labs.stream().mapToInt(LabResult::maxScore).sum();
    }
}
