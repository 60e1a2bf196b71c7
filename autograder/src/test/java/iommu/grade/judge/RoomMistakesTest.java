package iommu.grade.judge;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.stimulus.Answer;
import iommu.grade.KitCommand;
import iommu.grade.confidence.Subject;
import iommu.grade.confidence.Subjects;
import iommu.grade.labs.Group;
import iommu.grade.labs.Lab;
import iommu.grade.labs.Manifest;
import iommu.probe.NeighbourPort;
import iommu.probe.RoomDriver;
import iommu.scenario.Plan;
import iommu.scenario.Step;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Seeded bugs that say what they cost, in rooms that are judged in this JVM: each costs the groups that are about it and no
 * other, under every seed; and what the law leaves open costs no law group. {@code -Diommu.nightly=1} tries them all.
 */
class RoomMistakesTest {

    private static final Manifest MANIFEST = Manifest.read(Manifest.below(KitCommand.home()));
    private static final List<Suite> SUITES = Stream.of(1L, 2L, 77L)
            .map(seed -> Suite.practice(KitCommand.home().resolve("labs"), MANIFEST, seed)).toList();
    /** Of the labs whose runs are long, every third mistake meets one suite by day; at night, and in all other labs, all meet all. */
    private static final boolean NIGHT = System.getProperty("iommu.nightly") != null;
    private static final Set<String> LONG = Set.of("08", "10", "11", "12");
    private static final Subjects SUBJECTS = new Subjects(KitCommand.home(), MANIFEST, "");

    @TempDir
    private Path scratch;

    /** @param subject it says what it costs */
    record Mistake(Lab lab, Subject subject) {

        /** The groups that it must cost. */
        Set<String> guilty() {
            Set<String> costs = subject.costs().orElseThrow();
            return lab.groups().stream().map(Group::id).filter(id -> costs.contains("*") || costs.contains(id.substring(3)))
                    .collect(Collectors.toCollection(TreeSet::new));
        }

        @Override
        public String toString() {
            return subject.name();
        }
    }

    static List<Mistake> mistakes() throws IOException {
        List<Mistake> mistakes = new ArrayList<>();
        for (Lab lab : MANIFEST.labs()) {
            SUBJECTS.of(lab).stream().filter(subject -> subject.costs().isPresent())
                    .forEach(subject -> mistakes.add(new Mistake(lab, subject)));
        }
        return mistakes;
    }

    /** Makes a room for a run. */
    @FunctionalInterface
    interface Maker {
        /** @param neighbours who answers for the rooms beside it */
        RoomDriver room(Plan plan, Optional<NeighbourPort> neighbours);
    }

    static List<Mistake> tried() throws IOException {
        List<Mistake> all = mistakes();
        return IntStream.range(0, all.size()).filter(i -> NIGHT || i % 3 == 0 || !LONG.contains(all.get(i).lab().number()))
                .mapToObj(all::get).toList();
    }

    private static List<Suite> suites(Mistake mistake) {
        return NIGHT || !LONG.contains(mistake.lab().number()) ? SUITES : List.of(SUITES.get(Math.floorMod(mistake.toString().hashCode(), SUITES.size())));
    }

    @ParameterizedTest
    @MethodSource("tried")
    void aMistakeCostsTheGroupsThatAreAboutItAndNoOther(Mistake mistake) throws Exception {
        Lab lab = mistake.lab();
        try (CompiledRoom room = CompiledRoom.of(lab, SUBJECTS.sources(lab, mistake.subject()), scratch)) {
            for (Suite suite : suites(mistake)) {
                Set<String> failed = failed(suite, lab, room::room);
                if (mistake.subject().costs().orElseThrow().contains("+")) {
                    assertThat(failed).as("seed " + suite.seed()).containsAll(mistake.guilty());
                } else {
                    assertThat(failed).as("seed " + suite.seed()).isEqualTo(mistake.guilty());
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void whatIsCalledAMistakeCostsSomethingAndWhatIsNotCostsNoLaw(Mistake mistake) {
        Set<String> law = mistake.lab().groups().stream().filter(group -> !group.isContract()).map(Group::id).collect(Collectors.toSet());
        if (mistake.subject().isBug()) {
            assertThat(mistake.guilty()).contains(mistake.subject().mistake().orElseThrow().group());
        } else {
            assertThat(mistake.guilty()).doesNotContainAnyElementsOf(law);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aPolicyOfAnotherShapePassesTheLaw(boolean lastFirst) {
        Lab lab = MANIFEST.lab("09").orElseThrow();
        for (Suite suite : SUITES) {
            assertThat(failed(suite, lab, (plan, neighbours) -> RoomDriver.safety(() -> new OtherPolicy(lastFirst)))).as("seed " + suite.seed())
                    .isEqualTo(lastFirst ? Set.of("09.first-reason", "09.remedy") : Set.of());
        }
    }

    @ParameterizedTest
    @EnumSource
    void aUnitOfAnotherShapePassesTheLaw(OtherUnit.Shape shape) {
        Lab lab = MANIFEST.lab("11").orElseThrow();
        for (Suite suite : SUITES) {
            assertThat(failed(suite, lab, (plan, neighbours) -> RoomDriver.unit((rooms, outside, unit) ->
                new OtherUnit(shape, rooms, outside, unit), plan.capabilities(), neighbours.orElseThrow()))).as("seed " + suite.seed())
                    .isEqualTo(readsContextsBesideHits(shape) ? Set.of("11.quiet", "11.reuse") : Set.of("11.reuse"));
        }
    }

    /** Those that want a context before they ask the IOTLB, also where it was invalidated and the page was not. */
    private static boolean readsContextsBesideHits(OtherUnit.Shape shape) {
        return switch (shape) {
            case REVALIDATES, FILLS_LATE, RETRIES -> true;
            case NO_CACHE, CONTEXT_FIRST -> false;
        };
    }

    @ParameterizedTest
    @EnumSource(OtherRemapper.Kind.class)
    void aRemapperOfAnotherShapePassesTheLaw(OtherRemapper.Kind kind) {
        Lab lab = MANIFEST.lab("13").orElseThrow();
        for (Suite suite : SUITES) {
            assertThat(failed(suite, lab, (plan, neighbours) -> RoomDriver.interrupts((memory, unit, capacity) -> new OtherRemapper(memory, unit, kind),
                    plan.capabilities(), plan.capacity()))).as("seed " + suite.seed()).isSubsetOf("13.reuse", "13.whole-entries");
        }
    }

    private static Set<String> failed(Suite suite, Lab lab, Maker room) {
        Set<String> failed = new TreeSet<>();
        for (Group group : lab.groups()) {
            if (suite.cases(lab, group).stream().anyMatch(graded -> !keeps(graded, room))) {
                failed.add(group.id());
            }
        }
        return failed;
    }

    private static boolean keeps(PreparedCase graded, Maker maker) {
        RunJudge judge = graded.begin();
        RoomDriver room = maker.room(graded.plan(), judge.neighbours());
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
