package iommu.grade.course;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import iommu.grade.KitCommand;
import iommu.grade.course.Course.CourseLab;
import iommu.grade.course.Course.Feedback;
import iommu.grade.course.Course.Late;
import iommu.grade.course.Course.Shown;
import iommu.grade.intake.UsageException;
import iommu.grade.labs.Manifest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CourseFileTest {

    private static final Manifest MANIFEST = Manifest.read(Manifest.below(KitCommand.home()));
    private static final String KEY = "0123456789abcdefghi";
    private static final String FULL = """
            name = "Operating systems"
            secret = "keys/secret"
            roster = "roster.csv"
            feedback = "score"
            feedback-after-due = "full"

            [late]
            percent-per-day = 10
            most-days = 3

            [[lab]]
            number = "02"
            weight = 3

            [[lab]]
            number = "01"
            weight = 1
            due = 2026-11-02T23:59:00+01:00
            tests = 4
            tests-full-at = 50
            """;

    @TempDir
    private Path folder;

    @BeforeEach
    void theFilesBesideIt() throws IOException {
        Files.createDirectories(folder.resolve("keys"));
        Files.writeString(folder.resolve("keys/secret"), KEY + "\n");
        Files.writeString(folder.resolve("roster.csv"), "person,submission,submitted\namy,amy,\n");
    }

    private Course read(String toml) throws IOException {
        return CourseFile.read(Files.writeString(folder.resolve("course.toml"), toml), MANIFEST);
    }

    private void refuses(String toml, String... because) {
        assertThatExceptionOfType(UsageException.class).as(toml).isThrownBy(() -> read(toml)).satisfies(e ->
                assertThat(e.getMessage()).startsWith(folder.resolve("course.toml").toString()).contains(because)
                        .doesNotContain(KEY, "Exception"));
    }

    @Test
    void everythingThatItSaysIsRead() throws IOException {
        Course course = read(FULL);
        assertThat(course.name()).isEqualTo("Operating systems");
        assertThat(course.labs()).containsExactly(
                new CourseLab("01", 1, Optional.of(OffsetDateTime.parse("2026-11-02T23:59:00+01:00")), 4, 50),
                new CourseLab("02", 3, Optional.empty(), 0, 100));
        assertThat(course.late()).contains(new Late(10, 3));
        assertThat(course.feedback()).isEqualTo(new Feedback(Shown.SCORE, Shown.FULL));
        assertThat(course.roster().orElseThrow().rows()).hasSize(1);
    }

    @Test
    void mostOfItCanBeLeftOut() throws IOException {
        Course course = read("name = \"x\"\nsecret = \"keys/secret\"\n[[lab]]\nnumber = \"01\"\nweight = 1\n");
        assertThat(course.late()).isEmpty();
        assertThat(course.roster()).isEmpty();
        assertThat(course.feedback()).isEqualTo(new Feedback(Shown.FULL, Shown.FULL));
    }

    @Test
    void theSecretIsInNoTextOfIt() throws IOException {
        assertThat(read(FULL).toString()).doesNotContain(KEY).contains("secret=secret");
        assertThat(read(FULL).secret().toString()).isEqualTo("secret");
    }

    @Test
    void itsMarkChangesWithFileAndSecretAndWithNothingElse() throws IOException {
        String mark = read(FULL).mark();
        assertThat(read(FULL).mark()).isEqualTo(mark).matches("[0-9a-f]{16}");
        assertThat(read(FULL + "# more\n").mark()).isNotEqualTo(mark);
        Files.writeString(folder.resolve("keys/secret"), KEY + "\r\n");
        assertThat(read(FULL).mark()).isEqualTo(mark);
        Files.writeString(folder.resolve("keys/secret"), KEY + "!");
        assertThat(read(FULL).mark()).isNotEqualTo(mark);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
        "secret = \"keys/secret\" | secret = \"keys/secret\"\\nsecrt = 1 | :3: there is no key secrt",
        "name = \"Operating systems\" | name = 3 | :1: name should be a text",
        "name = \"Operating systems\" | # | name is missing: write name =",
        "secret = \"keys/secret\" | # | secret is missing",
        "secret = \"keys/secret\" | secret = \"nowhere\" | :2: there is no file",
        "roster = \"roster.csv\" | roster = \"nowhere.csv\" | nowhere.csv: there is no such file",
        "feedback = \"score\" | feedback = \"scores\" | :4: feedback should be \"full\", \"group\" or \"score\"",
        "percent-per-day = 10 | percent-per-day = 101 | :8: percent-per-day should be a whole number from 0 to 100, not 101",
        "most-days = 3 | most-weeks = 3 | :9: there is no key most-weeks in [late]",
        "weight = 3 | weight = -3 | :13: weight should be a whole number from 0 to 10000, not -3",
        "weight = 3 | weight = 0.5 | :13: weight should be a whole number",
        "weight = 3 | # | :11: lab 02 has no weight",
        "number = \"01\" | number = \"02\" | :16: lab 02 is there twice",
        "number = \"01\" | number = \"99\" | :16: there is no lab 99; there are 00",
        "number = \"01\" | # | :15: [[lab]] says no number",
        "due = 2026-11-02T23:59:00+01:00 | due = 2026-11-02 | :18: due should be a date with time and offset, such as",
        "due = 2026-11-02T23:59:00+01:00 | due = 2026-11-02T23:59:00 | :18: due should be a date with time and offset",
        "due = 2026-11-02T23:59:00+01:00 | due = \"soon\" | :18: due should be",
        "tests = 4 | tests = -1 | :19: tests should be a whole number",
        "[late] | [[late]] | this should be a table [late]",
        "most-days = 3 | most-days = = 3 | :9: this is no TOML"})
    void whatIsWrongIsSaidWithItsLine(String what, String instead, String says) {
        String wrong = FULL.replaceFirst("(?m)^" + java.util.regex.Pattern.quote(what.strip()) + "$",
                java.util.regex.Matcher.quoteReplacement(instead.strip().replace("\\n", "\n")));
        assertThat(wrong).isNotEqualTo(FULL);
        assertThatExceptionOfType(UsageException.class).as(wrong).isThrownBy(() -> read(wrong))
                .withMessageContaining(says.strip()).satisfies(e -> assertThat(e.getMessage()).doesNotContain(KEY, "\n"));
    }

    @Test
    void labsMustBeThereAndCountForSomething() {
        refuses("name = \"x\"\nsecret = \"keys/secret\"\n", "there is no lab: write [[lab]]");
        refuses("name = \"x\"\nsecret = \"keys/secret\"\n[lab]\nnumber = \"01\"\n", "with two brackets");
        refuses("name = \"x\"\nsecret = \"keys/secret\"\n[[lab]]\nnumber = \"01\"\nweight = 0\n", "no lab has a weight above 0");
    }

    @Test
    void aSecretThatIsEmptyOrShortIsNoneAndIsNeverShown() throws IOException {
        Files.writeString(folder.resolve("keys/secret"), "\n");
        refuses(FULL, ":2: ", "is empty", "head -c 32 /dev/urandom");
        Files.writeString(folder.resolve("keys/secret"), "hunter2\n");
        refuses(FULL, "has 7 bytes", "16 or more");
        assertThatExceptionOfType(UsageException.class).isThrownBy(() -> read(FULL))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("hunter2"));
    }

    @Test
    void whatIsNoFileOrNoTextIsSaid() throws IOException {
        assertThatExceptionOfType(UsageException.class).isThrownBy(() -> CourseFile.read(folder.resolve("no.toml"), MANIFEST))
                .withMessageContaining("there is no such file");
        assertThatExceptionOfType(UsageException.class).isThrownBy(() -> CourseFile.read(folder, MANIFEST)).withMessageContaining("it is a folder");
        Path latin = Files.write(folder.resolve("latin.toml"), "name = \"Bücher\"".getBytes(StandardCharsets.ISO_8859_1));
        assertThatExceptionOfType(UsageException.class).isThrownBy(() -> CourseFile.read(latin, MANIFEST)).withMessageContaining("not UTF-8");
    }
}
