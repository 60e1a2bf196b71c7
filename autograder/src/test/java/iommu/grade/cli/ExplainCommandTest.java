package iommu.grade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.grade.KitCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The way of an access, in the terminal and as a drawing. */
class ExplainCommandTest {

    @TempDir
    private Path folder;
    private String file;

    @BeforeEach
    void aRun() throws IOException {
        file = Files.writeString(folder.resolve("run.vtd"), """
                vtd 1
                map 00:03.0 did=1 iova=0x1000 gpa=0x200000 rw
                root
                te on
                dma 00:03.0 read 0x1010 => expect 0x200010
                """).toString();
    }

    @Test
    void theAnswerWhatIsAllowedAndWhatTheFileExpectsFollowTheWay() {
        KitCommand.Result result = KitCommand.run("explain", file);
        assertThat(result.exit()).as(result.err()).isZero();
        assertThat(result.out()).containsSubsequence("run.vtd:5:", "root entry", "=>   0x200010", "answered  0x200010",
                "allowed   0x200010", "the file  expect 0x200010   met");
    }

    @Test
    void aDrawingIsWrittenWhereItIsAskedFor() throws IOException {
        Path drawing = folder.resolve("way.svg");
        assertThat(KitCommand.run("explain", file, "--step", "5", "--svg", drawing.toString()).out()).contains("drawn in");
        assertThat(Files.readString(drawing)).startsWith("<svg").contains("context entry");
    }

    @Test
    void wrongUseIsOneSentence() {
        for (String[] wrong : new String[][] {{"explain", file, "--step", "2"}, {"explain", folder.toString()},
            {"explain", folder.resolve("none.vtd").toString()}, {"explain", file, "--svg", folder.toString()},
            {"explain", file, "--svg", folder.resolve("no/such/way.svg").toString()}, {"explain", file, "--step", "x"}}) {
            KitCommand.Result result = KitCommand.run(wrong);
            assertThat(result.exit()).as(String.join(" ", wrong)).isEqualTo(2);
            assertThat(result.err()).doesNotContain("Exception").startsWith("iommu: ");
        }
    }
}
