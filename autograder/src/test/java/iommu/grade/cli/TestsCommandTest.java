package iommu.grade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import iommu.grade.KitCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A learner's own tests of lab 01, by the command. */
class TestsCommandTest {

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

    private void write(String name, String text) throws IOException {
        Files.writeString(work.resolve("lab01-context/tests").resolve(name), "vtd 1\nroom context\n" + text);
    }

    private static void refuses(String because, String... arguments) {
        KitCommand.Result result = KitCommand.run(arguments);
        assertThat(result.exit()).as(String.join(" ", arguments) + ": " + result.err()).isEqualTo(Exit.USAGE);
        assertThat(result.err()).contains(because).doesNotContain("Exception");
        assertThat(result.err().lines().filter(l -> !l.startsWith("Try: "))).hasSize(1);
    }

    @Test
    void startMakesTheirFolderAndWhatTheyFindIsCountedWithoutGivingABugAway() throws IOException {
        assertThat(KitCommand.run("start", "01").exit()).isZero();
        assertThat(work.resolve("lab01-context/tests/README.md")).content().contains("./iommu tests 01").hasLineCount(1);
        refuses("there is no test in", "tests", "01");
        write("bus.vtd", "attach 80:03.0 did=5\nattach 00:03.0 did=6\ncontext 80:03.0 => expect did=5 levels=4\n");
        KitCommand.Result right = KitCommand.run("tests", "01", "--plain");
        assertThat(right.exit()).as(right.out() + right.err()).isZero();
        assertThat(right.out()).containsPattern("your tests expose [1-9]\\d? of \\d\\d seeded bugs").contains("bus.vtd  exposes ", "Stage 1\n    bug ");
        write("wrong.vtd", "attach 80:03.0 did=5\ncontext 80:03.0 => expect did=6 levels=4\n");
        write("odd.vtd", "attach 80:03.0 dad=5\n");
        KitCommand.Result wrong = KitCommand.run("tests", "--json");
        assertThat(wrong.exit()).as(wrong.out() + wrong.err()).isEqualTo(Exit.WORK_FAILS);
        JsonNode lab = new ObjectMapper().readTree(wrong.out()).get("labs").get(0);
        assertThat(lab.get("exposed").asInt()).isPositive();
        assertThat(lab.get("tests")).extracting(t -> t.get("file").asText()).containsExactly("bus.vtd", "odd.vtd", "wrong.vtd");
        assertThat(lab.get("tests").get(1).get("refused").toString()).contains("\"line\":3", "did= is missing");
        assertThat(lab.get("tests").get(2).get("refused").toString()).contains("\"line\":4", "rejects a right unit", "allowed is did=5");
        try (var bugs = Files.list(KitCommand.home().resolve("autograder/confidence/01/bugs"))) {
            bugs.map(file -> file.getFileName().toString().replace(".bug", "")).forEach(name ->
                    assertThat(right.out() + wrong.out()).doesNotContain(name));
        }
    }

    @Test
    void wrongUsageIsSaid() {
        refuses("no lab has been begun", "tests");
        refuses("not in work/ yet", "tests", "01");
        refuses("there are 00", "tests", "99");
        refuses("--workers", "tests", "01", "--workers", "0");
        refuses("of a whole lab", withLab("tests", "01.2"));
        assertThat(KitCommand.run("tests", "--help").out()).contains("Examples: ./iommu tests");
    }

    private static String[] withLab(String... arguments) {
        assertThat(KitCommand.run("start", "01").exit()).isZero();
        return arguments;
    }
}
