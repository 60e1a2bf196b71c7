package iommu.grade.intake;

import static iommu.grade.intake.Given.WALK;
import static iommu.grade.intake.Given.file;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A path given to grade")
class SubmissionFinderTest {

    @TempDir
    Path folder;

    private static void assertUsageError(Path path, String... parts) {
        assertThatExceptionOfType(UsageException.class).isThrownBy(() -> Intake.find(List.of(path)))
                .satisfies(thrown -> assertThat(thrown.getMessage()).contains(path.toString()).contains(parts));
    }

    @ParameterizedTest
    @DisplayName("is one submission if it is a folder with sources in a usual place")
    @ValueSource(strings = {"SecondStageWalk.java", "src/main/java/lab02/SecondStageWalk.java",
        "lab02-walk/src/main/java/lab02/SecondStageWalk.java", "lab02/SecondStageWalk.java",
        "work/lab02-walk/src/main/java/lab02/SecondStageWalk.java"})
    void one(String source) throws IOException {
        Path amy = folder.resolve("amy");
        file(amy, source, WALK);
        assertThat(Intake.find(List.of(amy))).containsExactly(amy);
    }

    @Test
    @DisplayName("is a batch if it is a folder of folders and archives: each is one, in the order of their names")
    void batch() throws IOException {
        file(folder, "eve/lab02/SecondStageWalk.java", WALK);
        file(folder, "bob.zip", WALK);
        file(folder, "amy/SecondStageWalk.java", WALK);
        file(folder, ".git/config", "");
        file(folder, "__MACOSX/amy/x", "");
        file(folder, "README.txt", "");
        file(folder, "dan.rar", "");
        file(folder, "cid.ipynb", "");
        assertThat(Intake.find(List.of(folder))).containsExactly(folder.resolve("amy"), folder.resolve("bob.zip"),
                folder.resolve("cid.ipynb"), folder.resolve("dan.rar"), folder.resolve("eve"));
        assertThat(Given.refused(folder.resolve("dan.rar"))).contains("neither a folder nor a .zip");
        assertThat(Given.refused(folder.resolve("cid.ipynb"))).startsWith("Notebooks");
    }

    @Test
    @DisplayName("that is a folder of archives for one lab is a batch, though it is called like the lab")
    void labFolderOfArchives() throws IOException {
        Path amy = file(folder, "lab02/amy.zip", "");
        assertThat(Intake.find(List.of(folder.resolve("lab02")))).containsExactly(amy);
    }

    @Test
    @DisplayName("is one submission if it is a zip, whatever lies in it")
    void zip() throws IOException {
        Path zip = file(folder, "amy.zip", "");
        assertThat(Intake.find(List.of(zip))).containsExactly(zip);
    }

    @Test
    @DisplayName("that is a link is followed, but a link among submissions is refused when it is read")
    void links() throws IOException {
        file(folder, "amy/SecondStageWalk.java", WALK);
        Path link = Files.createSymbolicLink(folder.resolve("bob"), folder.resolve("amy"));
        assertThat(Intake.find(List.of(link))).containsExactly(folder.resolve("amy").toRealPath());
        assertThat(Intake.find(List.of(folder))).containsExactly(folder.resolve("amy"), link);
        assertThat(Given.refused(link)).contains("symbolic link");
    }

    @Test
    @DisplayName("is a usage error if it is missing, empty, or neither folder nor zip")
    void errors() throws IOException {
        assertUsageError(folder.resolve("nobody"), "no such file");
        assertUsageError(folder, "no submission");
        assertUsageError(file(folder, "amy.txt", ""), "neither a folder nor a .zip");
        assertUsageError(file(folder, "02.ipynb", ""), "notebooks");
    }

    @Test
    @DisplayName("is a usage error if two submissions have the same name, both named")
    void sameName() throws IOException {
        file(folder, "one/amy/SecondStageWalk.java", WALK);
        Path zip = file(folder, "two/amy.zip", "");
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> Intake.find(List.of(folder.resolve("one"), zip)))
                .withMessageContaining(zip.toString()).withMessageContaining(folder.resolve("one/amy").toString());
    }
}
