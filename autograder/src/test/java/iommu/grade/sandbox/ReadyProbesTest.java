package iommu.grade.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.probe.RoomKind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class ReadyProbesTest {

    private static final String REHEARSED = "return Fault.atLevel(FaultReason.WRITE_DENIED, 3);";

    @Test
    void aProcessThatHasRehearsedAnswersWithTheLearnersClassesAndServesOneVersionOnly() throws IOException {
        try (Bench bench = Bench.walled()) {
            Path kits = bench.compile(Bench.source("", REHEARSED));
            Path version = bench.compile(Bench.source("static int calls;",
                    "return Fault.atLevel(++calls == 1 ? FaultReason.READ_DENIED : FaultReason.TABLE_RESERVED, 2);"));
            List<Reply> rehearsed = new ArrayList<>();
            try (ReadyProbes probes = new ReadyProbes(bench.sandbox, RoomKind.WALK, Bench.ENTRY, Bench.TIGHT,
                    new ReadyProbes.Rehearsal(Optional.of(kits), session -> rehearsed.add(Bench.askOnce(session))))) {
                probes.refill(1);
                assertThat(rehearsed).singleElement().asString().contains("WRITE_DENIED");
                for (int i = 0; i < 2; i++) {
                    try (ProbeSession session = probes.open(version)) {
                        assertThat(Bench.askOnce(session)).asString().contains("READ_DENIED");
                        assertThat(Bench.askOnce(session)).as("another case, with classes of its own").asString()
                                .contains("READ_DENIED");
                    }
                }
            }
        }
    }

    @Test
    void whoWaitsForAnEndlessLoopHearsThatItWasAborted() throws Exception {
        try (Bench bench = Bench.plain();
                ProbeSession session = bench.open("", "while (true) { }", Limits.DEFAULT.withCpu(Duration.ofMinutes(10)))) {
            CompletableFuture<Reply> reply = CompletableFuture.supplyAsync(() -> Bench.askOnce(session));
            session.abort();
            assertThat(reply.get(60, TimeUnit.SECONDS)).isInstanceOf(Reply.Ended.class);
        }
    }
}
