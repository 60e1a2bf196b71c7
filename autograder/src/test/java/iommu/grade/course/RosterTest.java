package iommu.grade.course;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import iommu.grade.intake.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RosterTest {

    private static final String EARLY = "2026-11-01T10:00:00Z";
    private static final String LATE = "2026-11-02T10:00:00+02:00";

    @TempDir
    private Path folder;

    private Roster roster(String csv) throws IOException {
        return RosterFile.read(Files.writeString(folder.resolve("roster.csv"), csv));
    }

    @Test
    void columnsAreFoundByTheirNamesAndOthersAreForOthers() throws IOException {
        Roster roster = roster("\uFEFFid,submission,\"person\",submitted\r\n7,amy-1,\"Amy, \"\"A\"\"\",%s\r\n\r\n8,bob,Bob,\r\n".formatted(LATE));
        assertThat(roster.rows()).containsExactly(
                new Roster.Row("Amy, \"A\"", "amy-1", Optional.of(OffsetDateTime.parse(LATE))),
                new Roster.Row("Bob", "bob", Optional.empty()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "'' | :1: the roster is empty",
        "'person,mail' | :1: the header needs one column submission",
        "'person,submission,submission' | :1: the header needs one column submission",
        "'person,submission;amy' | :2: there are 1 cells, and the header has 2",
        "'person,submission;amy,' | :2: the submission is missing",
        "'person,submission;,amy' | :2: the person is missing",
        "'person,submission;amy,amy;;bob,amy' | :4: the submission amy is on line 2 already",
        "'person,submission,submitted;amy,amy,yesterday' | :2: submitted should be empty, or a date",
        "'person,submission;\"amy,amy' | :2: a quotation mark is opened"})
    void whatIsWrongIsSaidWithItsLine(String csv, String says) {
        assertThatExceptionOfType(UsageException.class).isThrownBy(() -> roster(csv.replace(';', '\n')))
                .withMessageContaining("roster.csv" + says);
    }

    @Test
    void theLatestOfAPersonCounts() throws IOException {
        Roster roster = roster("person,submission,submitted\namy,amy-2,%s\namy,amy-1,%s\nbob,bob,\n".formatted(LATE, EARLY));
        assertThat(roster.superseded(Set.of("amy-1", "amy-2", "bob"))).isEqualTo(Map.of("amy-1", "amy-2"));
        assertThat(roster.superseded(Set.of("amy-1", "bob"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({EARLY + "," + EARLY, EARLY + ",''", "'',''", "2026-11-01T10:00:00Z,2026-11-01T11:00:00+01:00"})
    void twoOfWhichNobodyCanSayWhichCameLastAreAnErrorThatNamesBoth(String one, String other) throws IOException {
        Roster roster = roster("person,submission,submitted\namy,amy-1,%s\namy,amy-2,%s\n".formatted(one, other));
        assertThatExceptionOfType(UsageException.class).isThrownBy(() -> roster.superseded(Set.of("amy-1", "amy-2")))
                .withMessageContaining("amy-1 and amy-2 are both of amy");
    }

    @Test
    void whoSentNothingAndWhoIsUnknownAreNamed() throws IOException {
        Roster roster = roster("person,submission\namy,amy\neve,eve\n");
        assertThat(roster.missing(Set.of("amy", "zoe"))).containsExactly("eve");
        assertThat(roster.strangers(Set.of("amy", "zoe"))).containsExactly("zoe");
    }
}
