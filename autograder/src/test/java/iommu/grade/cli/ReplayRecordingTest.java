package iommu.grade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.grade.KitCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The recorded guests as a user plays them. */
class ReplayRecordingTest {

    private static final String UNIT = "R 8 8 d2008c222f0686\nR 10 8 f00f4a\nR 0 4 10\n";

    @TempDir
    private Path folder;

    private Path made(String text) throws IOException {
        return Files.writeString(folder.resolve("made.events"), text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"linux-cm0.events.gz", "linux-cm1.events.gz"})
    void aRecordedLinuxReplaysWithNothingWrong(String name) {
        KitCommand.Result result = KitCommand.run("replay", KitCommand.home().resolve("recordings").resolve(name).toString());
        assertThat(result.exit()).as(result.out() + result.err()).isZero();
        assertThat(result.out()).contains("translations:               722 compared    722 equal", "Nothing is wrong.");
    }

    @Test
    void aWrongAnswerIsExplainedAndIsExitCode1() throws IOException {
        KitCommand.Result result = KitCommand.run("replay", made(UNIT + "R 1c 4 80000000\n").toString());
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.out()).contains("First wrong: register reads, line 4:  R 1c 4 80000000", "GSTS: TES 0x1 against 0x0");
    }

    @Test
    void aFileThatIsNoRecordingIsExitCode2WithItsLine() throws IOException {
        KitCommand.Result result = KitCommand.run("replay", made(UNIT + "nonsense\n").toString());
        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).contains("made.events:4: no line begins with 'nonsense'").doesNotContain("Exception");
    }

    @Test
    void aRecordingPlaysOnNoLearnersRoom() throws IOException {
        KitCommand.Result result =
                KitCommand.run("replay", made(UNIT).toString(), "--room", folder.toString(), "--lab", "02");
        assertThat(result.exit()).isEqualTo(2);
        assertThat(result.err()).contains("a recording is of a whole unit");
    }
}
