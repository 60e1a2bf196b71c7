package iommu.peers.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a line means, and what is said of one that means nothing. */
class RecordingReaderTest {

    @TempDir
    private Path folder;

    private static List<RecordedEvent> all(Path file) throws IOException {
        List<RecordedEvent> events = new ArrayList<>();
        try (RecordingReader in = RecordingReader.open(file)) {
            for (var line = in.next(); line.isPresent(); line = in.next()) {
                events.add(line.get().event());
            }
        }
        return events;
    }

    private RecordedEvent only(String line) throws IOException {
        List<RecordedEvent> events = all(Recorded.plain(folder, line + "\n"));
        assertThat(events).hasSize(1);
        return events.get(0);
    }

    private void refuses(String text, String saying) throws IOException {
        Path file = Recorded.plain(folder, text);
        assertThatThrownBy(() -> all(file)).isInstanceOf(RecordingException.class).hasMessageStartingWith("made.events:")
                .hasMessageContaining(saying);
    }

    @Test
    void everyKindOfLineHasItsMeaning() throws IOException {
        assertThat(only("R 1c 4 c7000000")).isEqualTo(new RecordedEvent.Read(0x1C, 4, 0xC7000000L));
        assertThat(only("W 90 8 3db5000")).isEqualTo(new RecordedEvent.Write(0x90, 8, 0x3DB5000));
        assertThat(only("M 3e00018 4ff00")).isEqualTo(new RecordedEvent.Changed(new Gpa(0x3E00018), 0x4FF00));
        assertThat(only("D 3dbf404 200000025")).isEqualTo(new RecordedEvent.Submitted(List.of(0x200000025L, 0x3DBF404L)));
        assertThat(only("D 1 2 3 4")).isEqualTo(new RecordedEvent.Submitted(List.of(2L, 1L, 3L, 4L)));
        assertThat(only("C fill")).isEqualTo(new RecordedEvent.ContextCache(false));
        assertThat(only("T 00:04.00 ffffe000 570d000 fff M")).isEqualTo(new RecordedEvent.Translated(SourceId.of(0, 4, 0),
                new Iova(0xFFFFE000L), new Gpa(0x570D000), 0xFFF, RecordedEvent.Policy.MISS));
        assertThat(only("F 20 6 1234 0"))
                .isEqualTo(new RecordedEvent.Faulted(new SourceId(0x20), 6, new Iova(0x1234), false));
        assertThat(only("Q fee01004 21")).isEqualTo(new RecordedEvent.Message(0xFEE01004L, 0x21));
        assertThat(only("S 12 type 4")).isEqualTo(new RecordedEvent.Note());
        assertThat(only("U 20 ffffe000 570d003 3")).isEqualTo(new RecordedEvent.Note());
        assertThat(only("J (addr 0xfee00030, data 0x2) -> (addr 0xfee0100c, data 0x4030)"))
                .isEqualTo(new RecordedEvent.Interrupt(0xFEE00030L, 2, 0xFEE0100CL, 0x4030));
    }

    @Test
    void theLowOfAnInterruptEntryIsItsUpperHalfAndItsIndexIsDecimal() throws IOException {
        assertThat(only("I index 16 low 0x4ff00 high 0x1000030000d"))
                .isEqualTo(new RecordedEvent.EntryRead(16, 0x1000030000DL, 0x4FF00));
    }

    @Test
    void commentsBlankLinesAndCarriageReturnsArePassedOver() throws IOException {
        assertThat(all(Recorded.plain(folder, "# said\r\n\r\nC hit\r\nC fill\r\n"))).hasSize(2);
    }

    @Test
    void aPackedRecordingIsUnpackedWhateverItsName() throws IOException {
        Path file = Files.write(folder.resolve("made.events"), Recorded.packed("C hit\nC fill\n"));
        assertThat(all(file)).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "X 1 2 3                     | no line begins with 'X'",
        "R 8 8                       | 'R off size val'",
        "R 8 3 0                     | a size is 1, 2, 4 or 8",
        "R 8 8 0x12                  | no hexadecimal number",
        "W 88 4 12345678901234567    | no hexadecimal number",
        "W -8 4 1                    | no hexadecimal number",
        "M 1004 1                    | multiple of 8",
        "D 1                         | 'D hi lo'",
        "D 1 2 3                     | 'D hi lo'",
        "C maybe                     | neither hit nor fill",
        "T 00:04 0 0 fff H           | source-id",
        "T 00:20.0 0 0 fff H         | 32 devices",
        "T 00:04.00 0 0 f00 H        | page mask",
        "T 00:04.00 0 0 fff X        | none of H, M, P",
        "F 20 6 1234 2               | 1 for a write or 0",
        "F 12345 6 1234 0            | more than 16 bits",
        "F 20 100 1234 0             | more than 8 bits",
        "Q fee01004                  | 'Q addr data'",
        "I index 1 low 0x4 high      | 'I index 1",
        "J (addr 0x1, data 0x2)      | 'J (addr",
        "U 20 1                      | 'U sid",
        "S                           | 'S n type'",
    })
    void aMalformedLineIsAnErrorWithFileAndLine(String line, String saying) throws IOException {
        refuses("C hit\n" + line.strip() + "\n", saying);
        assertThatThrownBy(() -> all(folder.resolve("made.events"))).hasMessageStartingWith("made.events:2: ");
    }

    @Test
    void aFileOfSomethingElseIsRefusedAndItsBytesDoNotReachTheTerminal() throws IOException {
        refuses("\u001B[31mred\n", "no line begins with '?[31mred'");
        refuses("x".repeat(100_000), "longer than any line");
    }

    @Test
    void aPackedFileThatIsCutOffIsNamedWithTheLineItReaches() throws IOException {
        byte[] whole = Recorded.packed("C hit\n".repeat(5000));
        Path file = Files.write(folder.resolve("made.events.gz"), Arrays.copyOf(whole, whole.length - 12));
        assertThatThrownBy(() -> all(file)).isInstanceOf(RecordingException.class).hasMessageContaining("ends or breaks here");
        Path stump = Files.write(folder.resolve("stump.events.gz"), Arrays.copyOf(whole, 5));
        assertThatThrownBy(() -> all(stump)).isInstanceOf(RecordingException.class).hasMessageContaining("no whole gzip file");
    }

    @Test
    void aPackedFileThatIsDamagedIsNamed() throws IOException {
        byte[] damaged = Recorded.packed(Recorded.named("legacy").repeat(50));
        damaged[damaged.length / 2] ^= 0x55;
        damaged[damaged.length / 2 + 1] ^= 0x55;
        Path file = Files.write(folder.resolve("made.events.gz"), damaged);
        assertThatThrownBy(() -> all(file)).isInstanceOf(RecordingException.class).hasMessageStartingWith("made.events.gz:");
    }
}
