package iommu.grade.sandbox;

import static iommu.grade.sandbox.Bench.TIGHT;
import static iommu.grade.sandbox.Bench.WALK;
import static iommu.grade.sandbox.Bench.assertBroken;
import static iommu.grade.sandbox.Bench.assertEnded;
import static iommu.grade.sandbox.Bench.assertHonest;
import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Capabilities;
import iommu.arch.Gpa;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import iommu.probe.Frames;
import iommu.probe.NeighbourPort;
import iommu.probe.ProtocolException;
import iommu.probe.Report;
import iommu.probe.RoomKind;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The worst case: hostile code that has taken the socket itself. A forger stands in for the whole probe. */
@DisplayName("Forged frames")
class ForgedFramesTest {

    /** An answer to step 1: a READ_DENIED fault at level 2. */
    private static final String ANSWER = "2, 0,0,0,1, 5, 0, 6, 0,0,0,2, 0,0,0,0,0,0x20,0,0, 0";
    /** A call of step 1: whether the context cache knows 00:01.0. */
    private static final String CALL = "5, 0,0,0,1, 15, 0,0,0,8";

    /** A device of which the context cache takes no call. */
    private static final String REFUSED = "0,0,0,9";

    /** Knows a context cache, an empty one. */
    private static final NeighbourPort NEIGHBOUR = new NeighbourPort() {
        @Override
        public void step(Stimulus step) {
        }

        @Override
        public Answer call(Stimulus call) throws ProtocolException {
            if (!(call instanceof Stimulus.CachedContextOf)) {
                throw new ProtocolException("no call of a room");
            }
            if (((Stimulus.CachedContextOf) call).source().value() == 9) {
                return new Answer.Broken(Answer.Breach.THREW, "no such device");
            }
            return new Answer.CachedContext(Optional.empty());
        }
    };

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

    /** The replies to one case with two steps of a process that greets and then does as the code says. */
    private static Reply[] forge(String code) {
        return forged(code, session -> new Reply[] {session.ask(WALK), session.ask(WALK)});
    }

    private static <T> T forged(String code, Function<ProbeSession, T> steps) {
        String forger = """
                import java.io.*; import java.net.*; import java.nio.channels.*;
                public class Forger {
                    static OutputStream out; static InputStream in;
                    static void frame(int... bytes) throws IOException {
                        DataOutputStream d = new DataOutputStream(out); d.writeInt(bytes.length); for (int b : bytes) d.write(b); d.flush();
                    }
                    public static void main(String[] a) throws Exception {
                        SocketChannel c = SocketChannel.open(StandardProtocolFamily.UNIX);
                        c.connect(UnixDomainSocketAddress.of(a[0])); out = Channels.newOutputStream(c); in = Channels.newInputStream(c);
                        frame(1); in.read(); %s
                        Thread.sleep(100_000);
                    }
                }""".formatted(code);
        Path classes = bench.compile(new Unit("forger", List.of(new Unit.Source("Forger.java", forger))));
        try (ProbeSession session = ProbeSession.over(RoomKind.WALK, converse(classes))) {
            session.serve(Optional.of(NEIGHBOUR));
            session.startCase(Capabilities.DEFAULT, 0);
            return steps.apply(session);
        }
    }

    private static Conversation converse(Path classes) {
        Path address = classes.resolve("s");
        try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listener.bind(UnixDomainSocketAddress.of(address));
            Contained process = Contained.start(List.of(JavaCommand.HOME.resolve("bin/java").toString(), "-Xmx64m", "-cp",
                    classes.toString(), "Forger", address.toString()), classes);
            Conversation conversation = new Conversation(process, listener.accept(), TIGHT, Frames.LIMIT);
            assertThat(conversation.hear()).isEqualTo(new Report.Hello());
            return conversation;
        } catch (IOException | Ending e) {
            throw new AssertionError(e);
        }
    }

    @Test
    @DisplayName("that answer a store, of which no room hears, end the run")
    void toAStore() {
        Reply reply = forged("frame(2, 0,0,0,1, 1); frame(" + ANSWER.replaceFirst("0,0,0,1", "0,0,0,2") + ");", session -> {
            session.tell(new Stimulus.Store64(new Gpa(0x1000), 3));
            return session.ask(WALK);
        });
        assertEnded(reply, Cause.PROTOCOL);
    }

    @Test
    @DisplayName("that are right are taken for what they are: the probe's answers")
    void right() {
        Reply[] replies = forge("frame(" + ANSWER + ");");
        assertHonest(replies[0]);
        assertEnded(replies[1], Cause.STOPPED_ANSWERING);
    }

    @Test
    @DisplayName("that come twice, too early, or to another step are a protocol failure")
    void order() {
        assertEnded(forge("frame(" + ANSWER + "); frame(" + ANSWER + ");")[1], Cause.PROTOCOL);
        assertEnded(forge("frame(" + ANSWER.replace("0,0,0,1", "0,0,0,2") + ");")[0], Cause.PROTOCOL);
        assertEnded(forge("frame(1);")[0], Cause.PROTOCOL);
        assertEnded(forge("frame(2, 0,0,0,1, 1);")[0], Cause.PROTOCOL);
    }

    @Test
    @DisplayName("that call a room are answered within a step")
    void calls() {
        Reply[] replies = forge("frame(" + CALL + "); frame(" + CALL + "); frame(" + ANSWER + ");");
        assertHonest(replies[0]);
        assertEnded(replies[1], Cause.STOPPED_ANSWERING);
    }

    @Test
    @DisplayName("that call a room without waiting are carried out, and a refusal is heard with the next call or the answer")
    void posts() {
        String posted = CALL.replaceFirst("5, ", "6, ");
        assertHonest(forge("frame(" + posted + "); frame(" + posted + "); frame(" + ANSWER + ");")[0]);
        String refused = posted.replace("0,0,0,8", REFUSED);
        assertBroken(forge("frame(" + refused + "); frame(" + posted + "); frame(" + ANSWER + ");")[0], "takes no such call");
        assertHonest(forge("frame(" + refused + "); frame(" + CALL + "); frame(" + ANSWER + ");")[0]);
        assertEnded(forge("while (a != null) frame(" + posted + ");")[0], Cause.PROTOCOL);
        assertEnded(forge("while (a != null) frame(" + refused + ");")[0], Cause.PROTOCOL);
        assertEnded(forge("frame(" + posted.replace("0,0,0,1", "0,0,0,2") + ");")[0], Cause.PROTOCOL);
    }

    @Test
    @DisplayName("that call a room after the step, without end, in another step, or where there is none are a protocol failure")
    void strayCalls() {
        assertEnded(forge("frame(" + ANSWER + "); frame(" + CALL + ");")[1], Cause.PROTOCOL);
        assertEnded(forge("while (a != null) frame(" + CALL + ");")[0], Cause.PROTOCOL);
        assertEnded(forge("frame(" + CALL.replace("0,0,0,1", "0,0,0,2") + ");")[0], Cause.PROTOCOL);
        assertEnded(forge("frame(5, 0,0,0,1, 3, 0,0,0,0,0,0,0,0);")[0], Cause.PROTOCOL);
        assertEnded(forge("frame(5, 0,0,0,1, 15);")[0], Cause.PROTOCOL);
    }

    @Test
    @DisplayName("of any length and content are a protocol failure")
    void garbage() {
        for (String code : List.of("out.write(new byte[] {-1, -1, -1, -1});", "out.write(new byte[] {0x7F, -1, -1, -1});",
                "frame(99);", "frame(2, 0,0,0,1, 5, 0, 0x5E);", "frame(" + ANSWER + ", 0);",
                "byte[] b = new byte[1 << 20]; new java.util.Random(1).nextBytes(b); while (a != null) out.write(b);",
                "out.write(new byte[] {0, 0, 0, 9, 2}); c.close();")) {
            assertEnded(forge(code)[0], Cause.PROTOCOL);
        }
    }

    @Test
    @DisplayName("that never end and never arrive do not hold the judge")
    void trickle() {
        assertEnded(forge("out.write(new byte[] {0, 0, 16, 0}); while (a != null) { out.write(9); Thread.onSpinWait(); }")[0],
                Cause.PROTOCOL, Cause.CPU_LIMIT);
        assertEnded(forge("out.write(new byte[] {0, 0, 16, 0, 1});")[0], Cause.STOPPED_ANSWERING);
    }
}
