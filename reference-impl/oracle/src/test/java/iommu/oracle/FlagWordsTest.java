package iommu.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Gpa;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Accessed and dirty bits that the unit may have set since software stored an entry (§3.6.2, §3.7.2). */
class FlagWordsTest {

    private static final Gpa ENTRY = new Gpa(0x1008);
    private static final long STORED = 0x8000;

    private final FlagWords flags = new FlagWords();

    private void mark(boolean write) {
        flags.set(new FlagWords.Marks(List.of(ENTRY), Optional.of(ENTRY)), write);
    }

    @Test
    void entryThatNoWalkUsedIsAsItWasStored() {
        assertThat(flags.variants(ENTRY, STORED)).containsExactly(STORED);
    }

    @Test
    void readMaySetAccessedBitsOfEitherStage() {
        mark(false);
        assertThat(flags.accessed(ENTRY)).isTrue();
        assertThat(flags.dirty(ENTRY)).isFalse();
        assertThat(flags.variants(ENTRY, STORED)).as("A, A with EA, or A of the second stage")
                .containsExactlyInAnyOrder(STORED, STORED | 0x20, STORED | 0x420, STORED | 0x100);
    }

    @Test
    void writeMaySetTheDirtyBitToo() {
        mark(true);
        assertThat(flags.variants(ENTRY, STORED)).contains(STORED | 0x60, STORED | 0x460, STORED | 0x300, STORED);
    }

    @Test
    void leafMayBeDirtyAloneAndBitsThatAreSetAlreadyTellNothing() {
        flags.set(new FlagWords.Marks(List.of(), Optional.of(ENTRY)), true);
        assertThat(flags.accessed(ENTRY)).isFalse();
        assertThat(flags.variants(ENTRY, -1L)).containsExactly(-1L);
        assertThat(flags.variants(ENTRY, STORED)).contains(STORED | 0x60);
    }

    @Test
    void softwaresNextStoreEndsTheDoubt() {
        mark(true);
        flags.stored(ENTRY.plus(8));
        assertThat(flags.dirty(ENTRY)).as("another word").isTrue();
        flags.stored(ENTRY);
        assertThat(flags.variants(ENTRY, STORED)).containsExactly(STORED);
    }

    @Test
    void accessThatDoesNotSnoopMaySeeTheBitsOfAnOlderContentUntilTheFlush() {
        mark(true);
        flags.stored(ENTRY);
        assertThat(flags.accessed(ENTRY, true) || flags.dirty(ENTRY, true)).as("one that snoops").isFalse();
        assertThat(flags.accessed(ENTRY, false) && flags.dirty(ENTRY, false)).isTrue();
        flags.flushed(new Gpa(0x1000));
        assertThat(flags.accessed(ENTRY, false) || flags.dirty(ENTRY, false)).isFalse();
    }
}
