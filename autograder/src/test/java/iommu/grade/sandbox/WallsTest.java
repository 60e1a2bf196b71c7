package iommu.grade.sandbox;

import static iommu.grade.sandbox.Bench.HONEST;
import static iommu.grade.sandbox.Bench.assertBroken;
import static iommu.grade.sandbox.Bench.assertHonest;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The walls")
class WallsTest {

    private static Bench bench;

    @BeforeAll
    static void build() throws IOException {
        bench = Bench.walled();
    }

    @AfterAll
    static void tearDown() {
        if (bench != null) {
            bench.close();
        }
    }

    @Test
    @DisplayName("say what they are, and need no warning")
    void describe() {
        assertThat(bench.sandbox.describe()).startsWith("bubblewrap");
        assertThat(bench.sandbox.notice()).isEmpty();
    }

    @Test
    @DisplayName("leave a small private disk and nothing else to write to")
    void disk() throws IOException {
        Path outside = Files.createTempDirectory("walls-");
        assertBroken(bench.run("", "for (int i = 0; ; i++) { Files.write(Path.of(\"/tmp/f\" + i), new byte[1 << 20]); }"), "IOException");
        String tries = "for (String p : List.of(\"%s\", \"/\", \"/dev\", \"/dev/shm\", \"/var/tmp\", \"/kit\", \"/job\", \"/job/classes\","
                + " \"/usr\", \"/usr/bin\", \"/usr/lib\", \"/etc\", System.getProperty(\"java.home\"), \"/proc\")) {"
                + " try { Files.write(Path.of(p, \"result.json\"), new byte[10]); throw new IllegalStateException(\"wrote \" + p); }"
                + " catch (IOException e) { } } ";
        assertHonest(bench.run("", tries.formatted(outside) + HONEST));
        assertThat(outside).isEmptyDirectory();
        Files.delete(outside);
    }

    @Test
    @DisplayName("show no file of the judge, no reference, no other program, and no process but its own")
    void readsNothing() {
        String look = "List<String> seen = new ArrayList<>(); for (String p : List.of(\"/home\", \"/root\", \"/etc/passwd\", \"/var\", \"/opt\","
                + " \"%s\", \"%s\")) if (Files.exists(Path.of(p))) seen.add(p);"
                + " for (String p : List.of(\"/usr/bin\", \"/usr/local\", \"/usr/share\")) try (var s = Files.list(Path.of(p))) { if (s.count() > 0) seen.add(p); }"
                + " try (var s = Files.list(Path.of(\"/proc\"))) { seen.add(\"processes:\" + s.filter(f -> f.getFileName().toString().matches(\"[0-9]+\")).count()); }"
                + " for (String c : List.of(\"iommu.oracle.Relation\", \"iommu.emulator.secondstage.SecondStageWalk\", \"iommu.grade.sandbox.Sandbox\","
                + " \"org.junit.jupiter.api.Test\")) try { Class.forName(c); seen.add(c); } catch (ClassNotFoundException e) { }"
                + " seen.add(System.getProperty(\"java.class.path\")); seen.add(System.getenv().keySet().toString());"
                + " throw new IllegalStateException(seen.toString());";
        assertBroken(bench.run("", look.formatted(bench.work(), Path.of("").toAbsolutePath())),
                "[processes:2, /kit/arch.jar:/kit/probe.jar, [LC_ALL, PWD]]");
    }

    @Test
    @DisplayName("deny the network, the host's own ports included")
    void network() throws IOException {
        try (ServerSocket host = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertBroken(bench.run("", "new java.net.Socket(\"127.0.0.1\", " + host.getLocalPort() + "); " + HONEST), "refused");
            assertBroken(bench.run("", "new java.net.Socket(java.net.InetAddress.getByAddress(new byte[] {10, 0, 0, 1}), 80); " + HONEST),
                    "unreachable");
        }
    }

    @Test
    @DisplayName("let nobody in who comes after the probe")
    void socket() {
        assertBroken(bench.run("", "java.nio.channels.SocketChannel.open(java.net.UnixDomainSocketAddress.of(\"/job/s\")); " + HONEST), "");
    }

    @Test
    @DisplayName("keep a case's statics and files from being a way past the next submission")
    void state() {
        String keep = "if (Files.exists(Path.of(\"/tmp/kept\"))) throw new IllegalStateException(\"kept\");"
                + " Files.write(Path.of(\"/tmp/kept\"), new byte[1]); ";
        assertHonest(bench.run("", keep + HONEST));
        assertHonest(bench.run("", keep + HONEST));
    }

    @Test
    @DisplayName("let nothing run as root, neither as seen from within nor on the host")
    void ownUser() {
        try (ProbeSession session = bench.open("", "throw new IllegalStateException(Files.getOwner(Path.of(\"/proc/self\")).getName());")) {
            assertBroken(Bench.askOnce(session), ": 65534");
            assertThat(ProcessHandle.current().descendants().map(p -> p.info().user().orElse("gone"))).isNotEmpty()
                    .doesNotContain("root");
        }
    }
}
