package iommu.grade.sandbox;

import static iommu.grade.sandbox.Bench.HONEST;
import static iommu.grade.sandbox.Bench.askOnce;
import static iommu.grade.sandbox.Bench.assertEnded;
import static iommu.grade.sandbox.Bench.assertHonest;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The plain tier")
class PlainTierTest {

    private static Bench bench;

    @BeforeAll
    static void build() throws IOException {
        bench = Bench.plain();
    }

    @AfterAll
    static void tearDown() {
        bench.close();
    }

    @Test
    @DisplayName("says aloud that it has no walls")
    void notice() {
        assertThat(bench.sandbox.tier()).isEqualTo(Tier.PLAIN);
        assertThat(bench.sandbox.notice()).hasValueSatisfying(text -> assertThat(text).contains("WARNING", "bubblewrap"));
    }

    @Test
    @DisplayName("answers, measures and kills like the other")
    void limits() {
        assertHonest(bench.run("", HONEST));
        assertEnded(bench.run("", "while (true) { }"), Cause.CPU_LIMIT);
        assertEnded(bench.run("", "Thread.sleep(100_000); " + HONEST), Cause.STOPPED_ANSWERING);
        assertEnded(bench.run("", "System.exit(0); " + HONEST), Cause.EXITED);
    }

    @Test
    @DisplayName("kills the processes that a room has started")
    void children() {
        ProbeSession session = bench.open("", "new ProcessBuilder(\"sleep\", \"4321\").start(); " + HONEST);
        assertHonest(askOnce(session));
        session.close();
        assertThat(ProcessHandle.allProcesses().filter(p -> p.info().commandLine().orElse("").equals("/usr/bin/sleep 4321"))
                .filter(ProcessHandle::isAlive)).isEmpty();
    }
}
