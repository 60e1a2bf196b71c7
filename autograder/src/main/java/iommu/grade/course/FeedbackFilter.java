package iommu.grade.course;

import iommu.grade.course.Course.CourseLab;
import iommu.grade.course.Course.Shown;
import iommu.grade.verdict.CourseScore;
import iommu.grade.verdict.GroupResult;
import iommu.grade.verdict.LabResult;
import iommu.grade.verdict.SubmissionResult;
import iommu.grade.verdict.TestsResult;
import iommu.grade.verdict.Verdict;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What a student is shown of a result, as the course has it: points and verdicts are always the judge's. */
public final class FeedbackFilter {

    private final Course course;
    private final Instant now;

    /** @param now which labs are due by now */
    public FeedbackFilter(Course course, Instant now) {
        this.course = course;
        this.now = now;
    }

    /** The result as its student may see it, with a note of what the course makes of it. */
    public SubmissionResult of(SubmissionResult result, CourseScore score) {
        List<String> notes = new ArrayList<>(List.of(sentence(score)));
        score.late().forEach(lab -> notes.add("Lab " + lab.lab().substring(0, 2) + " came " + days(lab.daysLate()) + " late and keeps "
                + lab.kept() + " % of its points."));
        List<LabResult> labs = new ArrayList<>();
        for (LabResult lab : result.labs()) {
            Shown shown = shown(lab.lab());
            labs.add(shown(lab, shown));
            if (shown != Shown.FULL) {
                notes.add("Lab " + lab.lab().substring(0, 2) + ": the course shows " + (shown == Shown.GROUP
                        ? "which groups passed, and no runs" : "points alone") + (opensLater(lab.lab()) ? " until it is due." : "."));
            }
        }
        notes.addAll(result.notes());
        List<TestsResult> tests = result.tests().stream().filter(t -> shown(t.lab()) != Shown.SCORE).toList();
        return new SubmissionResult(result.submission(), result.receipt(), result.suite(), result.seed(), result.practice(),
                result.verdict(), labs, notes, tests);
    }

    private String sentence(CourseScore score) {
        return "Course \"" + course.name() + "\": " + score.score().map(s -> s.toPlainString() + " of " + CourseScore.MAX)
                .orElse("no score yet") + ".";
    }

    private static String days(int days) {
        return days == 1 ? "1 day" : days + " days";
    }

    private Shown shown(String lab) {
        boolean due = course.lab(lab.substring(0, 2)).map(l -> l.isDue(now)).orElse(false);
        return due ? course.feedback().after() : course.feedback().before();
    }

    private boolean opensLater(String lab) {
        Optional<CourseLab> counted = course.lab(lab.substring(0, 2)).filter(l -> l.due().isPresent() && !l.isDue(now));
        return counted.isPresent() && course.feedback().after().compareTo(course.feedback().before()) < 0;
    }

    private static LabResult shown(LabResult lab, Shown shown) {
        return switch (shown) {
            case FULL -> lab;
            case GROUP -> new LabResult(lab.lab(), lab.verdict(), lab.attempted(), lab.score(), lab.maxScore(),
                    lab.groups().stream().map(FeedbackFilter::bare).toList(), lab.message());
            case SCORE -> new LabResult(lab.lab(), lab.verdict(), lab.attempted(), lab.score(), lab.maxScore(), List.of(), lab.message());
        };
    }

    /** Without the run and what is said of it; why a lab was not judged at all is no secret of the cases. */
    private static GroupResult bare(GroupResult group) {
        String message = switch (group.verdict()) {
            case FAILED -> "";
            case INCONCLUSIVE -> "The grader could not judge this group; who runs the course can see why.";
            default -> group.message();
        };
        return new GroupResult(group.id(), group.title(), group.kind(), group.verdict(), group.score(), group.maxScore(), group.rule(),
                message, group.blockedBy(), Optional.empty());
    }
}
