package iommu.emulator.fast;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Capabilities;
import iommu.emulator.register.Registers;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class LegacyGateTest {

    private static final Capabilities UNIT = Capabilities.DEFAULT.with(c -> c.protectedLow = true);

    private int drains;
    private final LegacyGate gate = new LegacyGate(new Registers(UNIT, 1), () -> drains++);

    @Test
    @DisplayName("§11.4.4.1, §11.4.8.1: requests under way end before translation or protection is seen on")
    void drains() {
        gate.write(0x18, 4, 1L << 30);
        assertThat(drains).as("after SRTP").isZero();
        gate.write(0x18, 4, 1L << 31);
        assertThat(drains).as("after TE").isEqualTo(1);
        gate.write(0x64, 4, 1L << 31);
        assertThat(drains).as("after EPM").isEqualTo(2);
        gate.write(0x64, 4, 0);
        gate.write(0x18, 4, 0);
        assertThat(drains).as("after either is off").isEqualTo(2);
    }

    @Test
    void isOpenInLegacyModeWithNoMemoryProtected() {
        assertThat(gate.open()).isFalse();
        gate.write(0x18, 4, 1L << 30);
        gate.write(0x18, 4, 1L << 31);
        assertThat(gate.open()).isTrue();
        gate.write(0x64, 4, 1L << 31);
        assertThat(gate.open()).as("EPM").isFalse();
        gate.write(0x64, 4, 0);
        assertThat(gate.open()).isTrue();
        gate.reset();
        assertThat(gate.open()).as("after a reset").isFalse();
    }
}
