package iommu.grade.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import iommu.grade.verdict.SubmissionResult;
import iommu.grade.verdict.TestsResult;
import iommu.grade.verdict.TestsResult.Refusal;
import iommu.grade.verdict.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is shown of learners' own tests: numbers and stages of bugs, whatever the tests are called. */
class LearnersTestsPagesTest {

    private static final TestsResult RESULT = new TestsResult("02-walk", List.of(1, 1, 3), List.of(
            new TestsResult.Test("a.vtd", Optional.empty(), List.of(1, 3)),
            new TestsResult.Test("<b>\u001b[31m😀.vtd", Optional.of(new Refusal(4, 0, "rejects a right unit")), List.of()),
            new TestsResult.Test("c.vtd", Optional.empty(), List.of(3))), "");

    @Test
    void theMatrixIsATableWhereItFits() {
        assertThat(TestsText.of(RESULT, false, TerminalStyle.PLAIN)).contains("your tests expose 2 of 3 seeded bugs", "stage 1: 1 of 2, stage 3: 1 of 1.")
                .contains("  bug, stage      1  2  3\n", "    1, 1          x  .  .\n", "    2, 1          .  .  .\n", "    3, 3          x  .  x\n");
    }

    @Test
    void inWordsItSaysTheSame() {
        assertThat(TestsText.of(RESULT, true, TerminalStyle.PLAIN)).contains("Stage 1\n    bug 1 by test 1\n    not exposed: 2\n",
                "Stage 3\n    bug 3 by tests 1, 3\n").doesNotContain("x  .");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 40, 60, 200})
    void noLineIsWiderThanTheTerminalAndNoNameCommandsIt(int width) {
        TerminalStyle style = TerminalStyle.of(new TreeMap<>(Map.of("COLUMNS", Integer.toString(width), "NO_COLOR", "1")), true);
        List<TestsResult.Test> many = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            many.addAll(RESULT.tests());
        }
        for (TestsResult result : List.of(RESULT, new TestsResult("02-walk", RESULT.stages(), many, ""))) {
            assertThat(TestsText.of(result, false, style).lines()).allSatisfy(line -> assertThat(Cells.width(line)).isLessThanOrEqualTo(style.width()))
                    .noneMatch(line -> line.contains("\u001b"));
        }
    }

    @Test
    void aLabWithoutSeededBugsSaysSo() {
        assertThat(TestsText.of(new TestsResult("05-registers", List.of(), RESULT.tests().subList(1, 2), ""), false, TerminalStyle.PLAIN))
                .contains("no seeded bugs of this lab", "rejects a right unit").doesNotContain("stage");
    }

    @Test
    void theResultFileHasThemOnlyIfThereAreSome() throws Exception {
        SubmissionResult without = Samples.submission("amy", Verdict.PASSED, List.of());
        assertThat(ResultJson.of(without)).doesNotContain("\"tests\"");
        JsonNode tests = new ObjectMapper().readTree(ResultJson.of(without.withTests(List.of(RESULT)))).get("tests");
        assertThat(tests.get("exposed").asInt()).isEqualTo(2);
        assertThat(tests.get("bugs").asInt()).isEqualTo(3);
        assertThat(tests.get("labs").get(0).get("stages").toString()).isEqualTo(
                "[{\"stage\":1,\"exposed\":1,\"bugs\":2},{\"stage\":3,\"exposed\":1,\"bugs\":1}]");
        assertThat(tests.get("labs").get(0).get("tests").get(1).get("refused").get("line").asInt()).isEqualTo(4);
        assertThat(new ObjectMapper().readTree(TestsJson.of(List.of(RESULT)))).isEqualTo(tests);
    }

    @Test
    void theReportHasTheMatrixAndEscapesNames() {
        String page = ReportHtml.of(Samples.submission("amy", Verdict.PASSED, List.of(), Samples.lab02()).withTests(List.of(RESULT)), Map.of(),
                new Pictures(Map.of()), new Replay("out/amy", "amy"));
        assertThat(page).contains("Your own tests", "2 of 3 seeded bugs exposed", "<td class='number'>exposed</td>")
                .doesNotContain("<b>", "\u001b");
    }

    @Test
    void whatTheGraderCouldNotDoIsNoFaultOfTheTests() {
        String page = ReportHtml.of(Samples.submission("amy", Verdict.PASSED, List.of(), Samples.lab02()).withTests(List.of(
                new TestsResult("02-walk", List.of(), List.of(), "the sandbox did not start"))), Map.of(), new Pictures(Map.of()), new Replay("o", "a"));
        assertThat(page).contains("no fault of the tests: the sandbox did not start");
    }
}
