package iommu.grade.sandbox;

import static iommu.grade.sandbox.Bench.HONEST;
import static iommu.grade.sandbox.Bench.askOnce;
import static iommu.grade.sandbox.Bench.assertBroken;
import static iommu.grade.sandbox.Bench.assertEnded;
import static iommu.grade.sandbox.Bench.assertHonest;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A hostile room behind walls")
class HostileRoomTest {

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
    @DisplayName("that spins meets the limit on processor time, in a method and in a static initialiser")
    void spins() {
        assertEnded(bench.run("", "while (true) { }"), Cause.CPU_LIMIT);
        assertEnded(bench.run("static int x; static { while (x >= 0) { x = 1; } }", HONEST), Cause.CPU_LIMIT);
    }

    @Test
    @DisplayName("that sleeps, deadlocks or waits has stopped answering")
    void sleeps() {
        assertEnded(bench.run("", "while (true) { Thread.sleep(10_000); }"), Cause.STOPPED_ANSWERING);
        assertEnded(bench.run("", "Object o = new Object(); synchronized (o) { o.wait(); } " + HONEST),
                Cause.STOPPED_ANSWERING);
    }

    @Test
    @DisplayName("that reads standard input finds it empty")
    void readsInput() {
        assertHonest(bench.run("", "if (System.in.read() >= 0) throw new IllegalStateException(\"input\"); " + HONEST));
    }

    @Test
    @DisplayName("that exits has ended itself, in a method and in a static initialiser")
    void exits() {
        assertEnded(bench.run("", "System.exit(0); " + HONEST), Cause.EXITED);
        assertEnded(bench.run("static { System.exit(0); }", HONEST), Cause.EXITED);
        assertEnded(bench.run("", "Runtime.getRuntime().halt(0); " + HONEST), Cause.EXITED);
    }

    @Test
    @DisplayName("that answers and leaves threads and a spinning shutdown hook is killed to the last process")
    void leftovers() {
        ProbeSession session = bench.open("static { Runtime.getRuntime().addShutdownHook(new Thread(() -> { while (true) { } })); }",
                "new Thread(() -> { while (true) { try { Thread.sleep(5); } catch (InterruptedException e) { } } }).start(); " + HONEST);
        assertHonest(askOnce(session));
        session.close();
        assertThat(javaChildren()).isEmpty();
    }

    @Test
    @DisplayName("whose shutdown hook spins after an exit is killed all the same")
    void spinningHook() {
        assertEnded(bench.run("static { Runtime.getRuntime().addShutdownHook(new Thread(() -> { while (true) { } })); }",
                "System.exit(0); " + HONEST), Cause.CPU_LIMIT);
        assertThat(javaChildren()).isEmpty();
    }

    @Test
    @DisplayName("that runs out of memory or stack and catches it may go on and answer, every time")
    void exhaustion() {
        for (int i = 0; i < 2; i++) {
            assertHonest(bench.run("", "try { List<long[]> all = new ArrayList<>(); while (true) all.add(new long[1 << 20]); }"
                    + " catch (OutOfMemoryError e) { } " + HONEST));
        }
        assertHonest(bench.run("static int down(int n) { return down(n + 1) + 1; }",
                "try { down(0); } catch (StackOverflowError e) { } " + HONEST));
        assertBroken(bench.run("static int down(int n) { return down(n + 1) + 1; }", "down(0); " + HONEST),
                "StackOverflowError");
        assertBroken(bench.run("", "long[][] all = new long[1 << 20][]; for (int i = 0; ; i++) all[i] = new long[1 << 20];"),
                "OutOfMemoryError");
    }

    @Test
    @DisplayName("can't start threads without end")
    void threadFlood() {
        assertBroken(bench.run("", "for (int i = 0; i < 10_000; i++) { Thread t = new Thread(() -> { try { Thread.sleep(100_000); }"
                + " catch (InterruptedException e) { } }); t.setDaemon(true); t.start(); } " + HONEST), "OutOfMemoryError");
    }

    @Test
    @DisplayName("can't fork without end")
    void forkBomb() {
        String fork = "String java = System.getProperty(\"java.home\") + \"/bin/java\"; int failed = 0;"
                + " for (int i = 0; i < 60; i++) { try { new ProcessBuilder(java, \"-Xmx8m\", \"-cp\", \"/job/classes\", \"lab02.Sleeper\").start(); }"
                + " catch (IOException e) { failed++; } Thread.sleep(5); }"
                + " throw new IllegalStateException(\"forks that failed: \" + (failed > 0 ? \"some\" : \"none\"));";
        Reply reply = bench.run("", fork);
        assertThat(reply.toString()).doesNotContain("none");
        assertThat(javaChildren()).isEmpty();
    }

    @Test
    @DisplayName("prints a gigabyte, and a perfect report, in vain")
    void prints() {
        try (ProbeSession session = bench.open("", "byte[] b = \"100 % passed \\u001b[2J\".repeat(1000).getBytes();"
                + " for (int i = 0; i < 5_000; i++) System.out.write(b, 0, b.length); System.out.flush(); " + HONEST,
                Limits.DEFAULT)) {
            assertHonest(askOnce(session));
            assertThat(session.printed().length()).isBetween(1, 3 * Printed.KEPT);
            assertThat(session.printed()).doesNotContain("\u001b");
        }
    }

    @Test
    @DisplayName("can close and replace the standard streams without being thought to have ended")
    void closesStreams() {
        assertHonest(bench.run("", "System.out.close(); System.err.close(); System.in.close(); System.setOut(null); " + HONEST));
    }

    @Test
    @DisplayName("throws exceptions that fight back, and they are an answer like any other")
    void exceptions() {
        String evil = "static class Evil extends RuntimeException { public String getMessage() { %s }"
                + " public synchronized Throwable getCause() { return new Evil(); } public String toString() { throw new Evil(); } }";
        assertBroken(bench.run(evil.formatted("throw new Evil();"), "throw new Evil();"), "Evil");
        assertBroken(bench.run(evil.formatted("return \"\\u001b[31m\\n\" + \"x\".repeat(1 << 20);"), "throw new Evil();"), "xxx");
        assertEnded(bench.run(evil.formatted("while (true) { }"), "throw new Evil();"), Cause.CPU_LIMIT);
        assertBroken(bench.run("", "return null;"), "null");
        assertBroken(bench.run("", "throw new Todo(\"02\");"), "not written yet");
    }

    @Test
    @DisplayName("can't crash the virtual machine through memory it should not touch")
    void nativeMemory() {
        Reply reply = bench.run("", "var f = Class.forName(\"sun.misc.Unsafe\").getDeclaredField(\"theUnsafe\"); f.setAccessible(true);"
                + " Object u = f.get(null); u.getClass().getMethod(\"putLong\", long.class, long.class).invoke(u, 1L, 1L); " + HONEST);
        if (reply instanceof Reply.Answered) {
            assertBroken(reply, "");
        } else {
            assertEnded(reply, Cause.CRASHED);
        }
    }

    @Test
    @DisplayName("can't attach to itself")
    void attach() {
        assertBroken(bench.run("", "Class<?> vm = Class.forName(\"com.sun.tools.attach.VirtualMachine\");"
                + " vm.getMethod(\"attach\", String.class).invoke(null, \"\" + ProcessHandle.current().pid()); " + HONEST), "");
    }

    private static List<String> javaChildren() {
        return ProcessHandle.current().descendants().filter(ProcessHandle::isAlive)
                .map(p -> p.info().commandLine().orElse("gone")).filter(c -> c.contains("iommu.probe.ProbeMain")).toList();
    }
}
