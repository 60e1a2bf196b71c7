package iommu.board;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The board as a process: QEMU's stand-in for a qtest program. It connects to the sockets on which that program listens
 * and leaves with status 0 when the qtest socket closes, on {@code quit} and on SIGTERM. Standard output is the test's.
 */
public final class Main {

    private static final int DONE = 0;
    private static final int USAGE = 2;

    private Main() {
    }

    public static void main(String[] words) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> Runtime.getRuntime().halt(DONE))); // not 143 on SIGTERM
        Runtime.getRuntime().halt(run(System.err::println, List.of(words)));
    }

    /** Runs a board until its client has gone. @param err gets lines @return the exit status: 0 done, 2 wrong usage */
    public static int run(Consumer<String> err, List<String> words) {
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

    private static void serve(Arguments arguments) throws SetupException {
        Board board = new Board(arguments.setup());
        try (SocketChannel qtest = connect(arguments.qtest());
                SocketChannel monitor = arguments.monitor().isPresent() ? connect(arguments.monitor().get()) : null) {
            Optional.ofNullable(monitor).ifPresent(channel -> Thread.ofPlatform().daemon().name("qmp")
                    .start(() -> monitor(channel, qtest, board)));
            new QtestSession(Channels.newInputStream(qtest), Channels.newOutputStream(qtest), board).serve();
        } catch (IOException e) {
            // The client has gone, in whatever way: there is nobody to tell.
        }
    }

    private static void monitor(SocketChannel monitor, SocketChannel qtest, Board board) {
        try {
            if (new QmpSession(Channels.newInputStream(monitor), Channels.newOutputStream(monitor), board).serve()) {
                qtest.close();
            }
        } catch (IOException e) {
            // The monitor's client has gone; the qtest socket decides when to leave.
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
