package iommu.peers.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Our end of the protocol, against a peer that says what the test wants. */
class QtestTest {

    @TempDir
    private Path folder;

    /** Sends this to whoever asks, in one go, and then closes if it is told to. */
    private PeerSocket peerThatSays(String answers, boolean closes) throws IOException {
        Path socket = folder.resolve("s");
        PeerSocket qtest = PeerSocket.listen(socket, Duration.ofMillis(300));
        SocketChannel peer = SocketChannel.open(StandardProtocolFamily.UNIX);
        peer.connect(UnixDomainSocketAddress.of(socket));
        qtest.accept(ProcessHandle.current()::isAlive);
        peer.write(ByteBuffer.wrap(answers.getBytes(StandardCharsets.US_ASCII)));
        if (closes) {
            peer.close();
        }
        return qtest;
    }

    private static Batch twoReads() {
        Batch batch = new Batch();
        batch.read32(0x1000);
        batch.read64(0x2000);
        return batch;
    }

    @Test
    void requestsAreOneALineWithHexadecimalNumbers() {
        Batch batch = twoReads();
        batch.write64(0x10, -1);
        batch.write32(0x20, -1);
        batch.out32(0xCF8, 0x8000_0000L);
        assertThat(batch.text()).isEqualTo("readl 0x1000\nreadq 0x2000\nwriteq 0x10 0xffffffffffffffff\n"
                + "writel 0x20 0xffffffff\noutl 0xcf8 0x80000000\n");
        assertThat(batch.requests()).isEqualTo(5);
    }

    @Test
    void answersComeInTheirOrderAndInterruptsBetweenThemAreNoAnswers() throws IOException {
        String answers = "IRQ raise 5\nOK 0x0000000000000012\nIRQ lower 5\nOK 0xffffffffffffffff\n";
        try (PeerSocket socket = peerThatSays(answers, false)) {
            assertThat(new Qtest(socket).ask(twoReads())).containsExactly(0x12, -1);
        }
    }

    @Test
    void aRefusalIsAnErrorThatQuotesIt() throws IOException {
        try (PeerSocket socket = peerThatSays("OK 0x1\nFAIL Unknown command\n", false)) {
            assertThatThrownBy(() -> new Qtest(socket).ask(twoReads())).isInstanceOf(IOException.class)
                    .hasMessageContaining("FAIL Unknown command")
                    .hasMessageContaining("readq 0x2000");
        }
    }

    @Test
    void aPeerThatHangsUpIsAnErrorAndNoHang() throws IOException {
        try (PeerSocket socket = peerThatSays("OK 0x1\n", true)) {
            assertThatThrownBy(() -> new Qtest(socket).ask(twoReads())).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aPeerThatSaysNothingIsAnErrorAndNoHang() throws IOException {
        try (PeerSocket socket = peerThatSays("OK 0x1\n", false)) {
            assertThatThrownBy(() -> new Qtest(socket).ask(twoReads())).hasMessageContaining("did not answer within");
        }
    }

    @Test
    void aPeerThatDiesBeforeItConnectsIsAnErrorAndNoHang() throws IOException {
        try (PeerSocket socket = PeerSocket.listen(folder.resolve("s"), Duration.ofSeconds(60))) {
            assertThatThrownBy(() -> socket.accept(() -> false)).hasMessageContaining("ended before it connected");
        }
    }

    @Test
    void aProgramThatIsNotThereHasNoVersion() {
        assertThat(QemuProcess.version("qemu-system-that-is-not-there")).isEmpty();
    }
}
