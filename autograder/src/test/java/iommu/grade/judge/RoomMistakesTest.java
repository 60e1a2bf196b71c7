package iommu.grade.judge;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.stimulus.Answer;
import iommu.grade.KitCommand;
import iommu.grade.judge.PatchedReference.Change;
import iommu.grade.labs.Group;
import iommu.grade.labs.Lab;
import iommu.grade.labs.Manifest;
import iommu.probe.RoomDriver;
import iommu.scenario.Plan;
import iommu.scenario.Step;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Classic mistakes in the first room, and in those that are judged answer by answer: each costs the groups that are about it and no other,
 * under every seed; and what the law leaves open costs no law group.
 */
class RoomMistakesTest {

    private static final Manifest MANIFEST = Manifest.read(Manifest.below(KitCommand.home()));
    private static final List<Suite> SUITES = Stream.of(1L, 2L, 77L)
            .map(seed -> Suite.practice(KitCommand.home().resolve("labs"), MANIFEST, seed)).toList();

    @TempDir
    private Path scratch;

    /**
     * @param groups that the mistake must cost, without the lab's number; {@code *} for all; {@code +}: others may suffer too, for
     *               it lies in what they build on; none for what is no mistake
     */
    record Mistake(String lab, String name, Set<String> groups, List<Change> changes) {

        static Mistake of(String lab, String name, String groups, Change... changes) {
            return new Mistake(lab, name, groups.isEmpty() ? Set.of() : Set.of(groups.split(" ")), List.of(changes));
        }

        Set<String> guilty(Lab of) {
            return of.groups().stream().map(Group::id).filter(id -> groups.contains("*") || groups.contains(id.substring(3)))
                    .collect(Collectors.toCollection(TreeSet::new));
        }

        @Override
        public String toString() {
            return lab + " " + name;
        }
    }

    static Stream<Mistake> mistakes() {
        return Stream.of(FirstDmaMistakes.all(), FaultMistakes.all(), RegisterMistakes.all(), QueueMistakes.all(),
                DriverMistakes.all(), SafetyMistakes.all(), InterruptMistakes.all(), ScalableMistakes.all()).flatMap(List::stream);
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void aMistakeCostsTheGroupsThatAreAboutItAndNoOther(Mistake mistake) throws Exception {
        Lab lab = MANIFEST.lab(mistake.lab()).orElseThrow();
        try (PatchedReference room = PatchedReference.of(lab, mistake.changes(), scratch)) {
            for (Suite suite : SUITES) {
                Set<String> failed = failed(suite, lab, room::room);
                if (mistake.groups().contains("+")) {
                    assertThat(failed).as("seed " + suite.seed()).containsAll(mistake.guilty(lab));
                } else {
                    assertThat(failed).as("seed " + suite.seed()).isEqualTo(mistake.guilty(lab));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aPolicyOfAnotherShapePassesTheLaw(boolean lastFirst) {
        Lab lab = MANIFEST.lab("09").orElseThrow();
        for (Suite suite : SUITES) {
            assertThat(failed(suite, lab, plan -> RoomDriver.safety(() -> new OtherPolicy(lastFirst)))).as("seed " + suite.seed())
                    .isEqualTo(lastFirst ? Set.of("09.first-reason", "09.remedy") : Set.of());
        }
    }

    @ParameterizedTest
    @EnumSource(OtherRemapper.Kind.class)
    void aRemapperOfAnotherShapePassesTheLaw(OtherRemapper.Kind kind) {
        Lab lab = MANIFEST.lab("13").orElseThrow();
        for (Suite suite : SUITES) {
            assertThat(failed(suite, lab, plan -> RoomDriver.interrupts((memory, unit, capacity) -> new OtherRemapper(memory, unit, kind),
                    plan.capabilities(), plan.capacity()))).as("seed " + suite.seed()).isSubsetOf("13.reuse", "13.whole-entries");
        }
    }

    private static Set<String> failed(Suite suite, Lab lab, Function<Plan, RoomDriver> room) {
        Set<String> failed = new TreeSet<>();
        for (Group group : lab.groups()) {
            if (suite.cases(lab, group).stream().anyMatch(graded -> !keeps(graded, room.apply(graded.plan())))) {
                failed.add(group.id());
            }
        }
        return failed;
    }

    private static boolean keeps(PreparedCase graded, RoomDriver room) {
        RunJudge judge = graded.begin();
        List<Step> steps = graded.plan().steps();
        for (int i = 0; i < steps.size(); i++) {
            Answer answer = room.on(steps.get(i).stimulus());
            if (answer instanceof Answer.Broken || judge.judge(i, answer).isPresent()) {
                return false;
            }
        }
        assertThat(judge.silence()).as(graded.scenario().text()).isEmpty();
        return true;
    }
}
