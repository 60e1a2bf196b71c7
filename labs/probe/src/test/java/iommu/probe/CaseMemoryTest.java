package iommu.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.stimulus.Stimulus;
import iommu.arch.stimulus.Stimulus.Reads;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The memory of a case")
class CaseMemoryTest {

    private final CaseMemory memory = new CaseMemory(39);

    @Test
    @DisplayName("is zero where nothing was stored")
    void zero() {
        assertThat(memory.read64(new Gpa(0x7F_FFFF_FFF8L))).hasValue(0);
        assertThat(memory.read128(new Gpa(0x1000))).contains(new Entry128(0, 0));
    }

    @Test
    @DisplayName("gives back what was stored, by words and by entries")
    void stored() {
        memory.store(new Stimulus.Store128(new Gpa(0x2000), new Entry128(1, 2)));
        memory.store(new Stimulus.Store64(new Gpa(0x2000), 3));
        assertThat(memory.read64(new Gpa(0x2008))).hasValue(2);
        assertThat(memory.read128(new Gpa(0x2000))).contains(new Entry128(3, 2));
    }

    @Test
    @DisplayName("ends at the host address width")
    void ends() {
        Gpa beyond = new Gpa(1L << 39);
        memory.store(new Stimulus.Store64(beyond, 5));
        assertThat(memory.read64(beyond)).isEmpty();
        assertThat(memory.read128(new Gpa(-16))).isEmpty();
    }

    @Test
    @DisplayName("can be made unreadable page by page, for words alone or wholly")
    void unreadable() {
        memory.restrict(new Stimulus.Readable(new Gpa(0x3000), Reads.WHOLE_ENTRIES));
        assertThat(memory.read64(new Gpa(0x3FF8))).isEmpty();
        assertThat(memory.read128(new Gpa(0x3FF0))).isPresent();
        memory.restrict(new Stimulus.Readable(new Gpa(0x3000), Reads.NONE));
        assertThat(memory.read128(new Gpa(0x3FF0))).isEmpty();
        assertThat(memory.read64(new Gpa(0x4000))).isPresent();
        memory.restrict(new Stimulus.Readable(new Gpa(0x3000), Reads.READ_ONLY));
        assertThat(memory.read64(new Gpa(0x3FF8))).as("no store is allowed, but every read").isPresent();
        assertThat(memory.read128(new Gpa(0x3FF0))).isPresent();
        memory.restrict(new Stimulus.Readable(new Gpa(0x3000), Reads.NONE));
        memory.restrict(new Stimulus.Readable(new Gpa(0x3000), Reads.ALL));
        assertThat(memory.read64(new Gpa(0x3FF8))).isPresent();
    }

    @Test
    @DisplayName("names an access that is not aligned")
    void aligned() {
        assertThatThrownBy(() -> memory.read64(new Gpa(4))).hasMessageContaining("multiple of 8");
        assertThatThrownBy(() -> memory.read128(new Gpa(8))).hasMessageContaining("multiple of 16");
    }
}
