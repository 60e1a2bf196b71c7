package iommu.grade.cli;

import iommu.grade.course.Course;
import iommu.grade.course.CourseFile;
import iommu.grade.course.FeedbackFilter;
import iommu.grade.course.Scoring;
import iommu.grade.intake.IntakeResult;
import iommu.grade.intake.UsageException;
import iommu.grade.judge.Suite;
import iommu.grade.labs.Lab;
import iommu.grade.report.Batch;
import iommu.grade.sandbox.Sandbox;
import iommu.grade.verdict.CourseScore;
import iommu.grade.verdict.SubmissionResult;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** Whether a batch is a course's, and what that makes of it. Without one it is practice. */
final class CourseChoice {

    @Option(names = "--course", paramLabel = "FILE",
            description = "The course: its labs, weights, dates, roster and secret. Default: practice grading, with no secret")
    private Path file;

    @Option(names = "--labs", split = ",", paramLabel = "NN",
            description = "The labs that count for everyone. Default: the course's, or every lab that anybody in the batch has sent")
    private List<String> labs;

    @Option(names = "--seed", paramLabel = "N", description = "What the generated cases of practice grading come from. Default: 1")
    private Long seed;

    private Optional<Course> course = Optional.empty();

    /** Reads the course file, if one was named. */
    void read(Kit kit) {
        if (file != null && (labs != null || seed != null)) {
            throw new UsageException((labs != null ? "--labs" : "--seed") + " is for practice grading: the course file says "
                    + (labs != null ? "which labs count" : "what the cases come from"));
        }
        course = Optional.ofNullable(file).map(f -> CourseFile.read(f, kit.manifest()));
    }

    /** Says aloud that learner code without walls could read the secret. */
    void warn(Sandbox sandbox, PrintWriter err) {
        if (course.isPresent() && sandbox.notice().isPresent()) {
            err.println("WARNING: without walls a submission can read the course's secret, and so learn the hidden cases.");
            err.flush();
        }
    }

    Suite suite(Kit kit) {
        return course.map(c -> Suite.course(kit.labs(), kit.manifest(), c)).orElseGet(() -> kit.suite(seed == null ? 1 : seed));
    }

    /** The labs that count for everyone. */
    List<Lab> counted(Kit kit, List<IntakeResult> sent) {
        if (course.isPresent()) {
            return kit.labs(course.get().labs().stream().map(Course.CourseLab::number).toList());
        }
        if (labs != null) {
            return kit.labs(labs.stream().distinct().sorted().toList());
        }
        List<Lab> union = kit.manifest().labs().stream().filter(lab -> sent.stream().anyMatch(one ->
                one instanceof IntakeResult.Received received && received.submission().labs().containsKey(lab.number()))).toList();
        return union.isEmpty() ? kit.manifest().labs() : union;
    }

    /** Of each person's submissions the one that counts. @param remarks is told of the others, and of who sent none */
    List<IntakeResult> counting(List<IntakeResult> sent, List<String> remarks) {
        if (course.isEmpty() || course.get().roster().isEmpty()) {
            return sent;
        }
        var roster = course.get().roster().get();
        Set<String> names = sent.stream().map(IntakeResult::name).collect(Collectors.toCollection(TreeSet::new));
        Map<String, String> older = roster.superseded(names);
        older.forEach((name, last) -> remarks.add(name + " is not graded: " + last + " of the same person came later."));
        roster.strangers(names).forEach(name -> remarks.add(name + " is not in the roster."));
        List<String> missing = roster.missing(names);
        if (!missing.isEmpty()) {
            remarks.add("Nothing was sent by: " + String.join(", ", missing) + ".");
        }
        return sent.stream().filter(one -> !older.containsKey(one.name())).toList();
    }

    /** The batch of these results. */
    Batch batch(Suite suite, List<SubmissionResult> graded) {
        Map<String, CourseScore> scores = new TreeMap<>();
        course.map(Scoring::new).ifPresent(scoring -> graded.forEach(result -> scores.put(result.submission(), scoring.of(result))));
        return new Batch(suite.version(), suite.seed(), suite.practice(), graded, scores);
    }

    /** What a student is shown of a result. */
    UnaryOperator<SubmissionResult> shown(Batch batch) {
        if (course.isEmpty()) {
            return result -> result;
        }
        FeedbackFilter filter = new FeedbackFilter(course.get(), Instant.now());
        return result -> filter.of(result, batch.course().get(result.submission()));
    }

    /** What the cases were, in a sentence. */
    String sentence() {
        return course.map(c -> "Course \"" + c.name() + "\", with its own cases.")
                .orElse("Practice grading, seed " + (seed == null ? 1 : seed) + ".");
    }
}
