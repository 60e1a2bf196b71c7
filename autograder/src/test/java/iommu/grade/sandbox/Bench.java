package iommu.grade.sandbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import iommu.arch.Access;
import iommu.arch.Capabilities;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Rights;
import iommu.arch.WalkStart;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import iommu.probe.RoomKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** A sandbox for the tests of one class, and walk rooms made of a few words of source to put into it. */
final class Bench implements AutoCloseable {

    static final String ENTRY = "lab02.SecondStageWalk";
    static final Stimulus WALK =
            new Stimulus.Walk(new WalkStart(new Gpa(0x1000), 4, Rights.RW, 48), new Iova(0x5000), Access.READ);
    static final Limits TIGHT = Limits.DEFAULT.withCpu(Duration.ofSeconds(2)).withQuiet(Duration.ofSeconds(1));
    /** What the honest part of every room here answers. */
    static final String HONEST = "return Fault.atLevel(FaultReason.READ_DENIED, 2);";

    final Sandbox sandbox;
    private final Path work;
    private final CompilerProcess compiler;
    private int rooms;

    private Bench(Sandbox sandbox) throws IOException {
        this.sandbox = sandbox;
        compiler = new CompilerProcess(sandbox, Limits.COMPILER);
        work = Files.createTempDirectory("sandbox-test-");
    }

    /** Behind real walls; where the host has none, the tests are skipped and say so. */
    static Bench walled() throws IOException {
        Bench bench = new Bench(Sandbox.best());
        boolean walled = bench.sandbox.tier() == Tier.BUBBLEWRAP;
        if (!walled) {
            bench.close();
        }
        assumeTrue(walled, () -> "bubblewrap does not work here: " + bench.sandbox.describe());
        return bench;
    }

    static Bench plain() throws IOException {
        return new Bench(Sandbox.plain());
    }

    Path work() {
        return work;
    }

    /** The source of a walk room. @param members further members of the class @param body of {@code walk} */
    static Unit source(String members, String body) {
        return new Unit("02-walk", List.of(new Unit.Source("SecondStageWalk.java", """
                package lab02;
                import iommu.arch.*;
                import java.io.*;
                import java.nio.file.*;
                import java.util.*;
                public class SecondStageWalk implements iommu.arch.seam.PageWalk {
                    private final TableMemory memory;
                    public SecondStageWalk(TableMemory memory, Capabilities capabilities) { this.memory = memory; }
                    %s
                    public WalkResult walk(WalkStart start, Iova address, Access access) {
                        try { %s } catch (IOException | InterruptedException | ReflectiveOperationException e) { throw new RuntimeException(e); }
                    }
                    static void mayThrow() throws IOException, InterruptedException, ReflectiveOperationException { }
                }
                """.formatted(members, "mayThrow(); " + body))));
    }

    /** The classes of a unit that compiles; one compiler serves the whole bench. */
    Path compile(Unit unit) {
        try {
            Outcome outcome = compiler.compile(unit, work.resolve("room" + rooms++));
            assertThat(outcome).isInstanceOf(Outcome.Compiled.class);
            return ((Outcome.Compiled) outcome).classes();
        } catch (Ending e) {
            throw new AssertionError(e.reply().toString(), e);
        }
    }

    ProbeSession open(String members, String body) {
        return open(members, body, TIGHT);
    }

    ProbeSession open(String members, String body, Limits limits) {
        return ProbeSession.open(sandbox, RoomKind.WALK, ENTRY, compile(source(members, body)), limits);
    }

    /** One case of one step. */
    static Reply askOnce(ProbeSession session) {
        session.startCase(Capabilities.DEFAULT, 0);
        return session.ask(WALK);
    }

    /** The reply of a room to one step, in a process of its own. */
    Reply run(String members, String body) {
        try (ProbeSession session = open(members, body)) {
            return askOnce(session);
        }
    }

    static void assertHonest(Reply reply) {
        assertThat(reply).isInstanceOf(Reply.Answered.class);
        assertThat(((Reply.Answered) reply).answer()).isInstanceOf(Answer.Walk.class);
    }

    static void assertBroken(Reply reply, String text) {
        assertThat(reply).isInstanceOf(Reply.Answered.class);
        assertThat(((Reply.Answered) reply).answer()).isInstanceOf(Answer.Broken.class);
        assertThat(((Answer.Broken) ((Reply.Answered) reply).answer()).text()).contains(text);
    }

    static void assertEnded(Reply reply, Cause... causes) {
        assertThat(reply).isInstanceOf(Reply.Ended.class);
        assertThat(((Reply.Ended) reply).cause()).describedAs(reply.toString()).isIn((Object[]) causes);
    }

    @Override
    public void close() {
        compiler.close();
        sandbox.close();
        SandboxFolder.delete(work);
    }
}
