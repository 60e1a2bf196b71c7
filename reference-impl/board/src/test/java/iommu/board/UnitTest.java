package iommu.board;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The unit's registers as QEMU's tests look at them. */
class UnitTest {

    private static final int REGISTER_BYTES = 0x230;
    private static final long SMTS = 1L << 43;
    private static final long SSTS = 1L << 46;
    private static final long FSTS = 1L << 47;
    private static final long PT = 1L << 6;
    private static final long IR = 1L << 3;
    private static final long CM = 1L << 7;

    @ParameterizedTest
    @ValueSource(strings = {"x-scalable-mode=on,x-flts=on", "scalable-mode=on,flts=on", "scalable-mode=on,fsts=on"})
    void theCapabilitiesThatTestsAskForAreThereUnderEverySpelling(String options) throws IOException {
        try (Libqtest test = Libqtest.start("-M", "q35", "-device", "intel-iommu," + options)) {
            long cap = test.readq(VtdGuest.CAP);
            assertThat(cap & 0x0012_008C_2200_0006L).as("CAP").isEqualTo(0x0012_008C_2200_0006L);
            assertThat(cap >> 8 & 0x1F).as("SAGAW: 39 and 48 bits, no more").isEqualTo(0b00110);
            assertThat(cap >> 16 & 0x3F).as("MGAW").isEqualTo(47);
            long ecap = test.readq(VtdGuest.ECAP);
            assertThat(ecap & 0x0000_8800_00F0_0F0AL).as("ECAP").isEqualTo(0x0000_8800_00F0_0F0AL);
            assertThat(ecap & (SMTS | PT | SSTS | FSTS)).as("no case is skipped").isEqualTo(SMTS | PT | SSTS | FSTS);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', nullValues = "-", textBlock = """
            intel-iommu                                | 2F | 48 | on  | off | on
            intel-iommu,caching-mode=off,aw-bits=39    | 26 | 39 | off | off | on
            intel-iommu,aw-bits=57,intremap=off        | 38 | 57 | on  | off | off
            intel-iommu,scalable-mode=on,x-flts=off    | 2F | 48 | on  | on  | on
            intel-iommu,x-unheard-of=7,caching-mode    | 2F | 48 | on  | off | on
            """)
    void optionsChooseWhatTheUnitCanDo(String device, String mgaw, int width, String cachingMode, String scalable,
            String remapping) throws IOException {
        try (Libqtest test = Libqtest.start("-M", "q35", "-device", device)) {
            long cap = test.readq(VtdGuest.CAP);
            assertThat(cap >> 16 & 0x3F).isEqualTo(Integer.parseInt(mgaw, 16)).isEqualTo(width - 1);
            assertThat((cap & CM) != 0).isEqualTo(cachingMode.equals("on"));
            long ecap = test.readq(VtdGuest.ECAP);
            assertThat((ecap & SMTS) != 0).isEqualTo(scalable.equals("on"));
            assertThat((ecap & IR) != 0).isEqualTo(remapping.equals("on"));
            assertThat(ecap & FSTS).isZero();
        }
    }

    @Test
    void withoutTheDeviceThereIsNoUnit() throws IOException {
        try (Libqtest test = Libqtest.start("-M", "q35")) {
            assertThat(test.readq(VtdGuest.CAP)).isZero();
        }
    }

    @Test
    @DisplayName("system_reset leaves all 0x230 bytes as they were at the start")
    void systemResetRestoresEveryRegister() throws IOException {
        try (Libqtest test = Libqtest.start("-M", "q35", "-m", "512", "-device", "intel-iommu,scalable-mode=on,flts=on",
                "-device", "iommu-testdev")) {
            byte[] atStart = test.read(VtdGuest.UNIT, REGISTER_BYTES);
            test.writeq(0x1000_0000, 0x55);
            VtdGuest guest = new VtdGuest(test, 0x10);
            guest.scalableSecondStage();
            for (int offset = 0; offset < REGISTER_BYTES; offset += 4) {
                test.writel(VtdGuest.UNIT + offset, 0xFFFF_FFFFL);
            }
            assertThat(test.read(VtdGuest.UNIT, REGISTER_BYTES)).isNotEqualTo(atStart);

            test.sendQmp("{\"execute\": \"system_reset\"}\n");
            assertThat(test.receive()).contains("\"event\": \"RESET\"");
            assertThat(test.receive()).isEqualTo("{\"return\": {}}");

            assertThat(test.read(VtdGuest.UNIT, REGISTER_BYTES)).isEqualTo(atStart);
            for (int offset = 0; offset < REGISTER_BYTES; offset += 4) {
                assertThat(test.readl(VtdGuest.UNIT + offset)).as("register %x", offset).isEqualTo(word(atStart, offset));
            }
        }
    }

    @Test
    void systemResetTakesTranslationBackAndLeavesMemory() throws IOException {
        try (Libqtest test = Libqtest.start("-M", "q35", "-m", "512", "-device", "intel-iommu", "-device", "edu")) {
            PciTest.enable(test, 0x18, 0xE000_0000L);
            test.writel(0xE000_0004L, 5);
            VtdGuest guest = new VtdGuest(test, 0x18);
            guest.legacyTranslated();
            test.writeq(0x20_0000, 0x77);
            test.qmp("{\"execute\": \"system_reset\"}\n");
            assertThat(test.readl(VtdGuest.GSTS)).isZero();
            assertThat(test.configReadw(0x18, 4)).as("COMMAND").isZero();
            assertThat(test.configReadl(0x18, 0x10)).as("BAR0").isZero();
            assertThat(test.readq(0x20_0000)).isEqualTo(0x77);
            PciTest.enable(test, 0x18, 0xE000_0000L);
            assertThat(test.readl(0xE000_0004L)).as("liveness").isEqualTo(0xFFFF_FFFFL);
            test.writeq(0xE000_0080L, 0x20_0000);
            test.writeq(0xE000_0088L, 0x40000);
            test.writeq(0xE000_0090L, 8);
            test.writeq(0xE000_0098L, 1);
            test.writeq(0xE000_0080L, 0x40000);
            test.writeq(0xE000_0088L, 0x20_1000);
            test.writeq(0xE000_0098L, 3);
            assertThat(test.readq(0x20_1000)).as("DMA goes where it says").isEqualTo(0x77);
        }
    }

    private static long word(byte[] bytes, int at) {
        long value = 0;
        for (int i = 0; i < 4; i++) {
            value |= (bytes[at + i] & 0xFFL) << 8 * i;
        }
        return value;
    }
}
