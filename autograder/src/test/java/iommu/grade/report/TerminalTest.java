package iommu.grade.report;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.grade.verdict.LabResult;
import iommu.grade.verdict.SubmissionResult;
import iommu.grade.verdict.Verdict;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TerminalTest {

    @Test
    void aBatchIsOneLineEach() {
        Batch batch = new Batch("1", 1, true, List.of(Samples.amy(),
                Samples.submission("ben", Verdict.FAILED, List.of(), Samples.lab01(), Samples.rejected(), Samples.notSent("04-iotlb"))));
        assertThat(TerminalTable.of(batch, TerminalStyle.PLAIN)).isEqualTo("""
                submission  verdict  01  02  04  total  look at
                amy         failed   20  11  17     48  02.holes, 02.rights, 04.pages
                ben         failed   20   0   0     20  02 rejected, 04 not begun
                maximum              20  20  20     60  practice grading
                """);
    }

    @Test
    void noLineOfATableIsWiderThanTheTerminal() {
        for (int width : new int[] {40, 60, 80, 120}) {
            TerminalStyle style = new TerminalStyle(width, false);
            assertThat(TerminalTable.of(Samples.batch(), style).lines()).allMatch(l -> Cells.width(l) <= width);
            assertThat(LabTable.of(Samples.lab02(), Samples.GUIDES, style).lines()).allMatch(l -> Cells.width(l) <= width);
        }
    }

    @Test
    void labsThatDoNotFitLeaveTheirTotal() {
        LabResult[] many = IntStream.range(0, 30).mapToObj(i -> new LabResult((i < 10 ? "0" : "") + i + "-lab", Verdict.PASSED, true, 5, 5,
                List.of(), "")).toArray(LabResult[]::new);
        SubmissionResult all = Samples.submission("amy", Verdict.PASSED, List.of(), many);
        String table = TerminalTable.of(new Batch("1", 1, false, List.of(all)), TerminalStyle.PLAIN);
        assertThat(table.lines()).allMatch(l -> l.length() <= 80).anyMatch(l -> l.startsWith("amy") && l.endsWith(" 150"));
    }

    @Test
    void hostileNamesCanNotSpeakToTheTerminal() {
        String table = TerminalTable.of(Samples.batch(), TerminalStyle.PLAIN)
                + LabTable.of(Samples.hostile().labs().get(1), Samples.GUIDES, TerminalStyle.PLAIN)
                + LabTable.of(Samples.hostile().labs().get(2), Samples.GUIDES, TerminalStyle.PLAIN);
        assertThat(table.replace("\n", "")).doesNotContainPattern("[\\p{Cntrl}\u202E\uFFFE]");
    }

    @Test
    void colourPaintsVerdictsAndChangesNoWord() {
        String painted = TerminalTable.of(Samples.batch(), new TerminalStyle(80, true));
        assertThat(painted).contains("\u001b[31mfailed", "\u001b[32mpassed");
        assertThat(painted.replaceAll("\u001b\\[[0-9]+m", "")).isEqualTo(TerminalTable.of(Samples.batch(), TerminalStyle.PLAIN));
    }

    @Test
    void aLabShowsItsGroupsByStageAndTheFirstThingToMend() {
        assertThat(LabTable.of(Samples.lab02(), Samples.GUIDES, TerminalStyle.PLAIN)).isEqualTo("""
                lab 02 walk  failed  11/20
                  1  02.levels          passed   11/11  walks 3, 4 and 5 levels down to a 4 Ki..
                  2  02.rights          failed     0/4  gives a right only if every level give..
                  3  02.superpages      blocked    0/3  fix 02.rights first
                  6  02.holes           failed     0/2  tells the level and the size of the hole

                02.rights  §3.7.1, §7.1.3 LGN.2, LGN.3
                  A write was let through although the entry of level 3 has W=0.
                  It looks as if it gives or denies a right against what the entries say.

                  line 6: walk   00:03.0 write 0x1000
                    your room said  0x200000 rw size=4K
                    allowed         fault WRITE_DENIED
                """);
    }

    @Test
    void aRejectedLabShowsTheCompilersMessageAsItStands() {
        assertThat(LabTable.of(Samples.rejected(), Samples.GUIDES, TerminalStyle.PLAIN)).contains("lab 02 walk  rejected  0/20\n",
                "          int index = (address.value() >>> shift) & 0x1FF;\n                                                  ^\n");
    }

    @Test
    void wideLettersTakeTwoColumnsAndCombiningMarksNone() {
        assertThat(Cells.width("\u738b\u5c0f")).isEqualTo(4);
        assertThat(Cells.width("e\u0301")).isEqualTo(1);
        assertThat(Cells.fitted("\u738b\u5c0f\u660e\u738b", 6)).isEqualTo("\u738b\u5c0f..");
        assertThat(Cells.fitted("a" + "\u0301".repeat(10_000), 10).length()).isLessThan(60);
    }
}
