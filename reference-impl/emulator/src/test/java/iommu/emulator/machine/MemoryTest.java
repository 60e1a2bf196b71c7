package iommu.emulator.machine;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.Memory;
import iommu.arch.stimulus.Stimulus.Reads;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

public abstract class MemoryTest {

    private Memory memory;

    /** The memory to be tested. @param addressWidth HAW, in bits */
    protected abstract Memory memoryOf(int addressWidth);

    /** {@link #memoryOf} as the guest's processor sees it. */
    protected abstract Memory guest();

    /** Makes reads of a page of {@link #memoryOf} succeed or fail. */
    protected abstract void readable(Gpa page, Reads reads);

    @BeforeEach
    void emptyMemory() {
        memory = memoryOf(39);
    }

    @Test
    void memoryIsZeroUntilItIsWrittenAndLittleEndian() {
        assertThat(memory.read64(new Gpa(0x7F_FFFF_FFF8L))).hasValue(0);
        assertThat(memory.write128(new Gpa(0x1FF0), new Entry128(1, 2))).isTrue();
        assertThat(memory.write64(new Gpa(0x2000), 3)).isTrue();
        assertThat(memory.write32(new Gpa(0x1FF4), -1)).isTrue();
        assertThat(memory.write32(new Gpa(0x1FF8), -1)).isTrue();
        assertThat(memory.read128(new Gpa(0x1FF0))).contains(new Entry128(0xFFFF_FFFF_0000_0001L, 0xFFFF_FFFFL));
        assertThat(memory.read64(new Gpa(0x2000))).hasValue(3);
    }

    @ParameterizedTest
    @ValueSource(longs = {1L << 39, -16, 0x1004})
    void beyondTheWidthAndOffItsAlignmentThereIsNothing(long address) {
        assertThat(memory.read64(new Gpa(address))).isEmpty();
        assertThat(memory.read128(new Gpa(address))).isEmpty();
        assertThat(memory.write64(new Gpa(address), 1)).isFalse();
        assertThat(memory.write128(new Gpa(address), new Entry128(1, 1))).isFalse();
        assertThat(memory.write32(new Gpa(address | 1), 1)).isFalse();
    }

    @Test
    void aPageCanBeMadeUnreadableAndReadableAgain() {
        memory.write64(new Gpa(0x1000), 7);
        readable(new Gpa(0x1000), Reads.NONE);
        assertThat(memory.read64(new Gpa(0x1000))).isEmpty();
        assertThat(memory.read128(new Gpa(0x1FF0))).isEmpty();
        assertThat(memory.read64(new Gpa(0x2000))).isPresent();
        readable(new Gpa(0x1008), Reads.WHOLE_ENTRIES);
        assertThat(memory.read64(new Gpa(0x1000))).isEmpty();
        assertThat(memory.read128(new Gpa(0x1000))).contains(new Entry128(7, 0));
        readable(new Gpa(0x1000), Reads.ALL);
        assertThat(memory.read64(new Gpa(0x1000))).hasValue(7);
    }

    @Test
    void whatTheUnitIsRefusedTheGuestIsNot() {
        readable(new Gpa(0x1000), Reads.READ_ONLY);
        assertThat(memory.write32(new Gpa(0x1000), 1)).isFalse();
        assertThat(memory.write64(new Gpa(0x1000), 1)).isFalse();
        assertThat(memory.write128(new Gpa(0x1000), new Entry128(1, 1))).isFalse();
        assertThat(guest().write64(new Gpa(0x1000), 5)).isTrue();
        assertThat(memory.read64(new Gpa(0x1000))).hasValue(5);
        readable(new Gpa(0x1000), Reads.NONE);
        assertThat(guest().read64(new Gpa(0x1000))).hasValue(5);
        assertThat(guest().read128(new Gpa(0x1000))).contains(new Entry128(5, 0));
        assertThat(guest().read64(new Gpa(1L << 39))).isEmpty();
    }
}
