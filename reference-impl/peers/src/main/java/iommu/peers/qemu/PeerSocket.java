package iommu.peers.qemu;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * Our end of a Unix domain socket of lines: we listen, the peer connects, we ask and it answers. Nothing waits longer
 * than the time-out.
 */
final class PeerSocket implements AutoCloseable {

    private static final int BUFFER = 1 << 16;

    private final Selector selector;
    private final ServerSocketChannel listener;
    private final Duration patience;
    private final ByteBuffer in = ByteBuffer.allocate(BUFFER).flip();
    private final StringBuilder line = new StringBuilder();
    private SocketChannel peer;

    private PeerSocket(Selector selector, ServerSocketChannel listener, Duration patience) {
        this.selector = selector;
        this.listener = listener;
        this.patience = patience;
    }

    /** Listens at this path, which must not exist yet. @param patience how long one answer may take */
    static PeerSocket listen(Path socket, Duration patience) throws IOException {
        Selector selector = Selector.open();
        ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
        try {
            listener.bind(UnixDomainSocketAddress.of(socket));
            listener.configureBlocking(false);
            listener.register(selector, SelectionKey.OP_ACCEPT);
            return new PeerSocket(selector, listener, patience);
        } catch (IOException e) {
            listener.close();
            selector.close();
            throw e;
        }
    }

    /** Waits for the peer to connect. @param alive whether it still may */
    void accept(BooleanSupplier alive) throws IOException {
        long end = System.nanoTime() + patience.toNanos();
        while (peer == null) {
            if (!alive.getAsBoolean()) {
                throw new IOException("it ended before it connected to its socket");
            }
            if (System.nanoTime() > end) {
                throw new IOException("it did not connect to its socket within " + patience.toSeconds() + " s");
            }
            selector.select(50);
            selector.selectedKeys().clear();
            peer = listener.accept();
        }
        peer.configureBlocking(false);
        peer.register(selector, SelectionKey.OP_READ);
    }

    /**
     * Sends a text and waits for answers.
     *
     * @param lines    how many
     * @param isAnswer whether a line is one; others are dropped
     */
    List<String> exchange(String text, int lines, Predicate<String> isAnswer) throws IOException {
        ByteBuffer out = ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
        List<String> answers = new ArrayList<>(lines);
        while (answers.size() < lines || out.hasRemaining()) {
            peer.write(out);
            while (answers.size() < lines && readLine()) {
                String read = line.toString();
                line.setLength(0);
                if (isAnswer.test(read)) {
                    answers.add(read);
                }
            }
            if (answers.size() < lines) {
                fill(out.hasRemaining());
            }
        }
        return answers;
    }

    private boolean readLine() {
        while (in.hasRemaining()) {
            char c = (char) in.get();
            if (c == '\n') {
                return true;
            }
            line.append(c);
        }
        return false;
    }

    private void fill(boolean wantsToWrite) throws IOException {
        peer.keyFor(selector).interestOps(SelectionKey.OP_READ | (wantsToWrite ? SelectionKey.OP_WRITE : 0));
        if (selector.select(patience.toMillis()) == 0) {
            throw new IOException("it did not answer within " + patience.toSeconds() + " s");
        }
        selector.selectedKeys().clear();
        in.clear();
        int read = peer.read(in);
        in.flip();
        if (read < 0) {
            throw new IOException("it closed its socket");
        }
    }

    @Override
    public void close() throws IOException {
        if (peer != null) {
            peer.close();
        }
        listener.close();
        selector.close();
    }
}
