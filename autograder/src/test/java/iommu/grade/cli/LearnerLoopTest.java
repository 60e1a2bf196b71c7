package iommu.grade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.grade.KitCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A learner at work on lab 02, in a folder of the test's own. */
@Timeout(300)
class LearnerLoopTest {

    private static final String WORK = "iommu.work";

    @TempDir
    private Path work;

    @BeforeEach
    void aFolderOfItsOwn() {
        System.setProperty(WORK, work.toString());
    }

    @AfterEach
    void theUsualFolder() {
        System.clearProperty(WORK);
    }

    private static String done(String... arguments) {
        return exits(0, arguments);
    }

    private static String exits(int status, String... arguments) {
        KitCommand.Result result = KitCommand.run(arguments);
        assertThat(result.exit()).as(String.join(" ", arguments) + "\n" + result.out() + result.err()).isEqualTo(status);
        return result.out();
    }

    private static void refuses(String because, String... arguments) {
        KitCommand.Result result = KitCommand.run(arguments);
        assertThat(result.exit()).as(String.join(" ", arguments) + ": " + result.err()).isEqualTo(2);
        assertThat(result.err()).contains(because).doesNotContain("Exception");
        assertThat(result.err().lines().filter(l -> !l.startsWith("Try: "))).hasSize(1);
    }

    private Path sources() {
        return work.resolve("lab02-walk/src/main/java/lab02");
    }

    /** Writes lab 02 as an example has it. */
    private void write(String example) throws IOException {
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(KitCommand.example(example).resolve("lab02-walk/src/main/java/lab02"))) {
            for (Path file : files) {
                Files.copy(file, sources().resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    @Test
    void statusHintAndSolutionFollowWhatCheckHasSeen() throws IOException {
        assertThat(done("status")).contains("lab 02 walk: not begun", "./iommu start 00");
        done("start", "02");
        assertThat(done("status")).contains("stages 1, 2, 3, 4, 5, 6 to do", "./iommu check 02.1");
        write("leaf-permission");
        assertThat(exits(1, "check")).contains("02.rights          failed", "lab02-walk/counterexamples/02.rights.vtd");
        assertThat(work.resolve("lab02-walk/counterexamples/02.rights.vtd")).isRegularFile();
        assertThat(done("status")).contains("lab 02 walk: 16 of 20 points", "stage 2 failed", "./iommu check 02.2")
                .doesNotContain("Edited");
        assertThat(done("hint")).contains("For 02.rights, stage 2", "It looks as if it gives or denies a right",
                "Hint 1 of 6", "Write R and W of every entry on the way in a column.");
        assertThat(done("hint", "02")).contains("Hint 2 of 6").doesNotContain("Hint 1 of 6");
        assertThat(done("hint", "02.rights", "--from-start")).contains("Hint 1 of 6");
        assertThat(done("hint", "02.2", "--all")).contains("Hint 3 of 6:\n  Whose rights count", "Hint 6 of 6", "That was the last");
        assertThat(done("hint", "02.superpages")).contains("Hint 1 of 4").doesNotContain("It looks as if");
        refuses("--give-up", "solution", "02");
        write("solved");
        assertThat(done("status")).contains("Edited since it was judged.");
        assertThat(done("check", "02")).contains("passed  20/20");
        assertThat(done("hint")).contains("Every group of lab 02 has passed");
        assertThat(done("solution", "02")).contains("package lab02;", "class SecondStageWalk", "reference-impl/emulator");
    }

    @Test
    void aSolutionIsNeverCopiedIntoALabOrOverAFileUnasked() throws IOException {
        done("start", "02");
        String stub = Files.readString(sources().resolve("SecondStageWalk.java"));
        refuses("lies in a lab of yours", "solution", "02", "--give-up", "--to", work.resolve("lab02-walk/other").toString());
        refuses("holds files", "solution", "02", "--give-up", "--to", sources().toString());
        assertThat(sources().resolve("SecondStageWalk.java")).hasContent(stub);
        Path elsewhere = work.resolve("elsewhere");
        assertThat(done("solution", "02", "--give-up", "--to", elsewhere.toString())).contains("Copied");
        assertThat(elsewhere.resolve("SecondStageWalk.java")).content().contains("package lab02;");
    }

    @Test
    void resetAsksAndKeepsWhatWasThere() throws IOException {
        refuses("not in work/ yet", "reset", "02");
        done("start", "02");
        write("solved");
        refuses("--yes", "reset", "02");
        assertThat(done("reset", "02", "--yes")).contains("Kept ");
        assertThat(sources().resolve("SecondStageWalk.java")).content().contains("throw new Todo");
        try (DirectoryStream<Path> kept = Files.newDirectoryStream(work.resolve(".kept"), "lab02-walk-*")) {
            assertThat(kept.iterator().next().resolve("src/main/java/lab02/EntryShape.java")).exists();
        }
    }

    @Test
    void whatIsNotThereIsNamedWithWhatIs() {
        refuses("./iommu start 00", "check");
        refuses("./iommu start 00", "watch");
        refuses("no lab has been begun", "hint");
        refuses("not in work/ yet", "watch", "02");
        refuses("has stages 1 to 6", "hint", "02.9");
        refuses("there are 00", "status", "99");
        refuses("there are 00", "solution", "99");
        refuses("--saves", "bench", "--watch", "--saves", "0");
        refuses("--readme", "bench", "--watch", "--readme");
    }

    @Test
    void theDoctorNamesWhatItSeesAndWhatToDo() throws IOException {
        done("start", "02");
        Files.createDirectories(work.resolve(".progress"));
        Files.writeString(work.resolve(".progress/02-walk.json"), "no diary");
        assertThat(done("doctor")).contains("JDK", "sandbox", "memory", "begun: lab 02", "Delete it", "The kit can do its work here.");
    }

    @Test
    void everyCommandOfTheLoopHasHelpWithAnExample() {
        for (String command : new String[] {"start", "status", "check", "watch", "hint", "reset", "solution", "doctor", "bench"}) {
            assertThat(done(command, "--help")).containsPattern("Examples?: ./iommu " + command);
        }
    }

    @Test
    void aWatchShowsEachSaveAndEndsWithAPassIfAskedTo() throws Exception {
        done("start", "02");
        write("does-not-compile");
        StringWriter out = new StringWriter();
        CompletableFuture<Integer> watching = CompletableFuture.supplyAsync(() -> Main.run(new PrintWriter(out, true),
                new PrintWriter(new StringWriter(), true), "watch", "02", "--until-passed"));
        await(out, "SecondStageWalk.java:59: ')' expected", watching);
        write("endless-loop");
        await(out, "Your room ended in the middle", watching);
        write("leaf-permission");
        await(out, "failed, 16 of 20 points, first 02.rights of stage 2. This covers the visible cases", watching);
        await(out, "The smallest run that shows it:", watching);
        write("solved");
        assertThat(watching.get(120, TimeUnit.SECONDS)).isZero();
        assertThat(plain(out)).contains("passed, 20 of 20 points", "as check does.");
        assertThat(done("status")).contains("lab 02 walk: 20 of 20 points");
    }

    private static String plain(StringWriter out) {
        return out.toString().replaceAll("\\s+", " ");
    }

    private static void await(StringWriter out, String text, CompletableFuture<Integer> watching) throws InterruptedException {
        while (!plain(out).contains(text)) {
            assertThat(watching).as(out.toString()).isNotDone();
            Thread.sleep(20);
        }
    }
}
