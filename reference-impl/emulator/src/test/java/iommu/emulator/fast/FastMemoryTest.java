package iommu.emulator.fast;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.Memory;
import iommu.arch.stimulus.Stimulus.Reads;
import iommu.emulator.machine.MemoryTest;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The RAM ends in the midst of what the tests touch. */
class FastMemoryTest extends MemoryTest {

    private FastMemory memory;

    @Override
    protected Memory memoryOf(int addressWidth) {
        memory = new FastMemory(addressWidth, 0x2000);
        return memory;
    }

    @Override
    protected Memory guest() {
        return memory.guest();
    }

    @Override
    protected void readable(Gpa page, Reads reads) {
        memory.readable(page, reads);
    }

    @Test
    void aWordIsWhatASeamReads() {
        memory.write64(new Gpa(0x1FF8), 7);
        memory.write64(new Gpa(0x2000), 8);
        assertThat(memory.word(0x1FF8)).isEqualTo(7);
        assertThat(memory.word(0x2000)).isEqualTo(8);
        assertThat(memory.word(-8)).isEqualTo(WordSource.UNREADABLE);
        memory.readable(new Gpa(0x1000), Reads.NONE);
        assertThat(memory.word(0x1FF8)).isEqualTo(WordSource.UNREADABLE);
        assertThat(memory.fails(0x1FF8)).isTrue();
        assertThat(memory.fails(0x2000)).isFalse();
    }

    @Test
    void sixteenBytesAreNeverReadInHalvesOfTwoWrites() {
        Gpa at = new Gpa(0x1000);
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> {
            for (long i = 0; i < 200_000; i++) {
                memory.write128(at, new Entry128(i, i));
            }
        });
        while (!writer.isDone()) {
            Entry128 entry = memory.read128(at).orElseThrow();
            assertThat(entry.low() == entry.high()).as("%s", entry).isTrue();
        }
        writer.join();
    }
}
