package iommu.probe;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Optional;

/** The probe's end of the socket to the judge. Opened, with its greeting, before any learner's class is loaded. */
final class JudgeLine {

    private final DataInputStream in;
    private final OutputStream out;
    private final int limit;

    private JudgeLine(SocketChannel channel, int limit) {
        in = new DataInputStream(new BufferedInputStream(Channels.newInputStream(channel)));
        out = new BufferedOutputStream(Channels.newOutputStream(channel));
        this.limit = limit;
    }

    static JudgeLine open(Path socket, int limit) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(socket));
        JudgeLine line = new JudgeLine(channel, limit);
        line.say(new Report.Hello());
        line.flush();
        return line;
    }

    Optional<Order> hear() throws IOException, ProtocolException {
        Optional<byte[]> frame = Frames.read(in, limit);
        return frame.isEmpty() ? Optional.empty() : Optional.of(Order.decode(frame.get()));
    }

    void say(Report report) throws IOException {
        out.write(Frames.framed(Report.encode(report)));
    }

    void flush() throws IOException {
        out.flush();
    }

    /** Whether another order has already come. */
    boolean pending() throws IOException {
        return in.available() > 0;
    }
}
