package iommu.board;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Configuration space as a test library enumerates it, through ports. */
class PciTest {

    /** All 256 functions of bus 0: vendor, and where there is one, device. */
    static Map<Integer, Long> enumerate(Libqtest test) throws IOException {
        Map<Integer, Long> found = new TreeMap<>();
        for (int devfn = 0; devfn < 256; devfn++) {
            long vendor = test.configReadw(devfn, 0);
            if (vendor != 0xFFFF) {
                found.put(devfn, vendor << 16 | test.configReadw(devfn, 2));
            }
        }
        return found;
    }

    /** Enables the function and gives BAR0 its place. @return the mask that sizing BAR0 found */
    static long enable(Libqtest test, int devfn, long bar) throws IOException {
        test.configWritew(devfn, 4, (int) test.configReadw(devfn, 4) | 7);
        assertThat(test.configReadw(devfn, 4)).as("COMMAND").isEqualTo(7);
        test.configWritel(devfn, 0x10, 0xFFFF_FFFFL);
        long mask = test.configReadl(devfn, 0x10);
        test.configWritel(devfn, 0x10, bar);
        assertThat(test.configReadl(devfn, 0x10)).as("BAR0").isEqualTo(bar);
        return mask;
    }

    @Test
    void busZeroHoldsTheHostBridgeAndTheDevicesAskedFor() throws IOException {
        try (Libqtest test = Libqtest.start("-machine", "q35", "-device", "intel-iommu", "-device", "iommu-testdev",
                "-device", "edu,addr=04.1")) {
            assertThat(enumerate(test)).isEqualTo(Map.of(0x00, 0x8086_29C0L, 0x10, 0x1B36_0005L, 0x21, 0x1234_11E8L));
        }
    }

    @Test
    void otherBusesAreEmpty() throws IOException {
        try (Libqtest test = Libqtest.start("-machine", "q35")) {
            assertThat(test.configReadl(1 << 8, 0)).isEqualTo(0xFFFF_FFFFL);
        }
    }

    @Test
    void aDeviceWithoutAPlaceGetsTheNextFreeOne() throws IOException {
        try (Libqtest test = Libqtest.start("-device", "edu", "-device", "edu,addr=0x5", "-device", "edu", "-device", "edu")) {
            assertThat(enumerate(test)).containsOnlyKeys(0x00, 0x18, 0x20, 0x28, 0x30);
        }
    }

    @Test
    void aFunctionIsEnabledAndItsBarSizedAndPlaced() throws IOException {
        try (Libqtest test = Libqtest.start("-device", "iommu-testdev", "-device", "edu")) {
            assertThat(enable(test, 0x10, 0xE000_0000L)).isEqualTo(0xFFFF_F000L);
            assertThat(enable(test, 0x18, 0xE010_0000L)).isEqualTo(0xFFF0_0000L);
            assertThat(test.configReadl(0x10, 0x08)).as("class others").isEqualTo(0xFF00_0000L);
            assertThat(test.readl(0xE010_0000L)).as("edu's identification").isEqualTo(0x0100_00ED);
        }
    }

    @Test
    void aBarAnswersOnlyWhileMemorySpaceIsOn() throws IOException {
        try (Libqtest test = Libqtest.start("-device", "edu")) {
            enable(test, 0x18, 0xE000_0000L);
            test.configWritew(0x18, 4, 5);
            assertThat(test.readl(0xE000_0000L)).isZero();
            test.configWritew(0x18, 4, 2);
            assertThat(test.readl(0xE000_0000L)).isEqualTo(0x0100_00ED);
        }
    }

    @Test
    void identityIsReadOnlyAndReservedCommandBitsStay0() throws IOException {
        try (Libqtest test = Libqtest.start("-device", "edu")) {
            test.configWritel(0x18, 0, 0);
            assertThat(test.configReadl(0x18, 0)).isEqualTo(0x11E8_1234L);
            test.configWritew(0x18, 4, 0xFFFF);
            assertThat(test.configReadw(0x18, 4)).isEqualTo(0x507);
            test.configWritel(0, 0x10, 0xFFFF_FFFFL);
            assertThat(test.configReadl(0, 0x10)).as("the bridge has no BAR").isZero();
        }
    }

    @Test
    void theMachineNoneHasNothing() throws IOException {
        try (Libqtest test = Libqtest.start("-machine", "none")) {
            assertThat(enumerate(test)).isEmpty();
            assertThat(test.ask("writel 0x0 0x1")).isEqualTo("OK");
            assertThat(test.readl(0)).isZero();
            assertThat(test.qmp("{\"execute\": \"query-machines\"}\n")).contains("\"name\": \"q35\"");
        }
    }
}
