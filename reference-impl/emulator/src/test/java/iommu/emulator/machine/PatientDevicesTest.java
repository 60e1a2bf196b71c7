package iommu.emulator.machine;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Effect;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import org.junit.jupiter.api.Test;

class PatientDevicesTest {

    private static final SourceId ONE = SourceId.parse("00:03.0");
    private static final SourceId OTHER = SourceId.parse("00:04.0");
    private static final int NOBODY = -1;

    private final PatientDevices devices = new PatientDevices();

    @Test
    void eachDeviceAnswersItsOldestFirst() {
        ask(ONE, 0).ask(OTHER, 1).ask(ONE, 2);
        assertThat(devices.oldest(ONE)).isZero();
        assertThat(devices.oldest(ONE)).isEqualTo(2);
        assertThat(devices.oldest(ONE)).isEqualTo(NOBODY);
        assertThat(devices.oldest(OTHER)).isEqualTo(1);
    }

    @Test
    void aTagGivenAnewIsTheNewRequestsAlone() {
        ask(ONE, 0).ask(ONE, 1).ask(OTHER, 0);
        assertThat(devices.oldest(ONE)).isEqualTo(1);
        assertThat(devices.oldest(ONE)).isEqualTo(NOBODY);
        assertThat(devices.oldest(OTHER)).isZero();
    }

    private PatientDevicesTest ask(SourceId source, int tag) {
        devices.invalidate(new Effect.InvalidateDeviceTlb(tag, source, new Iova(0), 0x1000));
        return this;
    }
}
