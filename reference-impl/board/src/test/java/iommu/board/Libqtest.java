package iommu.board;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The other end: what QEMU's test library does. It listens on two sockets, starts the program with the start-up line
 * of peers, accepts both connections, asks for the endianness and shakes hands on QMP.
 */
final class Libqtest implements AutoCloseable {

    private static final long PATIENCE_SECONDS = 50;
    /** A thread for each: they wait for one another. */
    private static final Executor THREADS = work -> Thread.ofPlatform().daemon().start(work);

    private final Path folder = Files.createTempDirectory("qtest");
    private final ServerSocketChannel qtestServer = listen("qtest");
    private final ServerSocketChannel qmpServer = listen("qmp");
    private final List<String> complaints = new CopyOnWriteArrayList<>();
    private SocketChannel qtest;
    private SocketChannel qmp;
    private InputStream answers;
    private OutputStream commands;
    private Process process;
    private CompletableFuture<Integer> status;

    private Libqtest() throws IOException {
    }

    /** A board within this JVM. @param extra what stands between the sockets and {@code -accel qtest} */
    static Libqtest start(String... extra) throws IOException {
        Libqtest test = new Libqtest();
        test.status = CompletableFuture.supplyAsync(() ->
                Main.run(test.complaints::add, test.line(extra)), THREADS);
        test.handshake();
        return test;
    }

    /** A board in a process of its own, through the wrapper. */
    static Libqtest startProcess(Path program, String... extra) throws IOException {
        Libqtest test = new Libqtest();
        List<String> line = new ArrayList<>(test.line(extra));
        line.addFirst(program.toString());
        ProcessBuilder builder = new ProcessBuilder(line);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        test.process = builder.start();
        test.status = test.process.onExit().thenApply(Process::exitValue);
        test.handshake();
        return test;
    }

    private List<String> line(String... extra) {
        return Stream.of(Stream.of("-qtest", "unix:" + folder.resolve("qtest"), "-qtest-log", "/dev/null",
                        "-chardev", "socket,path=" + folder.resolve("qmp") + ",id=char0", "-mon", "chardev=char0,mode=control",
                        "-display", "none", "-audio", "none", "-run-with", "exit-with-parent=on"),
                Stream.of(extra), Stream.of("-accel", "qtest")).flatMap(words -> words).toList();
    }

    private ServerSocketChannel listen(String name) throws IOException {
        ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        server.bind(UnixDomainSocketAddress.of(folder.resolve(name)));
        return server;
    }

    private void handshake() throws IOException {
        qtest = accept(qtestServer);
        qmp = accept(qmpServer);
        answers = new BufferedInputStream(Channels.newInputStream(qtest));
        commands = Channels.newOutputStream(qtest);
        require(ask("endianness").equals("OK little"), "little-endian");
        require(receive().startsWith("{\"QMP\": {"), "a greeting");
        require(qmp("{\"execute\": \"qmp_capabilities\"}\n").equals("{\"return\": {}}"), "capabilities");
    }

    private SocketChannel accept(ServerSocketChannel server) {
        CompletableFuture<SocketChannel> accepted = CompletableFuture.supplyAsync(() -> {
            try {
                return server.accept();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }, THREADS);
        CompletableFuture.anyOf(accepted, status).orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
        require(accepted.isDone(), "a board that connects, but it said: " + complaints);
        return accepted.join();
    }

    private static void require(boolean met, String what) {
        if (!met) {
            throw new AssertionError("libqtest wants " + what);
        }
    }

    /** One line there, one line back. */
    String ask(String line) throws IOException {
        send(line + "\n");
        return answer();
    }

    /** Sends text as it is, without waiting. */
    void send(String text) throws IOException {
        commands.write(text.getBytes(StandardCharsets.US_ASCII));
        commands.flush();
    }

    /** The next line. */
    String answer() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int c = answers.read(); c != '\n'; c = answers.read()) {
            require(c >= 0, "an answer");
            line.write(c);
        }
        return line.toString(StandardCharsets.US_ASCII);
    }

    private void order(String format, Object... values) throws IOException {
        String answer = ask(String.format(format, values));
        require(answer.equals("OK"), "OK, not " + answer);
    }

    private long value(String format, Object... values) throws IOException {
        String answer = ask(String.format(format, values));
        require(answer.startsWith("OK 0x"), "a value, not " + answer);
        return Long.parseUnsignedLong(answer.substring(5), 16);
    }

    long readl(long address) throws IOException {
        return value("readl 0x%x", address);
    }

    long readq(long address) throws IOException {
        return value("readq 0x%x", address);
    }

    void writel(long address, long value) throws IOException {
        order("writel 0x%x 0x%x", address, value);
    }

    void writeq(long address, long value) throws IOException {
        order("writeq 0x%x 0x%x", address, value);
    }

    byte[] read(long address, int length) throws IOException {
        String answer = ask(String.format("read 0x%x 0x%x", address, length));
        require(answer.startsWith("OK 0x"), "bytes, not " + answer);
        return HexFormat.of().parseHex(answer.substring(5));
    }

    void write(long address, byte... bytes) throws IOException {
        order("write 0x%x 0x%x 0x%s", address, bytes.length, HexFormat.of().formatHex(bytes));
    }

    void memset(long address, int length, int value) throws IOException {
        order("memset 0x%x 0x%x 0x%02x", address, length, value);
    }

    long configReadw(int devfn, int offset) throws IOException {
        order("outl 0xcf8 0x%x", 1L << 31 | devfn << 8 | offset);
        return value("inw 0xcfc");
    }

    long configReadl(int devfn, int offset) throws IOException {
        order("outl 0xcf8 0x%x", 1L << 31 | devfn << 8 | offset);
        return value("inl 0xcfc");
    }

    void configWritew(int devfn, int offset, int value) throws IOException {
        order("outl 0xcf8 0x%x", 1L << 31 | devfn << 8 | offset);
        order("outw 0xcfc 0x%x", value);
    }

    void configWritel(int devfn, int offset, long value) throws IOException {
        order("outl 0xcf8 0x%x", 1L << 31 | devfn << 8 | offset);
        order("outl 0xcfc 0x%x", value);
    }

    /** Sends text on QMP and waits for the answer, past events. */
    String qmp(String request) throws IOException {
        sendQmp(request);
        String answer = receive();
        while (answer.contains("\"event\"")) {
            answer = receive();
        }
        return answer;
    }

    void sendQmp(String text) throws IOException {
        Channels.newOutputStream(qmp).write(text.getBytes(StandardCharsets.US_ASCII));
    }

    /** The next line on QMP. */
    String receive() throws IOException {
        InputStream in = Channels.newInputStream(qmp);
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            require(c >= 0, "something on QMP");
            line.append((char) c);
        }
        return line.toString().strip();
    }

    Process process() {
        return process;
    }

    void closeQtest() throws IOException {
        qtest.close();
    }

    void closeQmp() throws IOException {
        qmp.close();
    }

    /** Waits for the board to leave. @return its exit status */
    int status() {
        return status.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }

    /** Lines of standard error. */
    List<String> complaints() {
        return complaints;
    }

    @Override
    public void close() throws IOException {
        qtest.close();
        qmp.close();
        qtestServer.close();
        qmpServer.close();
        if (process != null) {
            process.destroyForcibly();
        }
        status();
        for (String name : List.of("qtest", "qmp")) {
            Files.delete(folder.resolve(name));
        }
        Files.delete(folder);
    }
}
