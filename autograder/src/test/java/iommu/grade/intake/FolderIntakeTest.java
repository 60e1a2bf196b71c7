package iommu.grade.intake;

import static iommu.grade.intake.Given.CONTEXT;
import static iommu.grade.intake.Given.WALK;
import static iommu.grade.intake.Given.file;
import static iommu.grade.intake.Given.received;
import static iommu.grade.intake.Given.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A folder")
class FolderIntakeTest {

    @TempDir
    Path folder;

    private Path amy() throws IOException {
        return Files.createDirectories(folder.resolve("amy"));
    }

    @Test
    @DisplayName("is received whatever build files, class files and litter lie in it, with one note on them (23, 25)")
    void litter() throws IOException {
        file(amy(), "src/main/java/lab02/SecondStageWalk.java", WALK);
        for (String path : new String[] {"pom.xml", "build.gradle", ".DS_Store", "__MACOSX/src/._A.java", "Thumbs.db",
            ".git/config", ".idea/workspace.xml", "target/classes/lab02/A.class", "target/gen/A.java", "a.jar",
            "src/main/resources/META-INF/services/javax.annotation.processing.Processor",
            "META-INF/services/org.junit.platform.launcher.TestExecutionListener", "junit-platform.properties",
            "src/main/java/module-info.java", "src/test/java/lab02/WalkTest.java", "README.md", "lab02/A.class"}) {
            file(amy(), path, "package lab02; public class SecondStageWalk { int litter; }");
        }
        Submission submission = received(amy());
        assertThat(submission.labs().get("02").files()).singleElement().extracting(SourceFile::text).isEqualTo(WALK);
        assertThat(submission.labs().get("02").rejection()).isEmpty();
        assertThat(submission.notes()).singleElement().asString()
                .contains("pom.xml", ".git/", "META-INF/", "a.jar", "and 4 more");
    }

    @Test
    @DisplayName("has the same receipt as a zip of it, in any order, with other names and line ends")
    void receipt() throws IOException {
        file(amy(), "lab02/SecondStageWalk.java", WALK);
        file(amy(), "lab01/RootAndContextLookup.java", CONTEXT);
        String receipt = received(amy()).receipt();
        Path zip = new ForgedZip().add("amy/b.java", WALK.replace("\n", "\r\n")).add("amy/pom.xml", "<project/>")
                .add("amy/a.java", CONTEXT).in(folder);
        assertThat(receipt).matches("[0-9a-f]{64}").isEqualTo(received(zip).receipt());
        file(amy(), "lab02/SecondStageWalk.java", WALK + " ");
        assertThat(received(amy()).receipt()).isNotEqualTo(receipt);
    }

    @Test
    @DisplayName("with a symbolic link to a file or folder is refused, the link named (29)")
    void symbolicLinks() throws IOException {
        Path outside = file(folder, "outside/RootAndContextLookup.java", CONTEXT);
        file(amy(), "SecondStageWalk.java", WALK);
        Path link = Files.createSymbolicLink(amy().resolve("Mine.java"), outside);
        assertThat(refused(amy())).contains("Mine.java", "symbolic link");
        Files.delete(link);
        Files.createSymbolicLink(amy().resolve("more"), outside.getParent());
        assertThat(refused(amy())).contains("more", "symbolic link");
    }

    @Test
    @DisplayName("that is itself a link, or goes round in circles, is refused (29)")
    void circles() throws IOException {
        file(amy(), "SecondStageWalk.java", WALK);
        Path link = Files.createSymbolicLink(folder.resolve("bob"), amy());
        assertThat(refused(link)).contains("symbolic link");
        Files.createSymbolicLink(amy().resolve("again"), amy());
        assertThat(refused(amy())).contains("again");
    }

    @Test
    @DisplayName("with a hard link is refused (29)")
    void hardLinks() throws IOException {
        assumeTrue(folder.getFileSystem().supportedFileAttributeViews().contains("unix"));
        Path outside = file(folder, "secret/RootAndContextLookup.java", CONTEXT);
        file(amy(), "SecondStageWalk.java", WALK);
        Files.createLink(amy().resolve("RootAndContextLookup.java"), outside);
        assertThat(refused(amy())).contains("RootAndContextLookup.java", "hard link");
    }

    @Test
    @Timeout(value = 30, unit = TimeUnit.SECONDS)
    @DisplayName("with a pipe is refused, not waited for")
    void pipe() throws IOException, InterruptedException {
        Path pipe = amy().resolve("Pipe.java");
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/mkfifo")));
        assumeTrue(new ProcessBuilder("/usr/bin/mkfifo", pipe.toString()).start().waitFor() == 0);
        assertThat(refused(amy())).contains("Pipe.java", "neither a file nor a folder");
    }

    @Test
    @DisplayName("with more than 500 Java files, one above 1 MiB, or 8 MiB together, is refused (30)")
    void limits() throws IOException {
        Path large = file(amy(), "Large.java", new byte[(1 << 20) + 1]);
        assertThat(refused(amy())).contains("Large.java", "1024 KiB");
        Files.delete(large);
        for (int i = 0; i < 9; i++) {
            file(amy(), "L" + i + ".java", new byte[1 << 20]);
        }
        assertThat(refused(amy())).contains("8 MiB");
        Path many = folder.resolve("many");
        for (int i = 0; i < 501; i++) {
            file(many, "M" + i + ".java", WALK);
        }
        assertThat(refused(many)).contains("500 Java files");
    }

    @Test
    @DisplayName("deeper than 40 folders is refused")
    void depth() throws IOException {
        file(amy(), "d/".repeat(50) + "A.java", WALK);
        assertThat(refused(amy())).contains("40 deep");
    }

    @Test
    @DisplayName("with no Java file is refused; with notebooks only, so that the sender knows why (38)")
    void nothing() throws IOException {
        file(amy(), "notes.txt", "hello");
        assertThat(refused(amy())).contains("no Java file", "notes.txt");
        file(amy(), "02-walk.ipynb", "{}");
        assertThat(refused(amy())).contains("02-walk.ipynb", "Notebooks can't be graded");
    }

    @Test
    @DisplayName("gives its name to the submission, made printable (39)")
    void name() throws IOException {
        Path odd = folder.resolve("a\u001b[2Jmy");
        file(odd, "A.java", WALK);
        assertThat(received(odd).name()).isEqualTo("a\\u{1b}[2Jmy");
        file(amy(), "A.java", WALK);
        assertThat(received(amy().resolve("..").resolve("amy")).name()).isEqualTo("amy");
    }
}
