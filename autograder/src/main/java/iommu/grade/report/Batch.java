package iommu.grade.report;

import iommu.grade.verdict.CourseScore;
import iommu.grade.verdict.LabResult;
import iommu.grade.verdict.SubmissionResult;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The results of one grading run, sorted by the submissions' names.
 *
 * @param suite       the version of the groups and cases
 * @param seed        what the generated cases came from
 * @param practice    no course secret was given
 * @param submissions one for each, in any order
 * @param course      what a course makes of each, by the submission's name; empty in practice grading
 */
public record Batch(String suite, long seed, boolean practice, List<SubmissionResult> submissions,
        Map<String, CourseScore> course) {

    /** One of practice grading. */
    public Batch(String suite, long seed, boolean practice, List<SubmissionResult> submissions) {
        this(suite, seed, practice, submissions, Map.of());
    }

    /**
     * A lab that anyone of the batch was graded on.
     *
     * @param lab      number and name, such as {@code 02-walk}
     * @param maxScore the same for everyone
     */
    public record LabColumn(String lab, int maxScore) {

        /** The number alone, such as {@code 02}. */
        public String number() {
            return numberOf(lab);
        }
    }

    public Batch {
        submissions = submissions.stream().sorted(Comparator.comparing(SubmissionResult::submission)
                .thenComparing(SubmissionResult::receipt)).toList();
        course = Map.copyOf(course);
    }

    /** The labs in order of their numbers, the union over all submissions. */
    public List<LabColumn> labs() {
        TreeMap<String, Integer> most = new TreeMap<>();
        submissions.stream().flatMap(s -> s.labs().stream()).forEach(l -> most.merge(l.lab(), l.maxScore(), Math::max));
        return most.entrySet().stream().map(e -> new LabColumn(e.getKey(), e.getValue())).toList();
    }

    /** The points that everyone could have had. */
    public int maxScore() {
        return labs().stream().mapToInt(LabColumn::maxScore).sum();
    }

    static String numberOf(String lab) {
        int dash = lab.indexOf('-');
        return dash > 0 ? lab.substring(0, dash) : lab;
    }

    static Optional<LabResult> lab(SubmissionResult submission, String lab) {
        return submission.labs().stream().filter(l -> l.lab().equals(lab)).findFirst();
    }
}
