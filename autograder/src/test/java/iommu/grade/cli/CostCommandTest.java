package iommu.grade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.grade.KitCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What following costs, in the terminal and as files. */
class CostCommandTest {

    @TempDir
    private Path folder;

    @Test
    void theKitsRecordingsAndTheDriverAreCountedUnderEverySetting() throws IOException {
        Path drawing = folder.resolve("cost.svg");
        Path values = folder.resolve("cost.csv");
        KitCommand.Result result = KitCommand.run("cost", "--svg", drawing.toString(), "--csv", values.toString());
        assertThat(result.exit()).as(result.err()).isZero();
        assertThat(result.out()).containsSubsequence("linux-cm1, as recorded", "no listener", "226   416", "linux-cm0, as recorded",
                "139   242", "refused", "reference driver, strict", "linux-cm1, as recorded: stops", "no listener", "####");
        assertThat(Files.readString(drawing)).startsWith("<svg").contains("linux-cm0, as recorded: work for listeners");
        assertThat(Files.readString(values)).startsWith("guest,setting,register_writes");
    }

    @Test
    void whatIsNoRecordingIsNamed() throws IOException {
        Path nothing = folder.resolve("none.gz");
        Path letter = Files.writeString(folder.resolve("letter.events"), "Dear Peter,\n");
        assertThat(KitCommand.run("cost", nothing.toString()).err()).contains("no such file: " + nothing);
        assertThat(KitCommand.run("cost", folder.toString()).err()).contains("is a folder");
        KitCommand.Result result = KitCommand.run("cost", letter.toString());
        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).contains("letter.events", "1").doesNotContain("Exception");
        assertThat(KitCommand.run("cost", "--svg", folder.resolve("a/b.svg").toString()).err()).contains("no folder");
    }
}
