package iommu.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.stimulus.Stimulus;
import iommu.arch.stimulus.Stimulus.Reads;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Memory as a unit may see it (§3.10, §6.2.2.1). */
class TableWordsTest {

    private static final Gpa AT = new Gpa(0x1010);
    private static final Gpa NEXT = new Gpa(0x1018);

    private final TableWords memory = new TableWords(39, true);

    private void store(Gpa at, long value) {
        assertThat(memory.take(new Stimulus.Store64(at, value))).isTrue();
    }

    private static OptionalLong word(long value) {
        return OptionalLong.of(value);
    }

    private static Optional<Entry128> entry(long low, long high) {
        return Optional.of(new Entry128(low, high));
    }

    @Test
    void readThatSnoopsSeesTheLastStoreAlone() {
        store(AT, 1);
        store(AT, 2);
        assertThat(memory.views64(AT, true)).containsExactly(word(2));
        assertThat(memory.views128(AT, true)).containsExactly(entry(2, 0));
        assertThat(memory.certain(AT, true)).isTrue();
    }

    @Test
    void readThatDoesNotSnoopSeesTheLineAsItWasAtSomeMoment() {
        store(AT, 1);
        store(NEXT, 2);
        assertThat(memory.views64(AT, false)).containsExactlyInAnyOrder(word(0), word(1));
        assertThat(memory.views64(NEXT, false)).containsExactlyInAnyOrder(word(0), word(2));
        assertThat(memory.views128(AT, false)).as("never the second store without the first")
                .containsExactlyInAnyOrder(entry(0, 0), entry(1, 0), entry(1, 2));
        assertThat(memory.certain(AT, false)).isFalse();
        assertThat(memory.certain(AT.plus(0x40), false)).as("another line").isTrue();
        assertThat(memory.views64(AT.plus(0x40), false)).containsExactly(word(0));
        assertThat(memory.views128(AT.plus(0x40), false)).containsExactly(entry(0, 0));
        memory.take(new Stimulus.Flush(NEXT));
        assertThat(memory.views128(AT, false)).containsExactly(entry(1, 2));
        assertThat(memory.certain(AT, false)).isTrue();
    }

    @Test
    void entryStoredInOneAccessIsNeverSeenInHalves() {
        memory.take(new Stimulus.Store128(AT, new Entry128(1, 2)));
        assertThat(memory.views128(AT, false)).containsExactlyInAnyOrder(entry(0, 0), entry(1, 2));
    }

    @Test
    void memoryOfWalksThatAllSnoopKeepsNoPast() {
        TableWords snooped = new TableWords(39);
        snooped.take(new Stimulus.Store64(AT, 1));
        assertThat(snooped.certain(AT, false)).isTrue();
        assertThat(snooped.views64(AT, false)).containsExactly(word(1));
        assertThat(snooped.views128(AT, false)).containsExactly(entry(1, 0));
    }

    /** What the unit may do with a page, and what then succeeds. */
    @ParameterizedTest
    @CsvSource({"ALL, true, true, true", "READ_ONLY, true, true, false", "WHOLE_ENTRIES, false, true, true",
        "NONE, false, false, true"})
    void accessesOfAPage(Reads reads, boolean words, boolean entries, boolean writable) {
        store(AT, 7);
        memory.take(new Stimulus.Readable(new Gpa(0x1000), reads));
        assertThat(memory.read64(AT)).isEqualTo(words ? word(7) : OptionalLong.empty());
        assertThat(memory.read128(AT)).isEqualTo(entries ? entry(7, 0) : Optional.empty());
        assertThat(memory.writable(AT)).isEqualTo(writable);
        if (!words) {
            assertThat(memory.views64(AT, false)).as("nor the past").containsExactly(OptionalLong.empty());
        }
        if (!entries) {
            assertThat(memory.views128(AT, false)).isEqualTo(Set.of(Optional.empty()));
        }
        assertThat(memory.read64(AT.plus(0x1000))).as("the next page").isEqualTo(word(0));
    }

    @Test
    void nothingAboveTheHostAddressWidthCanBeRead() {
        Gpa beyond = new Gpa(1L << 39);
        assertThat(memory.read64(beyond)).isEmpty();
        assertThat(memory.read128(beyond)).isEmpty();
        assertThat(memory.read64(new Gpa((1L << 39) - 8))).isEqualTo(word(0));
    }

    @Test
    void contentsThatRecurCountOnce() {
        for (int i = 0; i < 2 * TableWords.MOST_CONTENTS; i++) {
            store(AT, i % 2);
        }
        assertThat(memory.crowded()).isFalse();
        for (int i = 0; i <= TableWords.MOST_CONTENTS; i++) {
            store(AT, i);
        }
        assertThat(memory.crowded()).as("32 of the past, and what it holds now").isFalse();
        store(AT, -1);
        assertThat(memory.crowded()).isTrue();
    }

    @Test
    void stepThatIsNoneOfMemoryIsLeftToOthers() {
        assertThat(memory.take(new Stimulus.RegisterRead(0, 4))).isFalse();
    }
}
