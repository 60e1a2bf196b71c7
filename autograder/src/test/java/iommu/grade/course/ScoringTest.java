package iommu.grade.course;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.grade.course.Course.CourseLab;
import iommu.grade.course.Course.Feedback;
import iommu.grade.course.Course.Late;
import iommu.grade.course.Course.Shown;
import iommu.grade.verdict.Counterexample;
import iommu.grade.verdict.CourseScore;
import iommu.grade.verdict.Divergence;
import iommu.grade.verdict.GroupResult;
import iommu.grade.verdict.LabResult;
import iommu.grade.verdict.SubmissionResult;
import iommu.grade.verdict.TestsResult;
import iommu.grade.verdict.Verdict;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a course makes of the judge's points, and what it shows of them. */
class ScoringTest {

    private static final OffsetDateTime DUE = OffsetDateTime.parse("2026-11-02T23:59:00+01:00");
    private static final CourseLab FIRST = new CourseLab("01", 1, Optional.of(DUE), 0, 100);
    private static final CourseLab SECOND = new CourseLab("02", 3, Optional.empty(), 0, 100);

    private static Course course(Optional<Late> late, Feedback feedback, String submitted, CourseLab... labs) {
        Roster roster = new Roster(Path.of("roster.csv"), List.of(new Roster.Row("Amy", "amy",
                Optional.of(submitted).filter(s -> !s.isEmpty()).map(OffsetDateTime::parse))));
        return new Course("OS", "mark", Secret.open("s"), List.of(labs), late, feedback, Optional.of(roster));
    }

    private static Course course(Optional<Late> late, String submitted, CourseLab... labs) {
        return course(late, new Feedback(Shown.FULL, Shown.FULL), submitted, labs);
    }

    private static LabResult lab(String id, Verdict verdict, int score) {
        GroupResult group = new GroupResult(id.substring(0, 2) + ".group", "title", "law", verdict, score, 20, "§1",
                verdict == Verdict.PASSED ? "" : "Line 3: wrong", List.of(), verdict == Verdict.PASSED ? Optional.empty()
                        : Optional.of(new Counterexample("x.vtd", "vtd 1\n", new Divergence(3, "walk", "miss", List.of("hit")))));
        return new LabResult(id, verdict, true, score, 20, List.of(group), "");
    }

    private static SubmissionResult result(LabResult... labs) {
        return new SubmissionResult("amy", "r", "1", 0, false, Verdict.FAILED, List.of(labs), List.of("a note"));
    }

    private static String score(Course course, SubmissionResult result) {
        return new Scoring(course).of(result).score().map(BigDecimal::toPlainString).orElse("none");
    }

    @Test
    void labsCountByTheirWeights() {
        Course course = course(Optional.empty(), "", FIRST, SECOND);
        assertThat(score(course, result(lab("01-context", Verdict.FAILED, 10), lab("02-walk", Verdict.PASSED, 20)))).isEqualTo("87.50");
        assertThat(score(course, result(lab("01-context", Verdict.PASSED, 20), lab("02-walk", Verdict.PASSED, 20)))).isEqualTo("100.00");
        assertThat(new Scoring(course).of(result(lab("01-context", Verdict.PASSED, 20))).person()).isEqualTo("Amy");
    }

    @Test
    void aThirdIsRoundedOnceAtTheEnd() {
        CourseLab third = new CourseLab("03", 1, Optional.empty(), 0, 100);
        assertThat(score(course(Optional.empty(), "", FIRST, third, new CourseLab("02", 1, Optional.empty(), 0, 100)), result(
                lab("01-context", Verdict.PASSED, 20), lab("02-walk", Verdict.FAILED, 0), lab("03-faults", Verdict.FAILED, 0)))).isEqualTo("33.33");
    }

    @Test
    void aLabThatIsNotDecidedLeavesTheScoreOpenUnlessItDoesNotCount() {
        LabResult open = lab("02-walk", Verdict.INCONCLUSIVE, 0);
        assertThat(score(course(Optional.empty(), "", FIRST, SECOND), result(lab("01-context", Verdict.PASSED, 20), open))).isEqualTo("none");
        assertThat(score(course(Optional.empty(), "", FIRST, new CourseLab("02", 0, Optional.empty(), 0, 100)),
                result(lab("01-context", Verdict.PASSED, 20), open))).isEqualTo("100.00");
    }

    @ParameterizedTest
    @CsvSource({"2026-11-02T22:59:00Z,0,100", "2026-11-02T22:59:01Z,1,90", "2026-11-03T22:59:00Z,1,90", "2026-11-03T22:59:00.000000001Z,2,80",
        "2026-11-05T22:59:00Z,3,70", "2026-11-06T22:59:00Z,4,0", "2030-01-01T00:00:00Z,1156,0", "'',0,100"})
    void everyDayBegunCostsItsPartAndAnUnknownTimeIsNotLate(String submitted, int days, int kept) {
        Course course = course(Optional.of(new Late(10, 3)), submitted, FIRST);
        CourseScore score = new Scoring(course).of(result(lab("01-context", Verdict.PASSED, 20)));
        assertThat(score.labs().getFirst().daysLate()).isEqualTo(days);
        assertThat(score.labs().getFirst().kept()).isEqualTo(kept);
        assertThat(score.score().orElseThrow()).isEqualByComparingTo(Integer.toString(kept));
    }

    @Test
    void withoutALatePolicyLatenessIsShownAndCostsNothing() {
        CourseScore score = new Scoring(course(Optional.empty(), "2026-11-04T00:00:00Z", FIRST)).of(result(lab("01-context", Verdict.PASSED, 20)));
        assertThat(score.late()).hasSize(1);
        assertThat(score.score().orElseThrow()).isEqualByComparingTo("100");
    }

    private static TestsResult tests(int exposed, String host) {
        return new TestsResult("01-context", List.of(1, 1, 1, 1, 1, 1, 1, 1), List.of(new TestsResult.Test("a.vtd", Optional.empty(),
                List.of(1, 2, 3, 4, 5, 6, 7, 8).subList(0, exposed))), host);
    }

    @ParameterizedTest
    @CsvSource({"0,83.33", "1,87.50", "2,91.67", "4,100.00", "8,100.00"})
    void testsEarnPointsOnlyWhereTheCourseSaysSo(int exposed, String expected) {
        SubmissionResult result = result(lab("01-context", Verdict.PASSED, 20)).withTests(List.of(tests(exposed, "")));
        assertThat(score(course(Optional.empty(), "", new CourseLab("01", 1, Optional.empty(), 4, 50)), result)).isEqualTo(expected);
        assertThat(score(course(Optional.empty(), "", FIRST), result)).isEqualTo("100.00");
    }

    @Test
    void testsThatTheGraderCouldNotRunLeaveTheScoreOpenWhereTheyCount() {
        SubmissionResult result = result(lab("01-context", Verdict.PASSED, 20)).withTests(List.of(tests(0, "no sandbox")));
        assertThat(score(course(Optional.empty(), "", new CourseLab("01", 1, Optional.empty(), 4, 50)), result)).isEqualTo("none");
        assertThat(score(course(Optional.empty(), "", FIRST), result)).isEqualTo("100.00");
    }

    @Test
    void lateTestsOfALabThatWasNotSentAreLate() {
        LabResult unsent = new LabResult("01-context", Verdict.FAILED, false, 0, 20, List.of(), "Nothing was sent for this lab.");
        Course course = course(Optional.of(new Late(10, 3)), "2026-11-03T22:59:00Z", new CourseLab("01", 1, Optional.of(DUE), 20, 100));
        assertThat(score(course, result(unsent).withTests(List.of(tests(8, ""))))).isEqualTo("45.00");
        assertThat(new Scoring(course).of(result(unsent)).labs().getFirst().daysLate()).isZero();
    }

    @Test
    void whatTheGraderCouldNotJudgeIsNoWindowIntoItsCasesEither() {
        GroupResult open = new GroupResult("01.group", "title", "law", Verdict.INCONCLUSIVE, 0, 20, "§1",
                "The grader could not run this: Line 7: your room ended", List.of(), Optional.empty());
        SubmissionResult result = result(new LabResult("01-context", Verdict.INCONCLUSIVE, true, 0, 20, List.of(open), ""));
        Course course = course(Optional.empty(), new Feedback(Shown.GROUP, Shown.FULL), "", FIRST);
        SubmissionResult shown = new FeedbackFilter(course, Instant.parse("2026-11-01T00:00:00Z")).of(result, new Scoring(course).of(result));
        assertThat(shown.labs().getFirst().groups().getFirst().message()).contains("could not judge").doesNotContain("Line 7");
    }

    private static SubmissionResult shown(Feedback feedback, String now) {
        Course course = course(Optional.empty(), feedback, "2026-11-04T00:00:00Z", FIRST);
        SubmissionResult result = result(lab("01-context", Verdict.FAILED, 0)).withTests(List.of(tests(1, "")));
        return new FeedbackFilter(course, Instant.parse(now)).of(result, new Scoring(course).of(result));
    }

    @ParameterizedTest
    @CsvSource({"FULL,1,true,1", "GROUP,1,false,1", "SCORE,0,false,0"})
    void whatIsShownNeverChangesVerdictsAndPoints(Shown shown, int groups, boolean run, int tests) {
        SubmissionResult result = shown(new Feedback(shown, Shown.FULL), "2026-11-01T00:00:00Z");
        assertThat(result.labs().getFirst().groups()).hasSize(groups);
        assertThat(result.labs().getFirst().groups().stream().anyMatch(g -> g.counterexample().isPresent() || !g.message().isEmpty())).isEqualTo(run);
        assertThat(result.tests()).hasSize(tests);
        assertThat(result.score()).isZero();
        assertThat(result.maxScore()).isEqualTo(20);
        assertThat(result.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(result.notes()).contains("a note").anyMatch(n -> n.startsWith("Course \"OS\": 0.00 of 100"))
                .anyMatch(n -> n.contains("Lab 01 came 2 days late and keeps 100 %"));
        assertThat(result.notes().stream().anyMatch(n -> n.contains("until it is due"))).isEqualTo(shown != Shown.FULL);
    }

    @Test
    void whatIsShownChangesWhenTheLabIsDue() {
        Feedback feedback = new Feedback(Shown.SCORE, Shown.FULL);
        assertThat(shown(feedback, "2026-11-02T22:59:00Z").labs().getFirst().groups()).isEmpty();
        assertThat(shown(feedback, "2026-11-02T22:59:01Z").labs().getFirst().groups()).hasSize(1);
    }
}
