package iommu.peers.qemu;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * One QEMU whose processor is halted and whose memory and devices are driven over a qtest socket. It does not end by
 * itself: {@link #close} kills it.
 */
final class QemuProcess implements AutoCloseable {

    /** The program, looked for on PATH. */
    static final String PROGRAM = "qemu-system-x86_64";
    /** RAM from address 0 up, in bytes. */
    static final long RAM = 256L << 20;

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int FIRMWARE_SIZE = 1 << 16;
    private static final int RESET_VECTOR = 0xFFF0;
    /** cli; hlt; and back to hlt. */
    private static final byte[] HALT = {(byte) 0xFA, (byte) 0xF4, (byte) 0xEB, (byte) 0xFD};
    private static final List<String> MACHINE = List.of("-machine",
            "q35,kernel-irqchip=off,pit=off,hpet=off,smm=off,vmport=off,sata=off,smbus=off", "-accel", "tcg,thread=single",
            "-icount", "shift=0,sleep=off", "-nodefaults", "-no-user-config", "-display", "none", "-m",
            (RAM >> 20) + "M", "-qtest-log", "none");

    private final Path folder;
    private final PeerSocket qtestSocket;
    private final PeerSocket monitorSocket;
    private Process process;
    /** For a Java machine that is told to stop: an orphan would wait for ever. */
    private final Thread atExit = new Thread(this::kill);

    private QemuProcess(Path folder, PeerSocket qtestSocket, PeerSocket monitorSocket) {
        this.folder = folder;
        this.qtestSocket = qtestSocket;
        this.monitorSocket = monitorSocket;
    }

    /** The first line that this program says to {@code --version}, or empty if there is no such program. */
    static Optional<String> version(String program) {
        try {
            Process asked = new ProcessBuilder(program, "--version").redirectErrorStream(true).start();
            try {
                asked.getOutputStream().close();
                String said = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                asked.waitFor();
                return said.lines().findFirst();
            } finally {
                asked.destroyForcibly();
            }
        } catch (IOException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    /** Starts one. @param devices its further {@code -device} options, each one argument */
    static QemuProcess start(List<String> devices) {
        QemuProcess qemu = null;
        try {
            Path folder = Files.createTempDirectory("iommu-qemu");
            qemu = new QemuProcess(folder, PeerSocket.listen(folder.resolve("qtest"), PATIENCE),
                    PeerSocket.listen(folder.resolve("monitor"), PATIENCE));
            byte[] firmware = new byte[FIRMWARE_SIZE];
            Arrays.fill(firmware, HALT[1]);
            System.arraycopy(HALT, 0, firmware, RESET_VECTOR, HALT.length);
            Files.write(folder.resolve("firmware"), firmware);
            qemu.launch(devices);
            return qemu;
        } catch (IOException e) {
            PeerException died = qemu == null ? new PeerException("QEMU could not be started: " + e.getMessage(), e)
                    : qemu.died("could not be started", e);
            if (qemu != null) {
                qemu.close();
            }
            throw died;
        }
    }

    private void launch(List<String> devices) throws IOException {
        List<String> command = new ArrayList<>(List.of(PROGRAM));
        command.addAll(MACHINE);
        command.addAll(List.of("-bios", folder.resolve("firmware").toString()));
        devices.forEach(device -> command.addAll(List.of("-device", device)));
        command.addAll(List.of("-qtest", "unix:" + folder.resolve("qtest"), "-qmp", "unix:" + folder.resolve("monitor")));
        Runtime.getRuntime().addShutdownHook(atExit);
        process = new ProcessBuilder(command).redirectInput(ProcessBuilder.Redirect.from(folder.resolve("firmware").toFile()))
                .redirectOutput(ProcessBuilder.Redirect.DISCARD).redirectError(folder.resolve("stderr").toFile()).start();
        monitorSocket.accept(process::isAlive);
        qtestSocket.accept(process::isAlive);
        new Monitor(monitorSocket).greet();
    }

    /** Sends the requests and waits for their answers. @throws PeerException if QEMU died or is silent */
    long[] ask(Batch batch) {
        try {
            return new Qtest(qtestSocket).ask(batch);
        } catch (IOException e) {
            throw died("stopped answering", e);
        }
    }

    /** The vectors that its processor has been sent so far. @throws PeerException if QEMU died or is silent */
    Set<Integer> interrupts() {
        try {
            return new Monitor(monitorSocket).requested();
        } catch (IOException e) {
            throw died("stopped answering", e);
        }
    }

    private PeerException died(String what, IOException why) {
        return new PeerException("QEMU " + what + ": " + why.getMessage() + lastWords(), why);
    }

    private String lastWords() {
        try {
            List<String> said = Files.readAllLines(folder.resolve("stderr"));
            List<String> telling = said.stream().filter(l -> !l.matches("[A-Z0-9 ]+=.*|.*sleep disabled.*")).toList();
            return telling.isEmpty() ? "" : "; its last words: " + String.join(" / ",
                    telling.subList(Math.max(0, telling.size() - 3), telling.size()));
        } catch (IOException e) {
            return "";
        }
    }

    private void kill() {
        if (process != null) {
            process.destroyForcibly();
        }
    }

    @Override
    public void close() {
        try {
            kill();
            if (process != null) {
                process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            }
            Runtime.getRuntime().removeShutdownHook(atExit);
            qtestSocket.close();
            monitorSocket.close();
            for (String file : List.of("qtest", "monitor", "firmware", "stderr")) {
                Files.deleteIfExists(folder.resolve(file));
            }
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            throw new PeerException("QEMU's files could not be removed: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
