package iommu.peers.recording;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is wrong with a recording, the answer is a report or a sentence, never another exception. */
class DamagedRecordingTest {

    private static final int RUNS = 400;

    @TempDir
    private Path folder;

    private void survives(String text, String seed) throws IOException {
        try {
            Replayer.replay(Recorded.plain(folder, text)).text();
        } catch (RecordingException sentence) {
            // as it should be
        } catch (RuntimeException other) {
            throw new AssertionError("seed " + seed + ":\n" + text, other);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"legacy", "faults", "scalable", "interrupts"})
    void linesLostDoubledMovedOrAltered(String name) throws IOException {
        String whole = Recorded.named(name);
        for (int seed = 0; seed < RUNS; seed++) {
            Random random = new Random(seed);
            List<String> lines = new ArrayList<>(List.of(whole.split("\n")));
            for (int i = 0; i <= random.nextInt(4); i++) {
                damage(lines, random);
            }
            survives(String.join("\n", lines) + "\n", name + " " + seed);
        }
    }

    private static void damage(List<String> lines, Random random) {
        int at = random.nextInt(lines.size());
        switch (random.nextInt(4)) {
            case 0 -> lines.remove(at);
            case 1 -> lines.add(random.nextInt(lines.size()), lines.get(at));
            case 2 -> lines.add(random.nextInt(lines.size()), lines.remove(at));
            default -> lines.set(at, altered(lines.get(at), random));
        }
    }

    private static String altered(String line, Random random) {
        if (line.isEmpty()) {
            return "f";
        }
        int at = random.nextInt(line.length());
        return line.substring(0, at) + Character.forDigit(random.nextInt(16), 16) + line.substring(at + 1);
    }

    @Test
    void aRecordingCutOffAnywhere() throws IOException {
        String whole = Recorded.named("scalable");
        for (int length = 0; length < whole.length(); length += 3) {
            survives(whole.substring(0, length), "cut at " + length);
        }
    }

    @Test
    void aCutInsideALineIsNoShorterWord() throws IOException {
        String whole = Recorded.named("scalable").strip();
        assertThatThrownBy(() -> Replayer.replay(Recorded.plain(folder, whole.substring(0, whole.length() - 1))))
                .isInstanceOf(RecordingException.class)
                .hasMessageContaining("cut off inside this line").hasMessageContaining(":" + whole.lines().count());
    }

    @Test
    void aWordOutsideMemoryIsRefused() throws IOException {
        String far = Recorded.named("scalable") + "M fffffffff0000000 1\n";
        assertThatThrownBy(() -> Replayer.replay(Recorded.plain(folder, far))).isInstanceOf(RecordingException.class)
                .hasMessageContaining("no word of memory lies at");
    }
}
