package iommu.grade.course;

import iommu.grade.course.Course.CourseLab;
import iommu.grade.verdict.CourseScore;
import iommu.grade.verdict.LabResult;
import iommu.grade.verdict.SubmissionResult;
import iommu.grade.verdict.TestsResult;
import iommu.grade.verdict.Verdict;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** From the judge's points to a course's: weights, points for tests, what late work costs. In exact decimals. */
public final class Scoring {

    private static final int PLACES = 2;
    private static final int INNER_PLACES = 12;
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);

    private final Course course;

    public Scoring(Course course) {
        this.course = course;
    }

    /** What the course makes of a submission. Of one that the roster does not know, its name is the person. */
    public CourseScore of(SubmissionResult result) {
        Optional<Roster.Row> row = course.roster().flatMap(roster -> roster.of(result.submission()));
        Optional<OffsetDateTime> submitted = row.flatMap(Roster.Row::submitted);
        List<CourseScore.OfLab> labs = new ArrayList<>();
        for (LabResult lab : result.labs()) {
            course.lab(lab.lab().substring(0, 2)).ifPresent(counted -> labs.add(of(lab, counted, result, submitted)));
        }
        return new CourseScore(row.map(Roster.Row::person).orElse(result.submission()), total(labs), labs);
    }

    private CourseScore.OfLab of(LabResult lab, CourseLab counted, SubmissionResult result, Optional<OffsetDateTime> submitted) {
        Optional<TestsResult> tests = result.tests().stream().filter(t -> t.lab().equals(lab.lab())).findFirst();
        boolean undecided = lab.verdict() == Verdict.INCONCLUSIVE
                || counted.tests() > 0 && tests.map(t -> !t.host().isEmpty()).orElse(false);
        Optional<BigDecimal> score = undecided ? Optional.empty()
                : Optional.of(BigDecimal.valueOf(lab.score()).add(tests.map(t -> points(t, counted)).orElse(BigDecimal.ZERO)));
        int days = lab.attempted() || tests.filter(t -> !t.tests().isEmpty()).isPresent() ? counted.daysLate(submitted) : 0;
        return new CourseScore.OfLab(lab.lab(), counted.weight(), score, lab.maxScore() + counted.tests(), days,
                course.late().map(late -> late.kept(days)).orElse(100));
    }

    /** So many of the points as the part of the bugs that are exposed is of those that must be, rounded to hundredths. */
    private static BigDecimal points(TestsResult tests, CourseLab counted) {
        if (counted.tests() == 0 || tests.bugs() == 0) {
            return BigDecimal.ZERO;
        }
        BigDecimal part = BigDecimal.valueOf(tests.exposed()).multiply(HUNDRED)
                .divide(BigDecimal.valueOf((long) tests.bugs() * counted.fullAt()), INNER_PLACES, RoundingMode.HALF_UP);
        return part.min(BigDecimal.ONE).multiply(BigDecimal.valueOf(counted.tests())).setScale(PLACES, RoundingMode.HALF_UP);
    }

    private Optional<BigDecimal> total(List<CourseScore.OfLab> labs) {
        BigDecimal sum = BigDecimal.ZERO;
        long weights = 0;
        for (CourseScore.OfLab lab : labs) {
            weights += lab.weight();
            if (lab.weight() > 0 && lab.score().isEmpty()) {
                return Optional.empty();
            }
            BigDecimal points = lab.score().orElse(BigDecimal.ZERO).multiply(BigDecimal.valueOf((long) lab.weight() * lab.kept()));
            sum = sum.add(points.divide(BigDecimal.valueOf(lab.maxScore()), INNER_PLACES, RoundingMode.HALF_UP));
        }
        return weights == 0 ? Optional.empty()
                : Optional.of(sum.divide(BigDecimal.valueOf(weights), PLACES, RoundingMode.HALF_UP));
    }
}
