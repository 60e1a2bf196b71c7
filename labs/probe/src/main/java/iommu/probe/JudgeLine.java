package iommu.probe;

import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.OutputStream;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** The probe's end of the socket to the judge. Opened, with its greeting, before any learner's class is loaded. */
final class JudgeLine {

    private final DataInputStream in;
    private final OutputStream out;
    private final int limit;
    private final Deque<Order> ahead = new ArrayDeque<>();
    private final ByteArrayOutputStream posted = new ByteArrayOutputStream();

    private JudgeLine(SocketChannel channel, int limit) {
        in = new DataInputStream(new BufferedInputStream(Channels.newInputStream(channel)));
        out = Channels.newOutputStream(channel);
        this.limit = limit;
    }

    static JudgeLine open(Path socket, int limit) throws IOException {
        SocketChannel channel = SocketChannel.open(StandardProtocolFamily.UNIX);
        channel.connect(UnixDomainSocketAddress.of(socket));
        JudgeLine line = new JudgeLine(channel, limit);
        line.say(new Report.Hello());
        return line;
    }

    /** The next order, those first that came while a room was called. */
    Optional<Order> hear() throws IOException, ProtocolException {
        return ahead.isEmpty() ? receive() : Optional.of(ahead.remove());
    }

    /** Calls a room, and waits for what it says. Steps may have been sent already, and come first. */
    Answer call(int step, Stimulus call) throws IOException, ProtocolException {
        say(new Report.Called(step, call));
        for (Optional<Order> order = receive(); order.isPresent(); order = receive()) {
            if (order.get() instanceof Order.Returned(int number, Answer answer) && number == step) {
                return answer;
            }
            if (!(order.get() instanceof Order.Step)) {
                throw new ProtocolException("an order within a step that is none");
            }
            ahead.add(order.get());
        }
        throw new EOFException("the judge hung up within a step");
    }

    /** Calls a room, and waits for nothing. It is heard with what is said next. */
    void post(int step, Stimulus call) {
        posted.writeBytes(Frames.framed(Report.encode(new Report.Posted(step, call))));
    }

    private Optional<Order> receive() throws IOException, ProtocolException {
        Optional<byte[]> frame = Frames.read(in, limit);
        return frame.isEmpty() ? Optional.empty() : Optional.of(Order.decode(frame.get()));
    }

    /** Heard by the judge at once: the next step may be one that never ends. */
    void say(Report report) throws IOException {
        byte[] frame = Frames.framed(Report.encode(report));
        if (posted.size() == 0) {
            out.write(frame);
        } else {
            posted.writeBytes(frame);
            out.write(posted.toByteArray());
            posted.reset();
        }
    }
}
