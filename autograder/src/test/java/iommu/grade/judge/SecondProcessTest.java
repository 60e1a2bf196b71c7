package iommu.grade.judge;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.grade.KitCommand;
import iommu.grade.intake.LabSources;
import iommu.grade.intake.SourceFile;
import iommu.grade.labs.Lab;
import iommu.grade.labs.Manifest;
import iommu.grade.proof.Samples;
import iommu.grade.sandbox.Outcome;
import iommu.grade.sandbox.Sandbox;
import iommu.grade.verdict.LabResult;
import iommu.grade.verdict.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How many processes it takes to say that what failed fails: one more, as long as it fails there as it did before. */
class SecondProcessTest {

    private static final Manifest MANIFEST = Manifest.read(Manifest.below(KitCommand.home()));
    private static final Lab WALK = MANIFEST.lab("02").orElseThrow();

    private static Sandbox sandbox;
    private static Suite suite;

    @TempDir
    private Path scratch;

    private final AtomicInteger opened = new AtomicInteger();

    @BeforeAll
    static void build() throws IOException {
        sandbox = Sandbox.best();
        suite = Suite.practice(KitCommand.home().resolve("labs"), MANIFEST, 1);
    }

    @AfterAll
    static void tearDown() {
        sandbox.close();
    }

    private LabResult judged(LabSources sources) {
        return judged(sources, "");
    }

    /** @param only judges the groups whose ids begin so */
    private LabResult judged(LabSources sources, String only) {
        Rooms rooms = new Rooms(sandbox);
        Path classes = ((Outcome.Compiled) rooms.compile(Map.of(WALK, sources), scratch).get("02")).classes();
        try (LearnerRoom room = new LearnerRoom(() -> {
            opened.incrementAndGet();
            return rooms.open(WALK, classes);
        })) {
            return new LabJudge(suite, new ReentrantReadWriteLock()).judge(WALK, room, group -> group.id().startsWith(only));
        }
    }

    @Test
    void allThatFailsAlikeSharesOneMore() throws IOException {
        LabResult result = judged(Samples.constant("always-fault", List.of(WALK)).labs().get("02"));
        assertThat(result.groups()).filteredOn(g -> g.verdict() == Verdict.FAILED).hasSizeGreaterThan(3);
        assertThat(opened).hasValue(2);
    }

    /** Steps are sent ahead of a wrong answer: one that hangs in them is waited for once, and not in every run that makes it small. */
    @Test
    void whatNeverEndsBehindAWrongAnswerCostsItsTimeOnce() {
        LabResult result = judged(new LabSources("02", List.of(new SourceFile("SecondStageWalk.java", "lab02/SecondStageWalk.java", """
                package lab02; import iommu.arch.*;
                public class SecondStageWalk implements iommu.arch.seam.PageWalk {
                    private int walks;
                    public SecondStageWalk(TableMemory memory, Capabilities capabilities) { }
                    public WalkResult walk(WalkStart start, Iova address, Access access) {
                        while (walks++ > 0) { walks = 1; }
                        return Fault.atLevel(FaultReason.TABLE_RESERVED, 1);
                    }
                }""")), Optional.empty()), "02.levels");
        assertThat(result.groups()).filteredOn(g -> g.id().equals("02.levels")).singleElement()
                .matches(g -> g.verdict() == Verdict.FAILED).matches(g -> g.counterexample().isPresent());
        assertThat(opened.get()).isLessThan(5);
    }

    @Test
    void aRoomThatAnswersByTheAgeOfItsProcessFailsAndGetsNewOnes() {
        LabResult result = judged(new LabSources("02", List.of(new SourceFile("SecondStageWalk.java", "lab02/SecondStageWalk.java", """
                package lab02; import iommu.arch.*;
                public class SecondStageWalk implements iommu.arch.seam.PageWalk {
                    public SecondStageWalk(TableMemory memory, Capabilities capabilities) {
                        System.setProperty("rooms", "" + (Integer.getInteger("rooms", 0) + 1));
                    }
                    public WalkResult walk(WalkStart start, Iova address, Access access) {
                        return Fault.atLevel(Integer.getInteger("rooms") % 2 == 0 ? FaultReason.TABLE_RESERVED : FaultReason.WRITE_DENIED, 1);
                    }
                }""")), Optional.empty()));
        assertThat(result.score()).isZero();
        assertThat(result.groups()).allMatch(g -> g.verdict() == Verdict.FAILED);
        assertThat(opened.get()).isGreaterThan(2);
    }
}
