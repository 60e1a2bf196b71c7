package iommu.grade.judge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import iommu.grade.KitCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The main job, end to end: the bundled submissions get the verdicts that they are there to show. */
class ExampleSubmissionsTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int FULL = 60;

    @TempDir
    private static Path out;

    @BeforeAll
    static void gradeTheExamples() {
        assertThat(KitCommand.run("grade", KitCommand.examples().toString(), "--out", out.toString()).exit()).isZero();
    }

    private static JsonNode result(String submission) throws IOException {
        return JSON.readTree(out.resolve(submission).resolve("result.json").toFile());
    }

    private static Set<String> failedGroups(JsonNode result) {
        Set<String> failed = new TreeSet<>();
        for (JsonNode lab : result.get("labs")) {
            StreamSupport.stream(lab.get("groups").spliterator(), false)
                    .filter(g -> !g.get("verdict").asText().equals("passed")).forEach(g -> failed.add(g.get("id").asText()));
        }
        return failed;
    }

    private static JsonNode group(JsonNode result, String id) {
        for (JsonNode lab : result.get("labs")) {
            for (JsonNode group : lab.get("groups")) {
                if (group.get("id").asText().equals(id)) {
                    return group;
                }
            }
        }
        throw new AssertionError("no group " + id);
    }

    @Test
    void aCorrectRoomThatIsNotShapedLikeTheReferencePassesWithFullMarks() throws IOException {
        assertThat(failedGroups(result("solved"))).isEmpty();
        assertThat(result("solved").get("verdict").asText()).isEqualTo("passed");
        assertThat(result("solved").get("score").asInt()).isEqualTo(FULL);
    }

    @Test
    void whatTheArchitectureAllowsCostsNoPointOfTheLawButThoseOfTheContract() throws IOException {
        assertThat(failedGroups(result("never-caches"))).containsExactly("04.keeps", "04.reuse");
        assertThat(failedGroups(result("over-invalidates"))).containsExactly("04.keeps");
        assertThat(result("never-caches").get("score").asInt()).isEqualTo(FULL - 4);
        assertThat(result("over-invalidates").get("score").asInt()).isEqualTo(FULL - 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"stub", "exits", "forges"})
    void whoAnswersNothingRightlyScoresNothing(String submission) throws IOException {
        assertThat(result(submission).get("verdict").asText()).isEqualTo("failed");
        assertThat(result(submission).get("score").asInt()).isZero();
    }

    @Test
    void theStubAsHandedOutWasNotAttempted() throws IOException {
        assertThat(result("stub").get("labs")).allMatch(lab -> !lab.get("attempted").asBoolean());
    }

    @ParameterizedTest
    @CsvSource({"leaf-permission, 02.rights, 02", "superpage-offset, 02.superpages, 02", "short-source-id, 04.tags, 04",
        "stale-after-invalidate, 04.pages, 04"})
    void aBugFailsItsGroupAloneAndItsSmallestRunReplaysFailing(String submission, String guilty, String lab)
            throws IOException {
        JsonNode result = result(submission);
        assertThat(result.get("verdict").asText()).isEqualTo("failed");
        assertThat(failedGroups(result)).containsExactly(guilty);
        assertThat(result.get("score").asInt()).isBetween(1, FULL - 1);
        Path smallest = out.resolve(submission).resolve(group(result, guilty).get("counterexample").asText());
        assertThat(Files.readAllLines(smallest)).hasSizeLessThanOrEqualTo(12);
        KitCommand.Result replayed = KitCommand.run("replay", smallest.toString(), "--room",
                KitCommand.example(submission).toString(), "--lab", lab);
        assertThat(replayed.exit()).as(replayed.out() + replayed.err()).isEqualTo(1);
        assertThat(replayed.out()).contains("WRONG");
        assertThat(KitCommand.run("replay", smallest.toString()).exit()).as("the reference keeps it").isZero();
        everyLineMatters(smallest, submission, lab);
    }

    /** Without any one of its lines the run shows no failure, or is no run at all. */
    private static void everyLineMatters(Path smallest, String submission, String lab) throws IOException {
        List<String> lines = Files.readAllLines(smallest);
        for (int i = 0; i < lines.size(); i++) {
            List<String> fewer = new ArrayList<>(lines);
            String gone = fewer.remove(i);
            Path file = Files.writeString(out.resolve("fewer.vtd"), String.join("\n", fewer) + "\n");
            assertThat(KitCommand.run("replay", file.toString(), "--room", KitCommand.example(submission).toString(),
                    "--lab", lab).exit()).as("without " + gone).isNotEqualTo(1);
        }
    }

    @Test
    void aSyntaxErrorIsRejectedWithTheCompilersWordsAndLine() throws IOException {
        JsonNode result = result("does-not-compile");
        assertThat(result.get("verdict").asText()).isEqualTo("rejected");
        assertThat(result.toString()).containsPattern("SecondStageWalk\\.java:\\d+: ");
    }

    @Test
    void codeThatNeverReturnsLosesOnlyTheGroupsThatItTouches() throws IOException {
        assertThat(failedGroups(result("endless-loop"))).containsExactly("02.steps", "02.superpages");
        assertThat(failedGroups(result("sleeps"))).containsExactly("01.reserved");
        assertThat(group(result("endless-loop"), "02.superpages").get("message").asText()).contains("processor time");
        assertThat(group(result("sleeps"), "01.reserved").get("message").asText()).contains("stopped answering");
    }

    @Test
    void theSummaryNamesEverySubmissionOnce() throws IOException {
        JsonNode summary = JSON.readTree(out.resolve("summary.json").toFile());
        assertThat(summary.get("submissions").findValuesAsText("submission")).hasSize(13).doesNotHaveDuplicates();
        assertThat(summary.get("submissions")).allMatch(s -> s.get("max_score").asInt() == FULL);
    }

    @Test
    void everyGroupCarriesIdKindVerdictScoreAndRule() throws IOException {
        for (JsonNode lab : result("leaf-permission").get("labs")) {
            for (JsonNode group : lab.get("groups")) {
                assertThat(group.properties().stream().map(Map.Entry::getKey))
                        .contains("id", "kind", "verdict", "score", "max_score", "rule");
            }
        }
    }

    @Test
    void everySubmissionHasAReportThatLoadsNothingFromElsewhere() throws IOException {
        for (JsonNode submission : JSON.readTree(out.resolve("summary.json").toFile()).get("submissions")) {
            assertThat(out.resolve(submission.get("submission").asText()).resolve("report.html")).content()
                    .doesNotContain("<script").doesNotContain("src=\"http");
        }
        assertThat(out.resolve("index.html")).exists();
    }

    @Test
    void gradingTwiceWithOneSeedGivesTheSameGradebookToTheByte(@TempDir Path again) throws IOException {
        KitCommand.run("grade", KitCommand.examples().toString(), "--out", again.toString());
        assertThat(again.resolve("gradebook.csv")).hasSameBinaryContentAs(out.resolve("gradebook.csv"));
    }
}
