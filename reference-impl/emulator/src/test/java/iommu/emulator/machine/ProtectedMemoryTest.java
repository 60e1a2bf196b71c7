package iommu.emulator.machine;

import static iommu.arch.Access.READ;
import static iommu.arch.Access.WRITE;
import static iommu.emulator.machine.Rig.silent;
import static iommu.emulator.machine.Rig.to;
import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Capabilities;
import iommu.arch.FaultReason;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("§11.4.8: Protected memory")
class ProtectedMemoryTest {

    private static final Capabilities UNIT = Capabilities.DEFAULT.with(c -> c.protectedLow = c.protectedHigh = true);

    @Test
    @DisplayName("§11.4.8: while translation is off, too, protected memory is out of reach")
    void protectedMemory() {
        Rig rig = new Rig(UNIT, 16).write(0x68, 4, 0x20_0000).write(0x6C, 4, 0x40_0000).write(0x70, 8, 1L << 33)
                .write(0x78, 8, 1L << 33).write(0x64, 4, 1L << 31);
        assertThat(rig.dma(READ, 0x1F_FFF8)).isEqualTo(to(0x1F_FFF8));
        assertThat(rig.dma(READ, 0x5F_FFFF)).as("the last byte").isEqualTo(silent(FaultReason.REQUEST_TYPE_BLOCKED));
        for (long inside : new long[] {0x20_0000, 0x5F_FFF8, 1L << 33}) {
            assertThat(rig.dma(WRITE, inside)).isEqualTo(silent(FaultReason.REQUEST_TYPE_BLOCKED));
        }
        assertThat(rig.dma(READ, 0x60_0000)).isEqualTo(to(0x60_0000));
        assertThat(rig.write(0x64, 4, 0).dma(READ, 0x20_0000)).isEqualTo(to(0x20_0000));
    }

    @ParameterizedTest
    @CsvSource({"1, false", "2, true", "6, true"})
    @DisplayName("§11.4.8.1: from VER.MAX 2 on it is out of reach behind the tables, too, whatever was cached before")
    void behindTables(int version, boolean blocks) {
        Rig rig = Rig.running(UNIT, 16, new Options(version, false, false));
        for (int i = 0; i < 3; i++) {
            assertThat(rig.dma(READ, 0x1000)).isEqualTo(to(0x777_7000));
        }
        rig.write(0x68, 4, 0x700_0000).write(0x6C, 4, 0x7FF_FFFF).write(0x70, 8, 1L << 40).write(0x64, 4, 1L << 31);
        for (int i = 0; i < 3; i++) {
            assertThat(rig.dma(READ, 0x1000)).isEqualTo(blocks ? silent(FaultReason.REQUEST_TYPE_BLOCKED) : to(0x777_7000));
        }
        assertThat(rig.read(0x34, 4)).as("recorded").isZero();
        assertThat(rig.write(0x64, 4, 0).dma(READ, 0x1000)).isEqualTo(to(0x777_7000));
    }
}
