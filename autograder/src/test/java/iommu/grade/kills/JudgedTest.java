package iommu.grade.kills;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.grade.KitCommand;
import iommu.grade.intake.TestFile;
import iommu.grade.judge.Suite;
import iommu.grade.labs.Lab;
import iommu.grade.labs.Manifest;
import iommu.grade.verdict.TestsResult;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is made of how a learner's tests ended: bugs may fail them, right units may not. */
class JudgedTest {

    private static final Manifest MANIFEST = Manifest.read(Manifest.below(KitCommand.home()));
    private static final Lab LAB = MANIFEST.lab("01").orElseThrow();
    private static final End ENDS = new End(End.Kind.ENDED, 4, "used up its processor time");

    private static Judged judged() {
        TestReader reader = new TestReader(LAB, KitRuns.of(Suite.practice(KitCommand.home().resolve("labs"), MANIFEST, 1), LAB));
        return new Judged("receipt", List.of(reader.read(new TestFile("a.vtd",
                "vtd 1\nroom context\nattach 80:03.0 did=5\ncontext 80:03.0 => expect did=5 levels=4\n", Optional.empty()))));
    }

    @Test
    void aTestThatEndsABugExposesIt() {
        Judged judged = judged();
        judged.take(0, List.of(new End(End.Kind.KEPT, 0, "")));
        judged.take(1, List.of(ENDS));
        assertThat(judged.result("01-context", List.of(1)).tests().getFirst().exposes()).containsExactly(1);
    }

    @Test
    void aTestThatEndsARightUnitCountsForNothing() {
        Judged judged = judged();
        judged.take(0, List.of(ENDS));
        judged.take(1, List.of(ENDS));
        TestsResult.Test test = judged.result("01-context", List.of(1)).tests().getFirst();
        assertThat(test.exposes()).isEmpty();
        assertThat(test.refusal().orElseThrow().sentence()).contains("too much for a right unit");
    }
}
