package iommu.board;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A whole case of QEMU's {@code iommu-intel-test}, with real processes behind the wrapper: a start that asks for machines,
 * then one that enumerates the bus, asks for capabilities, builds tables, does the DMA, and resets; SIGTERM ends each.
 */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "libqtest itself needs a POSIX shell, signals and sockets that are files")
class SessionTest {

    private static final Path WRAPPER = Path.of("bin/qemu-system-x86_64").toAbsolutePath();
    private static final int REGISTER_BYTES = 0x230;

    private interface Programming {
        void apply(VtdGuest guest) throws IOException;
    }

    /** The five cases: the capability without which each is skipped, and where its DMA goes in. */
    private enum Mode {
        LEGACY_PASS_THROUGH("intel-iommu", 1L << 6, VtdGuest.TARGET, VtdGuest::legacyPassThrough),
        LEGACY_TRANSLATED("intel-iommu", 0, VtdGuest.IOVA, VtdGuest::legacyTranslated),
        SCALABLE_PASS_THROUGH("intel-iommu,x-scalable-mode=on,x-flts=on", 1L << 43 | 1L << 6, VtdGuest.TARGET,
                VtdGuest::scalablePassThrough),
        SCALABLE_SECOND_STAGE("intel-iommu,x-scalable-mode=on,x-flts=off", 1L << 43 | 1L << 46, VtdGuest.IOVA,
                VtdGuest::scalableSecondStage),
        SCALABLE_FIRST_STAGE("intel-iommu,x-scalable-mode=on,x-flts=on", 1L << 43 | 1L << 47, VtdGuest.IOVA,
                VtdGuest::scalableFirstStage);

        private final String device;
        private final long needs;
        private final long iova;
        private final Programming programming;

        Mode(String device, long needs, long iova, Programming programming) {
            this.device = device;
            this.needs = needs;
            this.iova = iova;
            this.programming = programming;
        }
    }

    @ParameterizedTest
    @EnumSource
    void aCaseRunsFromItsStartUpLineToItsEnd(Mode mode) throws Exception {
        try (Libqtest machines = Libqtest.startProcess(WRAPPER, "-machine", "none")) {
            assertThat(machines.qmp("{\"execute\": \"query-machines\"}\n")).contains("\"name\": \"q35\"");
            ends(machines);
        }
        try (Libqtest test = Libqtest.startProcess(WRAPPER, "-machine", "q35", "-smp", "1", "-m", "512", "-net", "none",
                "-device", mode.device, "-device", "iommu-testdev")) {
            byte[] atStart = test.read(VtdGuest.UNIT, REGISTER_BYTES);
            TestDeviceDriver driver = TestDeviceDriver.find(test);
            assertThat(test.readq(VtdGuest.ECAP) & mode.needs).as("the case is not skipped").isEqualTo(mode.needs);

            mode.programming.apply(new VtdGuest(test, TestDeviceDriver.DEVFN));
            test.writel(VtdGuest.TARGET, 0);
            assertThat(driver.dma(mode.iova, VtdGuest.TARGET, 4)).as("result").isZero();
            assertThat(test.readl(VtdGuest.TARGET)).isEqualTo(0x1234_5678);
            assertThat(test.readl(VtdGuest.FSTS)).as("FSTS").isZero();

            assertThat(test.qmp("{\"execute\": \"system_reset\"}\n")).isEqualTo("{\"return\": {}}");
            assertThat(test.read(VtdGuest.UNIT, REGISTER_BYTES)).isEqualTo(atStart);
            ends(test);
        }
    }

    private static void ends(Libqtest test) throws IOException {
        test.process().toHandle().destroy(); // SIGTERM to the process that was started
        assertThat(test.status()).isZero();
        assertThat(test.process().getInputStream().readAllBytes()).as("standard output").isEmpty();
        assertThat(test.process().getErrorStream().readAllBytes()).as("standard error").isEmpty();
    }
}
