package iommu.board;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** How the board begins and ends, most of it as a process of its own behind the wrapper. */
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "libqtest itself needs a POSIX shell, signals and sockets that are files")
class ProcessTest {

    private static final Path WRAPPER = Path.of("bin/qemu-system-x86_64").toAbsolutePath();
    private static final String[] Q35 = {"-machine", "q35", "-smp", "1", "-m", "512", "-net", "none", "-device",
        "intel-iommu,x-scalable-mode=on,x-flts=on", "-device", "iommu-testdev"};

    @Test
    void theNameTellsTheTestItsArchitecture() {
        assertThat(WRAPPER.getFileName().toString()).contains("-system-").endsWith("-x86_64");
        assertThat(WRAPPER).isExecutable();
    }

    @Test
    void aCaseEndsBySigtermAndStatus0WithNothingOnStandardOutput() throws Exception {
        try (Libqtest test = Libqtest.startProcess(WRAPPER, Q35)) {
            assertThat(PciTest.enumerate(test)).containsOnlyKeys(0x00, 0x10);
            new VtdGuest(test, 0x10).scalableFirstStage();
            test.process().toHandle().destroy(); // SIGTERM to the process that was started
            assertThat(test.status()).isZero();
            assertThat(test.process().getInputStream().readAllBytes()).isEmpty();
            assertThat(test.process().getErrorStream().readAllBytes()).isEmpty();
        }
    }

    @Test
    void theFirstStartOnlyAsksForMachines() throws Exception {
        try (Libqtest test = Libqtest.startProcess(WRAPPER, "-machine", "none")) {
            assertThat(test.qmp("{\"execute\": \"query-machines\"}\n")).contains("\"name\": \"q35\"");
            test.process().toHandle().destroy();
            assertThat(test.status()).isZero();
        }
    }

    @Test
    void aLinkToTheWrapperServesAsWell(@TempDir Path elsewhere) throws Exception {
        Path link = Files.createSymbolicLink(elsewhere.resolve("my-system-x86_64"), WRAPPER);
        try (Libqtest test = Libqtest.startProcess(link, Q35)) {
            test.closeQtest();
            assertThat(test.status()).isZero();
        } finally {
            Files.delete(link);
        }
    }

    @Test
    void aClientThatVanishesInTheMiddleOfALineEndsTheProcess() throws Exception {
        try (Libqtest test = Libqtest.startProcess(WRAPPER, Q35)) {
            test.send("read 0x0");
            test.closeQtest();
            assertThat(test.status()).isZero();
            assertThat(test.process().getErrorStream().readAllBytes()).isEmpty();
        }
    }

    @Test
    void wrongUsageIsStatus2AndASentence(@TempDir Path folder) throws Exception {
        Process process = new ProcessBuilder(WRAPPER.toString(), "-qtest", "unix:" + folder.resolve("nobody"), "-M", "q35")
                .start();
        assertThat(process.waitFor(50, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(2);
        assertThat(process.getInputStream().readAllBytes()).isEmpty();
        assertThat(new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8))
                .startsWith("qtest: can't connect to " + folder.resolve("nobody") + ": ").hasLineCount(1);
    }

    @Test
    void aClientThatVanishesBeforeItsAnswerEndsTheBoard() throws IOException {
        try (Libqtest test = Libqtest.start(Q35)) {
            test.send("read 0x0 0x100000\n".repeat(100));
            test.closeQtest();
            assertThat(test.status()).isZero();
            assertThat(test.complaints()).isEmpty();
        }
    }

    @Test
    void aMonitorThatVanishesDoesNotEndTheBoard() throws IOException {
        try (Libqtest test = Libqtest.start(Q35)) {
            test.sendQmp("{\"execute\": \"system");
            test.closeQmp();
            assertThat(test.ask("endianness")).isEqualTo("OK little");
        }
    }

    @Test
    void quitEndsTheBoard() throws IOException {
        try (Libqtest test = Libqtest.start(Q35)) {
            assertThat(test.qmp("{\"execute\": \"quit\"}\n")).isEqualTo("{\"return\": {}}");
            assertThat(test.status()).isZero();
        }
    }

    @Test
    void linesMayBeSentAheadOfTheirAnswers() throws IOException {
        try (Libqtest test = Libqtest.start(Q35)) {
            test.send("writel 0x100000 0x5\nreadl 0x100000\n\nendianness\r\nreadl 0x1000");
            test.send("00\n");
            assertThat(List.of(test.answer(), test.answer(), test.answer(), test.answer(), test.answer())).containsExactly(
                    "OK", "OK 0x0000000000000005", "FAIL Unknown command ''", "FAIL Unknown command 'endianness?'",
                    "OK 0x0000000000000005");
        }
    }

    @Test
    void aLineThatDoesNotEndFailsAndTheNextIsServed() throws IOException {
        try (Libqtest test = Libqtest.start(Q35)) {
            String chunk = "0".repeat(1 << 20);
            test.send("write 0x0 1 0x");
            for (int i = 0; i < 33; i++) {
                test.send(chunk);
            }
            assertThat(test.ask("")).isEqualTo("FAIL the line is too long");
            assertThat(test.ask("endianness")).isEqualTo("OK little");
        }
    }

    @Test
    void aDeviceThatTheBoardLacksIsLeftOutAloud() throws IOException {
        try (Libqtest test = Libqtest.start("-device", "virtio-net-pci")) {
            assertThat(test.complaints()).containsExactly(
                    "qtest: this board has no virtio-net-pci, which is left out");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "tcp:1"})
    void withoutASocketItSaysWhatIsMissing(String socket) {
        List<String> err = new ArrayList<>();
        List<String> words = socket.isEmpty() ? List.of("-M", "q35") : List.of("-qtest", socket);
        assertThat(Main.run(err::add, words)).isEqualTo(2);
        assertThat(err).singleElement().asString().startsWith("qtest: -qtest ");
    }
}
