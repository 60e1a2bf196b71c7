package iommu.grade.judge;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.stimulus.Answer;
import iommu.grade.KitCommand;
import iommu.grade.labs.Group;
import iommu.grade.labs.Lab;
import iommu.grade.labs.Manifest;
import iommu.grade.proof.Samples;
import iommu.grade.sandbox.Outcome;
import iommu.grade.sandbox.Sandbox;
import iommu.grade.verdict.GroupResult;
import iommu.grade.verdict.Verdict;
import iommu.scenario.Scenario;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A relation that falls silent in a graded case is the judge's failure: nobody passes by it, and nobody is charged with it. */
class SilentJudgeTest {

    private static final Lab LAB = Manifest.read(Manifest.below(KitCommand.home())).lab("03").orElseThrow();
    private static final Group GROUP = LAB.groups().getFirst();

    @TempDir
    private Path scratch;

    /** Objects to what it is told to object to, then says nothing more. */
    private record FallsSilent(Optional<String> objection) implements RunJudge {
        @Override
        public Optional<Objection> judge(int step, Answer answer) {
            return answer instanceof Answer.Done ? Optional.empty() : objection.map(why -> new Objection(why, List.of()));
        }

        @Override
        public Optional<String> silence() {
            return Optional.of("software did something odd");
        }
    }

    private static PreparedCase graded(String name, Optional<RunJudge> instead) {
        PreparedCase usual = Lawbook.prepare(GROUP,
                Scenario.parse(name, "vtd 1\nroom faults\nfault 00:01.0 read 0x1000 READ_DENIED\nstatus\n"));
        return instead.isEmpty() ? usual
                : new PreparedCase(usual.scenario(), usual.plan(), usual.allowed(), Optional.of(instead::get));
    }

    @Test
    void aCaseThatIsNotJudgedToItsEndIsInconclusiveAndNeverPassedUnlessAnotherFails() throws Exception {
        Rooms rooms = new Rooms(Sandbox.plain());
        Map<String, Outcome> compiled = rooms.compile(Map.of(LAB, Samples.reference(KitCommand.home(), List.of(LAB)).labs().get("03")), scratch);
        Path classes = ((Outcome.Compiled) compiled.get("03")).classes();
        PreparedCase kept = graded("kept.vtd", Optional.empty());
        PreparedCase silent = graded("silent.vtd", Optional.of(new FallsSilent(Optional.empty())));
        PreparedCase fails = graded("fails.vtd", Optional.of(new FallsSilent(Optional.of("is not right"))));
        try (LearnerRoom room = new LearnerRoom(() -> rooms.open(LAB, classes))) {
            GroupJudge judge = new GroupJudge(new ReentrantReadWriteLock(), room,
                    CaseSource.maker().make(KitCommand.home().resolve("labs"), Manifest.read(Manifest.below(KitCommand.home())),
                    CaseSeeds.practice(1)));
            assertThat(room.play(silent)).isEqualTo(new CaseResult.Unjudged("software did something odd"));
            assertThat(judge.judge(GROUP, List.of(kept)).verdict()).isEqualTo(Verdict.PASSED);
            for (GroupResult result : List.of(judge.judge(GROUP, List.of(kept, silent, kept)),
                    judge.look(GROUP, List.of(kept, silent, kept)))) {
                assertThat(result.verdict()).isEqualTo(Verdict.INCONCLUSIVE);
                assertThat(result.score()).isZero();
                assertThat(result.message()).contains("software did something odd").doesNotContain("silent.vtd"); // a case's name is the course's secret
                assertThat(result.counterexample()).isEmpty();
            }
            assertThat(judge.look(GROUP, List.of(silent, fails)).verdict()).isEqualTo(Verdict.FAILED);
        }
    }
}
