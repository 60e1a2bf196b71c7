package iommu.grade.report;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.grade.verdict.GroupResult;
import iommu.grade.verdict.LabResult;
import iommu.grade.verdict.SubmissionResult;
import iommu.grade.verdict.Verdict;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PagesTest {

    private static final Replay REPLAY = new Replay("out/amy", "submissions/amy.zip");

    private static String report(SubmissionResult submission) {
        return ReportHtml.of(submission, Samples.GUIDES, Samples.pictures(), REPLAY);
    }

    static Stream<String> everyPage() {
        return Stream.concat(Stream.of(IndexHtml.of(Samples.batch(), s -> s.submission())),
                Samples.batch().submissions().stream().map(PagesTest::report));
    }

    @ParameterizedTest
    @MethodSource("everyPage")
    void aPageIsOneFileWithoutScriptsOrAnythingLoaded(String page) {
        assertThat(page).startsWith("<!DOCTYPE html>\n<html lang=\"en\">").contains("default-src 'none'", "<main>", "<h1>")
                .doesNotContain("<script", "<img", "<link", "src=", "@import", "url(", "javascript:");
        assertThat(page.replace("xmlns=\"http://www.w3.org/2000/svg\"", "").replace("http://e", "")).doesNotContain("http:", "https:");
    }

    @ParameterizedTest
    @MethodSource("everyPage")
    void aPageHoldsNoCharacterThatATerminalOrBrowserObeys(String page) {
        assertThat(page.codePoints().filter(c -> c < 0x20 && c != '\n' && c != '\t' || c >= 0x7F && c < 0xA0
                || c >= 0x202A && c <= 0x202E || c >= 0xD800 && c < 0xE000 || (c & 0xFFFE) == 0xFFFE)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("everyPage")
    void everyAttributeOfAPageIsOneTheKitWrites(String page) {
        assertThat(page).doesNotContainPattern("<[^>]*\\sonload");
        assertThat(page.replaceAll("<[^<>]*>", "")).doesNotContain("<", "'><");
    }

    @ParameterizedTest
    @MethodSource("everyPage")
    void everyLinkWithinAPageHasItsGoal(String page) {
        Pattern.compile("href='#([^']*)'").matcher(page).results()
                .forEach(m -> assertThat(page).contains("id='" + m.group(1) + "'"));
    }

    @Test
    void aFailureCarriesRuleRunDifferenceAnswersPictureHintsAndReplay() {
        assertThat(report(Samples.amy())).contains("<strong>§3.7.1, §7.1.3 LGN.2, LGN.3</strong>",
                "A write was let through although the entry of level 3 has W=0.",
                "<mark class='l'><span class='n'>6</span> walk   00:03.0 write 0x1000            =&gt; expect fault WRITE_DENIED\n",
                "first difference", "Your room said</dt><dd><code>0x200000 rw size=4K</code>",
                "Only this was allowed</dt><dd><code>fault WRITE_DENIED</code>", "<svg ", "The picture in words",
                "It looks as if it gives or denies a right against what the entries say.",
                "Hint 1 of 4</summary>\n<p>Which level of this walk gives W", "Next hint, 4 of 4",
                "./iommu replay out/amy/02.rights.vtd --room submissions/amy.zip --lab 02");
    }

    @Test
    void severalAllowedAnswersAreOfferedAsAChoice() {
        assertThat(report(Samples.amy())).contains("Any one of these was allowed</dt><dd><code>0x700000 rw did=1</code></dd>"
                + "<dd><code>miss</code></dd>");
    }

    @Test
    void aBlockedGroupNamesWhatToFixFirstAndHasNoArticle() {
        assertThat(report(Samples.amy())).contains("blocked</span> <span class='title'>fix <a href='#at-02.rights'>02.rights</a> first")
                .doesNotContain("id='at-02.superpages'");
    }

    @Test
    void aBlockedGroupLinksOnlyToWhatThePageExplains() {
        GroupResult passed = Samples.passed("02.levels", "t", 5);
        GroupResult blocked = new GroupResult("02.bounds", "t", "law", Verdict.FAILED, 0, 2, "LGN.1", "", List.of("02.levels", "01.x"),
                Optional.empty());
        String page = report(Samples.submission("amy", Verdict.FAILED, List.of(), new LabResult("02-walk", Verdict.FAILED, true, 5, 7,
                List.of(passed, blocked), "")));
        assertThat(page).contains("fix 02.levels, 01.x first").doesNotContain("#at-02.levels");
    }

    @Test
    void theReportBeginsWithTheEarliestStageThatFailed() {
        assertThat(report(Samples.amy())).contains("<strong>Start here:</strong> <a href='#at-02.rights'>");
    }

    @Test
    void aRejectedLabComesBeforeFailuresOfLaterLabs() {
        assertThat(report(Samples.submission("ben", Verdict.FAILED, List.of(), Samples.lab01(), Samples.rejected(), Samples.lab04())))
                .contains("<strong>Start here:</strong> <a href='#at-02-walk'>02-walk</a> could not be graded");
    }

    @Test
    void aRejectedLabShowsTheCompilersWords() {
        String page = report(Samples.submission("ben", Verdict.FAILED, List.of(), Samples.rejected()));
        assertThat(page).contains("possible lossy conversion from long to int", "address.value() &gt;&gt;&gt; shift");
    }

    @Test
    void aSubmissionThatCouldNotBeReadSaysWhy() {
        assertThat(report(Samples.submission("dan", Verdict.REJECTED, List.of("The zip file is damaged.")))).contains(
                "The zip file is damaged.", "rejected", "0 of 0 points");
    }

    @Test
    void aFailureWithoutCounterexampleStillHasItsRuleAndMessage() {
        String page = report(Samples.submission("eve", Verdict.FAILED, List.of(), Samples.lab02()));
        assertThat(page).contains("README stage 6</strong> The lab's README asks",
                "This method is not written yet.");
    }

    @Test
    void wordsOfTheReplayCommandAreQuotedForTheShell() {
        assertThat(new Replay("out/o'neil; rm -rf", "-x $(id)").command("02.rights.vtd", "02")).isEqualTo(
                "./iommu replay 'out/o'\\''neil; rm -rf/02.rights.vtd' --room './-x $(id)' --lab 02");
    }

    @Test
    void theIndexLinksEachReportByOneHarmlessSegment() {
        Batch batch = new Batch("1", 1, true, List.of(Samples.submission("javascript:alert(1)/../x y", Verdict.PASSED, List.of()),
                Samples.submission("..", Verdict.PASSED, List.of())));
        assertThat(IndexHtml.of(batch, SubmissionResult::submission)).contains(
                "href='./javascript%3Aalert%281%29%2F..%2Fx%20y/report.html'", "href='./%2E%2E/report.html'");
    }

    @Test
    void theIndexCountsVerdictsAndWhatTheClassMissed() {
        String page = IndexHtml.of(Samples.batch(), SubmissionResult::submission);
        assertThat(page).contains("<h1>8 submissions</h1>", "<strong>5</strong> <span class='badge failed'>", "median <strong>37</strong> of 60");
        assertThat(page.indexOf("<strong>02.rights</strong>")).isLessThan(page.indexOf("<strong>02.superpages</strong>"));
    }

    @Test
    void aTallyLeavesOutWhatWasNotAttemptedOrNotJudged() {
        GroupTally rights = GroupTally.of(Samples.batch()).stream().filter(t -> t.id().equals("02.rights")).findFirst().orElseThrow();
        GroupTally superpages = GroupTally.of(Samples.batch()).stream().filter(t -> t.id().equals("02.superpages")).findFirst()
                .orElseThrow();
        assertThat(rights).extracting(GroupTally::graded, GroupTally::failed, GroupTally::blocked).containsExactly(4, 4, 0);
        assertThat(superpages).extracting(GroupTally::graded, GroupTally::failed, GroupTally::blocked).containsExactly(3, 0, 3);
    }

    @Test
    void anInconclusiveGroupIsNotChargedInItsWords() {
        GroupResult group = new GroupResult("04.tags", "t", "law", Verdict.INCONCLUSIVE, 0, 3, "§6.2.1", "The disk is full.", List.of(),
                Optional.empty());
        SubmissionResult result = Samples.submission("amy", Verdict.INCONCLUSIVE, List.of(), new LabResult(
                "04-iotlb", Verdict.INCONCLUSIVE, true, 0, 20, List.of(group), ""));
        assertThat(ReportHtml.of(result, Map.of(), Pictures.NONE, REPLAY)).contains("no fault of the work sent", "The disk is full.");
    }
}
