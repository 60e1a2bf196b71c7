package iommu.grade.report;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import iommu.grade.verdict.SubmissionResult;
import iommu.grade.verdict.Verdict;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FilesTest {

    private static JsonNode read(String json) throws Exception {
        return new ObjectMapper().readTree(json);
    }

    private static Batch one(String name) {
        return new Batch("1", 1, true, List.of(Samples.submission(name, Verdict.FAILED, List.of(), Samples.lab02())));
    }

    @Test
    void aResultIsWrittenWithItsKeysInOrder() {
        SubmissionResult small = Samples.submission("amy", Verdict.FAILED, List.of("a note"), Samples.lab04());
        assertThat(ResultJson.of(small)).startsWith("""
                {
                  "submission": "amy",
                  "suite": "1",
                  "seed": 1,
                  "practice": true,
                  "verdict": "failed",
                  "score": 17,
                  "max_score": 20,
                  "receipt": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
                  "notes": [
                    "a note"
                  ],
                  "labs": [
                    {
                      "lab": "04-iotlb",
                      "verdict": "failed",
                      "attempted": true,
                      "score": 17,
                      "max_score": 20,
                      "message": "",
                      "groups": [
                """).endsWith("""
                        {
                          "id": "04.pages",
                          "title": "removes every page of a page-selective range",
                          "kind": "law",
                          "verdict": "failed",
                          "score": 0,
                          "max_score": 3,
                          "rule": "§6.5.2.3, L2",
                          "message": "A 2 MiB entry survived the invalidation of a page inside it.",
                          "behaviour": {
                            "class": "stale",
                            "sentence": "it answers from what an invalidation has removed"
                          },
                          "blocked_by": [],
                          "counterexample": "04.pages.vtd",
                          "divergence": {
                            "line": 7,
                            "step": "lookup 00:03.0 0x201000",
                            "answered": "0xa01000 rw did=1 size=2M",
                            "allowed": [
                              "0x700000 rw did=1",
                              "miss"
                            ]
                          }
                        }
                      ]
                    }
                  ]
                }
                """);
    }

    @Test
    void hostileNamesComeBackWholeFromJsonThatNoTerminalObeys() throws Exception {
        String json = ResultJson.of(Samples.hostile());
        assertThat(read(json).get("submission").textValue()).isEqualTo(Samples.HOSTILE);
        assertThat(json).doesNotContain("\u001b", "\u202E", "\uFFFE", "\u0000").doesNotContain("\r");
    }

    @Test
    void theSummaryHasTheSameMaximumForEveryone() throws Exception {
        for (JsonNode submission : read(SummaryJson.of(Samples.batch())).get("submissions")) {
            assertThat(submission.get("max_score").intValue()).isEqualTo(60);
        }
    }

    @Test
    void theGradebookHasOneColumnForEachLabAndOneRowForEachSubmission() {
        Batch batch = new Batch("1", 1, true, List.of(
                Samples.submission("Zimmer, Zo\u00eb \"Z\"", Verdict.FAILED, List.of(), Samples.notSent("04-iotlb"), Samples.lab01()),
                Samples.amy()));
        assertThat(GradebookCsv.of(batch)).isEqualTo("""
                submission,01-context,02-walk,04-iotlb,total,max,verdict
                "Zimmer, Zo\u00eb ""Z""\",20,0,0,20,60,failed
                amy,20,11,17,48,60,failed
                """);
    }

    @Test
    void whatTheJudgeCouldNotDecideIsAnEmptyCell() {
        assertThat(GradebookCsv.of(Samples.batch())).contains("zo\u00eb,20,,0,,60,inconclusive\n");
    }

    @Test
    void noCellIsAFormula() {
        for (String start : List.of("=HYPERLINK(1)", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\uFF1D1", "\u001b[31m=1")) {
            String cell = GradebookCsv.of(one(start)).split("\n", 2)[1];
            assertThat(cell).as(start).startsWith("'").doesNotContain("\u001b");
        }
    }

    @Test
    void theOrderOfJudgingLeavesNoTraceInAnyFile() {
        List<SubmissionResult> turned = new ArrayList<>(Samples.batch().submissions());
        Collections.reverse(turned);
        Batch other = new Batch("1", 1, true, turned);
        assertThat(GradebookCsv.of(other)).isEqualTo(GradebookCsv.of(Samples.batch()));
        assertThat(SummaryJson.of(other)).isEqualTo(SummaryJson.of(Samples.batch()));
        assertThat(IndexHtml.of(other, SubmissionResult::submission)).isEqualTo(IndexHtml.of(Samples.batch(), SubmissionResult::submission));
        assertThat(TerminalTable.of(other, TerminalStyle.PLAIN)).isEqualTo(TerminalTable.of(Samples.batch(), TerminalStyle.PLAIN));
    }

    @Test
    void anEmptyBatchHasEmptyFiles() {
        Batch empty = new Batch("1", 1, true, List.of());
        assertThat(GradebookCsv.of(empty)).isEqualTo("submission,total,max,verdict\n");
        assertThat(SummaryJson.of(empty)).contains("\"submissions\": []");
        assertThat(IndexHtml.of(empty, SubmissionResult::submission)).contains("0 submissions");
        assertThat(TerminalTable.of(empty, TerminalStyle.PLAIN)).contains("submission", "maximum");
    }

    @Test
    void colourIsForTerminalsThatWantIt() {
        assertThat(TerminalStyle.of(Map.of(), true).colour()).isTrue();
        assertThat(TerminalStyle.of(Map.of(), false).colour()).isFalse();
        assertThat(TerminalStyle.of(Map.of("NO_COLOR", "1"), true).colour()).isFalse();
        assertThat(TerminalStyle.of(Map.of("NO_COLOR", ""), true).colour()).isTrue();
        assertThat(TerminalStyle.of(Map.of("TERM", "dumb"), true).colour()).isFalse();
    }
}
