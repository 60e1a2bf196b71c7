package iommu.grade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import iommu.grade.KitCommand;
import iommu.grade.judge.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small class, graded by a course file, with tests of a learner's own. */
class CourseGradeTest {

    private static final String SECRET = "p7uV0nX3kq-not-to-be-seen-9sTz";

    @TempDir
    private Path folder;
    private Path course;

    @BeforeEach
    void aClass() throws IOException {
        submission("amy", "solved", "lab01-context");
        submission("amy-old", "solved", "lab01-context");
        submission("bob", "sleeps", "lab01-context");
        Files.createDirectories(folder.resolve("class/amy/lab01-context/tests"));
        Files.writeString(folder.resolve("class/amy/lab01-context/tests/bus.vtd"), "vtd 1\nroom context\nattach 80:03.0 did=5\n"
                + "attach 00:03.0 did=6\ncontext 80:03.0 => expect did=5 levels=4\n");
        Files.writeString(folder.resolve("secret.txt"), SECRET + "\n");
        Files.writeString(folder.resolve("roster.csv"), """
                person,submission,submitted
                Amy,amy,2026-11-03T10:00:00+01:00
                Amy,amy-old,2026-11-01T10:00:00+01:00
                "Bob, jr.",bob,
                Eve,eve,
                """);
        course = write("feedback = \"group\"", "weight = 2");
    }

    private void submission(String name, String example, String lab) throws IOException {
        Files.createDirectories(folder.resolve("class").resolve(name));
        Folders.copy(KitCommand.example(example).resolve(lab), folder.resolve("class").resolve(name).resolve(lab));
    }

    private Path write(String feedback, String weight) throws IOException {
        return Files.writeString(folder.resolve("course.toml"), """
                name = "Operating systems"
                secret = "secret.txt"
                roster = "roster.csv"
                %s
                [late]
                percent-per-day = 50
                [[lab]]
                number = "01"
                %s
                due = 2026-11-02T23:59:00+01:00
                tests = 5
                """.formatted(feedback, weight));
    }

    private KitCommand.Result grade(String... more) {
        return KitCommand.run(Stream.concat(Stream.of("grade", folder.resolve("class").toString(), "--out", folder.resolve("out").toString()),
                Stream.of(more)).toArray(String[]::new));
    }

    private JsonNode json(String name) throws IOException {
        return new ObjectMapper().readTree(folder.resolve("out").resolve(name).toFile());
    }

    @Test
    void aCourseWeighsDatesShowsAndKeepsItsSecret() throws IOException {
        KitCommand.Result result = grade("--course", course.toString());
        assertThat(result.exit()).as(result.out() + result.err()).isZero();
        assertThat(result.out()).contains("Course \"Operating systems\", with its own cases.").doesNotContain("ractice")
                .contains("amy-old is not graded: amy of the same person came later.", "Nothing was sent by: Eve.");
        JsonNode summary = json("summary.json");
        assertThat(summary.get("practice").asBoolean()).isFalse();
        assertThat(summary.get("submissions")).hasSize(2);
        JsonNode amy = summary.get("submissions").get(0);
        assertThat(amy.get("score").asInt()).isEqualTo(20);
        assertThat(amy.at("/course/person").asText()).isEqualTo("Amy");
        assertThat(amy.at("/course/labs/0/days_late").asInt()).isEqualTo(1);
        assertThat(amy.at("/course/labs/0/score").asDouble()).isBetween(20.01, 24.99);
        assertThat(amy.at("/course/score").asDouble()).isBetween(40.01, 49.99);
        assertThat(folder.resolve("out/gradebook.csv")).content().startsWith("submission,01-context,total,max,verdict,person,course,late\n")
                .contains(",01:1d\n").contains("\"Bob, jr.\"");
        JsonNode own = json("amy/result.json");
        assertThat(own.at("/tests/exposed").asInt()).isPositive();
        assertThat(own.get("notes").toString()).contains("Lab 01 came 1 day late and keeps 50 %");
        JsonNode bob = json("bob/result.json").at("/labs/0");
        assertThat(bob.get("groups")).anyMatch(g -> g.get("verdict").asText().equals("failed")).allMatch(g -> g.get("counterexample").isNull())
                .allMatch(g -> g.get("message").asText().isEmpty());
        assertThat(folder.resolve("out/bob/report.html")).content().contains("which groups passed, and no runs").doesNotContain("stopped answering");
        assertNothingHasTheSecret(result);
        aSecondRunJudgesNothingAgainAndShowsWhatTheCourseShowsNow();
    }

    private void assertNothingHasTheSecret(KitCommand.Result result) throws IOException {
        assertThat(result.out() + result.err()).doesNotContain(SECRET);
        try (Stream<Path> files = Files.walk(folder.resolve("out"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                assertThat(file).content().doesNotContain(SECRET);
            }
        }
        assertThat(System.getenv().toString() + System.getProperties()).doesNotContain(SECRET);
    }

    private void aSecondRunJudgesNothingAgainAndShowsWhatTheCourseShowsNow() throws IOException {
        long lines = Files.readAllLines(folder.resolve("out/journal.jsonl")).size();
        long tests = Files.readAllLines(folder.resolve("out/tests.jsonl")).stream().filter(l -> !l.isBlank()).count();
        String before = Files.readString(folder.resolve("out/gradebook.csv"));
        assertThat(grade("--course", course.toString()).exit()).isZero();
        assertThat(Files.readAllLines(folder.resolve("out/journal.jsonl"))).hasSize((int) lines);
        assertThat(Files.readAllLines(folder.resolve("out/tests.jsonl")).stream().filter(l -> !l.isBlank())).hasSize((int) tests);
        assertThat(folder.resolve("out/gradebook.csv")).content().isEqualTo(before);
        Files.writeString(folder.resolve("secret.txt"), SECRET + "2\n");
        assertThat(grade("--course", course.toString()).exit()).isZero();
        assertThat(Files.readAllLines(folder.resolve("out/journal.jsonl"))).as("another secret, another grader").hasSize((int) lines + 2);
    }

    @Test
    void whatIsWrongWithACourseIsSaidBeforeAnythingIsGraded() throws IOException {
        refuses("weight should be", "--course", write("", "weight = \"much\"").toString());
        refuses("no such file", "--course", folder.resolve("none.toml").toString());
        course = write("", "weight = 1");
        refuses("--labs is for practice grading", "--course", course.toString(), "--labs", "01");
        refuses("--seed is for practice grading", "--course", course.toString(), "--seed", "7");
        Files.writeString(folder.resolve("roster.csv"), "person,submission\nAmy,amy\nAmy,amy-old\n");
        refuses("amy and amy-old are both of Amy", "--course", course.toString());
        assertThat(folder.resolve("out")).doesNotExist();
    }

    private void refuses(String because, String... more) {
        KitCommand.Result result = grade(more);
        assertThat(result.exit()).as(result.out() + result.err()).isEqualTo(Exit.USAGE);
        assertThat(result.err()).contains(because).doesNotContain("Exception", SECRET);
        assertThat(result.err().lines().filter(l -> !l.startsWith("Try: "))).hasSize(1);
    }
}
