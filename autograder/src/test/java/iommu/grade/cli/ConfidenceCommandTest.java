package iommu.grade.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iommu.grade.KitCommand;
import iommu.grade.intake.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A small sample of what the command measures, end to end. */
class ConfidenceCommandTest {

    @TempDir
    private Path out;

    private KitCommand.Result measure(String... more) {
        String[] all = {"confidence", "01", "--only", "01/bus-", "--seeds", "2", "--repeats", "2", "--out", out.toString()};
        String[] given = java.util.Arrays.copyOf(all, all.length + more.length);
        System.arraycopy(more, 0, given, all.length, more.length);
        return KitCommand.run(given);
    }

    @Test
    void bugsAreCaughtNamedAndShownInAFewLines() throws IOException {
        KitCommand.Result result = measure("--from", "41");
        assertThat(result.exit()).as(result.out() + result.err()).isZero();
        assertThat(result.out()).contains("01/bus-as-a-boolean, seed 42: fails 01.lookup").contains("| 01-context |")
                .contains("2/2 (34-100 %)").contains("Seeds: [41, 42]");
        assertThat(out.resolve("judgements.csv")).content().contains("01,bus-cut-to-7-bits,bug,reference,01.lookup,wrong-entry,visible,");
        assertThat(out.resolve("confidence.json")).content().contains("\"missed\" : [ ]");
        assertThat(out.resolve("table.md")).content().startsWith("| lab ");
    }

    @Test
    void aRunThatIsResumedKeepsItsSeedsAndJudgesNothingAgain() throws IOException {
        measure();
        String journal = Files.readString(out.resolve("journal.jsonl"));
        String table = Files.readString(out.resolve("table.md"));
        Files.writeString(out.resolve("journal.jsonl"), journal + "{\"key\":\"cut sho");
        assertThat(measure("--resume").exit()).isZero();
        assertThat(Files.readString(out.resolve("journal.jsonl")).lines().filter(line -> line.endsWith("}")))
                .containsExactlyElementsOf(journal.lines().filter(line -> line.endsWith("}")).toList());
        assertThat(out.resolve("table.md")).content().isEqualTo(table);
        assertThat(measure("--resume", "--from", "-5").exit()).isEqualTo(Exit.USAGE);
    }

    @Test
    void anEquivalentPassesTheLawThoughTheContractCostsItPoints() {
        KitCommand.Result result = KitCommand.run("confidence", "04", "--only", "04/no-cache", "--seeds", "1", "--repeats", "1",
                "--out", out.toString());
        assertThat(result.exit()).as(result.out() + result.err()).isZero();
        assertThat(result.out()).contains("fails 04.reuse").contains("1/1 (21-100 %)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"99", "01 --seeds 0", "01 --repeats -1", "01 --workers 0", "01 --only nobody"})
    void wrongUsageIsSaid(String arguments) {
        KitCommand.Result result = KitCommand.run(("confidence --out " + out + " " + arguments).split(" "));
        assertThat(result.exit()).isEqualTo(Exit.USAGE);
        assertThat(result.err()).startsWith("iommu: ").doesNotContain("Exception");
    }

    @Test
    void itsHelpShowsAnExample() {
        assertThat(KitCommand.run("confidence", "--help").out()).contains("./iommu confidence --resume --readme");
    }

    @Test
    void theTableGoesBetweenTheMarksOfAPageAndNowhereElse() throws IOException {
        Path page = Files.writeString(out.resolve("page.md"), "before\n");
        ReadmeTable table = new ReadmeTable(page);
        assertThatThrownBy(table::check).isInstanceOf(UsageException.class).hasMessageContaining("has no place for the table");
        Files.writeString(page, "before\n<!-- ./iommu confidence --readme writes from here -->\nold\n<!-- to here -->\nbehind\n");
        table.check();
        table.write("| new |\n");
        assertThat(page).content().isEqualTo(
                "before\n<!-- ./iommu confidence --readme writes from here -->\n| new |\n<!-- to here -->\nbehind\n");
    }
}
