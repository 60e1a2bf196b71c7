package iommu.board;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * The board as a process: QEMU's stand-in for a qtest program. It connects to the sockets on which that program listens
 * and leaves with status 0 when the qtest socket closes, on {@code quit} and on SIGTERM. Standard output is the test's.
 */
public final class Main {

    private static final int DONE = 0;
    private static final int USAGE = 2;

    private final Consumer<String> err;
    private volatile SocketChannel qtest;
    private volatile SocketChannel monitor;

    private Main(Consumer<String> err) {
        this.err = err;
    }

    public static void main(String[] words) {
        Main main = new Main(System.err::println);
        Runtime.getRuntime().addShutdownHook(new Thread(main::terminate));
        Runtime.getRuntime().halt(main.run(List.of(words)));
    }

    /** Runs a board until its client has gone. @param err gets lines @return the exit status: 0 done, 2 wrong usage */
    public static int run(Consumer<String> err, List<String> words) {
        return new Main(err).run(words);
    }

    private int run(List<String> words) {
        try {
            Arguments arguments = Arguments.parse(words);
            arguments.ignored().forEach(device -> err.accept("qtest: this board has no " + device + ", which is left out"));
            serve(arguments);
            return DONE;
        } catch (SetupException e) {
            err.accept("qtest: " + e.getMessage());
            return USAGE;
        }
    }

    private void serve(Arguments arguments) throws SetupException {
        Board board = new Board(arguments.setup());
        try {
            qtest = connect(arguments.qtest());
            if (arguments.monitor().isPresent()) {
                monitor = connect(arguments.monitor().get());
                Thread.ofPlatform().daemon().name("qmp").start(() -> monitor(board));
            }
            new QtestSession(Channels.newInputStream(qtest), Channels.newOutputStream(qtest), board).serve();
        } catch (IOException e) {
            // The client has gone, in whatever way: there is nobody to tell.
        } finally {
            leave();
        }
    }

    private void monitor(Board board) {
        try {
            if (new QmpSession(Channels.newInputStream(monitor), Channels.newOutputStream(monitor), board).serve()) {
                qtest.close();
            }
        } catch (IOException e) {
            // The monitor's client has gone; the qtest socket decides when to leave.
        }
    }

    /** On SIGTERM: status 0, not 143. A JVM waits a while for threads that read, so they are woken first. */
    private void terminate() {
        leave();
        Runtime.getRuntime().halt(DONE);
    }

    private void leave() {
        for (SocketChannel channel : new SocketChannel[] {qtest, monitor}) {
            try {
                if (channel != null) {
                    channel.close();
                }
            } catch (IOException e) {
                // It is as good as closed.
            }
        }
    }

    private static SocketChannel connect(Path path) throws SetupException {
        try {
            SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
            channel.connect(UnixDomainSocketAddress.of(path));
            return channel;
        } catch (IOException e) {
            throw new SetupException("can't connect to " + path + ": " + e.getMessage()
                    + ". The qtest program must be listening before the board starts");
        }
    }
}
