package iommu.grade.sandbox;

import iommu.probe.Frames;
import iommu.probe.Order;
import iommu.probe.ProtocolException;
import iommu.probe.Report;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Talks to a contained process over its socket, on one thread: sends, listens and looks at the process by turns, so
 * that what has already arrived is always seen before anything is decided.
 */
final class Conversation implements AutoCloseable {

    private static final int CHUNK = 64 << 10;
    private static final int TRICKLE = 10;
    /** Open steps of which answers are let come together. */
    private static final int MANY = 4;
    private static final int RESTS = 3;
    private static final long REST_NANOS = 200_000;

    private final Contained process;
    private final SocketChannel channel;
    private final Selector selector;
    private final SelectionKey key;
    private final Frames frames;
    private final Watch watch;
    private final ByteArrayOutputStream outgoing = new ByteArrayOutputStream();
    private final ByteBuffer incoming = ByteBuffer.allocate(CHUNK);
    private final long began = System.nanoTime();
    private long looked = System.nanoTime();
    private boolean hungUp;
    private OutputStream tap = OutputStream.nullOutputStream();

    Conversation(Contained process, SocketChannel channel, Limits limits, int frameLimit) throws IOException {
        this.process = process;
        this.channel = channel;
        channel.configureBlocking(false);
        selector = Selector.open();
        key = channel.register(selector, SelectionKey.OP_READ);
        frames = new Frames(frameLimit);
        watch = new Watch(limits, LinuxTree.available());
    }

    /** Every byte sent from now on goes there too. */
    void tap(OutputStream copy) {
        tap = copy;
    }

    boolean isAlive() {
        return process.running();
    }

    String printed() {
        return process.printed();
    }

    /** The limits of a case count from now. */
    void newCase() {
        watch.newCase();
    }

    /** Puts an order in line; it is sent while listening. */
    void say(Order order) {
        outgoing.writeBytes(Frames.framed(Order.encode(order)));
    }

    /** Puts a step in line. @param stimulus its bytes */
    void sayStep(int number, byte[] stimulus) {
        outgoing.writeBytes(Frames.framed(Order.step(number, stimulus)));
    }

    /** Sends what is in line and waits for a report. @throws Ending if there is none to come */
    Report hear() throws Ending {
        return hear(1);
    }

    /**
     * Sends what is in line and waits for a report.
     *
     * @param steps that are open: of many, answers are let come together
     * @throws Ending if there is none to come
     */
    Report hear(int steps) throws Ending {
        try {
            watch.progress();
            ByteBuffer bytes = takeOutgoing();
            Optional<byte[]> frame = frames.next();
            while (frame.isEmpty()) {
                send(bytes);
                if (steps < MANY || !letCome(bytes)) {
                    wait(bytes);
                }
                frame = frames.next();
                if (frame.isEmpty() && hungUp) {
                    throw ended();
                }
            }
            send(bytes);
            return Report.decode(frame.get());
        } catch (ProtocolException e) {
            throw new Ending(Cause.PROTOCOL, "sent what is no answer: " + e.getMessage());
        } catch (IOException e) {
            throw new Ending(Cause.SANDBOX, "the judge's socket failed: " + e.getMessage());
        }
    }

    /** @throws Ending if something came that nobody has asked for */
    void expectSilence() throws Ending {
        try {
            receive();
        } catch (IOException e) {
            hungUp = true;
        }
        if (frames.hasRest()) {
            throw new Ending(Cause.PROTOCOL, "sent an answer that nobody asked for");
        }
    }

    private ByteBuffer takeOutgoing() throws IOException {
        byte[] bytes = outgoing.toByteArray();
        outgoing.reset();
        tap.write(bytes);
        return ByteBuffer.wrap(bytes);
    }

    private void send(ByteBuffer bytes) {
        try {
            while (bytes.hasRemaining() && channel.write(bytes) > 0) {
                watch.progress();
            }
        } catch (IOException broken) {
            // whoever no longer listens may have spoken before
            bytes.position(bytes.limit());
        }
    }

    /** Whoever waits is woken by the first byte, and a process is slower than that: a rest costs less. @return whether some came */
    private boolean letCome(ByteBuffer unsent) throws IOException {
        for (int i = 0; i < RESTS && !unsent.hasRemaining(); i++) {
            LockSupport.parkNanos(REST_NANOS);
            if (receive() > 0) {
                return true;
            }
        }
        return false;
    }

    private void wait(ByteBuffer unsent) throws IOException, Ending {
        key.interestOps(unsent.hasRemaining() ? SelectionKey.OP_READ | SelectionKey.OP_WRITE : SelectionKey.OP_READ);
        selector.select(Watch.INTERVAL.toMillis());
        selector.selectedKeys().clear();
        boolean heard = receive() > 0;
        long now = System.nanoTime();
        // bytes that trickle in put a look off, but not for ever
        if (!hungUp && now - looked >= Watch.INTERVAL.multipliedBy(heard ? TRICKLE : 1).toNanos()) {
            looked = now;
            Vitals vitals = process.tree().look();
            if (receive() == 0 || heard) {
                watch.look(Duration.ofNanos(now - began), vitals);
            }
        }
    }

    /** Takes in at most one chunk, so that whoever sends without end is met by the limits. */
    private int receive() throws IOException {
        incoming.clear();
        int n;
        try {
            n = channel.read(incoming);
        } catch (IOException reset) {
            n = -1;
        }
        if (n < 0) {
            hungUp = true;
            return 0;
        }
        frames.feed(incoming.flip());
        return n;
    }

    /** It hung up: waits for the process to end, as long as it shows signs of doing so. */
    private Ending ended() throws Ending {
        watch.progress();
        while (process.running()) {
            process.await(Watch.INTERVAL);
            try {
                watch.look(Duration.ofNanos(System.nanoTime() - began), process.tree().look());
            } catch (Ending e) {
                throw e.reply().cause() == Cause.STOPPED_ANSWERING ? new Ending(Cause.PROTOCOL, "hung up without ending") : e;
            }
        }
        return Ending.ofExit(process.exit());
    }

    /** Kills the process, from any thread; it is heard as its end. */
    void abort() {
        process.kill();
    }

    /** Kills the process and waits until nothing of it is left. */
    @Override
    public void close() {
        process.kill();
        try {
            selector.close();
            channel.close();
        } catch (IOException e) {
            // nothing more is said or heard on it
            hungUp = true;
        }
    }
}
