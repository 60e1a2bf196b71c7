package iommu.board;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Entry128;
import iommu.arch.Gpa;
import org.junit.jupiter.api.Test;

/** Memory below and above the hole for PCI. */
class RamTest {

    private static final long GIB = 1L << 30;

    @Test
    void whatDoesNotFitBelowTheHoleLiesFrom4GiBOn() {
        Ram ram = new Ram(3 * GIB);
        assertThat(ram.write64(new Gpa(0x7FFF_FFF8L), 1)).isTrue();
        assertThat(ram.write64(new Gpa(0x8000_0000L), 2)).isFalse();
        assertThat(ram.write64(new Gpa(4 * GIB), 3)).isTrue();
        assertThat(ram.write64(new Gpa(5 * GIB - 8), 4)).isTrue();
        assertThat(ram.write64(new Gpa(5 * GIB), 5)).isFalse();
        assertThat(ram.read64(new Gpa(0x7FFF_FFF8L))).hasValue(1);
        assertThat(ram.read64(new Gpa(4 * GIB))).hasValue(3);
        assertThat(ram.read64(new Gpa(-8))).isEmpty();
    }

    @Test
    void entriesAreLittleEndianAlignedAndWhole() {
        Ram ram = new Ram(1 << 20);
        assertThat(ram.write128(new Gpa(0x10), new Entry128(0x1122_3344_5566_7788L, 2))).isTrue();
        assertThat(ram.write32(new Gpa(0x14), 9)).isTrue();
        assertThat(ram.read128(new Gpa(0x10))).hasValue(new Entry128(0x9_5566_7788L, 2));
        byte[] first = new byte[2];
        ram.read(new Gpa(0x10), first);
        assertThat(first).isEqualTo(new byte[] {(byte) 0x88, 0x77});
        assertThat(ram.read64(new Gpa(4))).isEmpty();
        assertThat(ram.read128(new Gpa(8))).isEmpty();
        assertThat(ram.write64(new Gpa(4), 1)).isFalse();
        assertThat(ram.write32(new Gpa(2), 1)).isFalse();
        assertThat(ram.write128(new Gpa(1 << 20), new Entry128(1, 1))).isFalse();
    }
}
