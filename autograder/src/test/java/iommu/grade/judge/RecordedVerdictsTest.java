package iommu.grade.judge;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Effect;
import iommu.arch.Iova;
import iommu.arch.invalidation.Granularity;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomAnswer;
import iommu.arch.stimulus.Stimulus;
import iommu.emulator.legacy.LegacyUnit;
import iommu.grade.KitCommand;
import iommu.grade.intake.LabSources;
import iommu.grade.confidence.Subjects;
import iommu.grade.handout.Recorder;
import iommu.grade.judge.RoomMistakesTest.Maker;
import iommu.grade.judge.RoomMistakesTest.Mistake;
import iommu.grade.labs.Group;
import iommu.grade.labs.Lab;
import iommu.grade.labs.Manifest;
import iommu.probe.RoomDriver;
import iommu.scenario.Plan;
import iommu.scenario.Step;
import java.nio.file.Path;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is handed out judges the visible cases as the grader does: the same pass, the same failure at the same step, or
 * "not judged" and never another word. Over mistakes and over what the law leaves open. Every twentieth mistake; all of them
 * with {@code -Diommu.nightly=1}.
 */
class RecordedVerdictsTest {

    private static final Manifest MANIFEST = Manifest.read(Manifest.below(KitCommand.home()));
    private static final Path LABS = KitCommand.home().resolve("labs");
    private static final Map<String, List<Both>> CASES = new ConcurrentHashMap<>();

    @TempDir
    private Path scratch;

    /** A case as the grader sees it, and as it is handed out. */
    private record Both(PreparedCase graded, PreparedCase recorded) {
    }

    /** What became of a run: the step of the first objection, or none of the two. */
    private record End(int objection, boolean silent) {

        private static End of(PreparedCase graded, List<Answer> answers) {
            return of(graded.begin(), answers.size(), answers::get);
        }

        private static End of(PreparedCase graded, Maker maker) {
            RunJudge judge = graded.begin();
            RoomDriver room = maker.room(graded.plan(), judge.neighbours());
            return of(judge, graded.plan().steps().size(), i -> room.on(graded.plan().steps().get(i).stimulus()));
        }

        private static End of(RunJudge judge, int steps, IntFunction<Answer> answers) {
            for (int i = 0; i < steps; i++) {
                Answer answer = answers.apply(i);
                if (judge.gap().isPresent()) {
                    return new End(-1, true);
                }
                if (answer instanceof Answer.Broken || judge.judge(i, answer).isPresent()) {
                    return new End(i, false);
                }
            }
            return new End(-1, judge.silence().isPresent());
        }
    }

    static Stream<Mistake> mistakes() throws IOException {
        List<Mistake> all = RoomMistakesTest.mistakes().stream().filter(m -> cases(m.lab()).stream().anyMatch(RecordedVerdictsTest::isJudged))
                .toList();
        int step = System.getProperty("iommu.nightly") == null ? 20 : 1;
        return IntStream.range(0, all.size()).filter(i -> i % step == 0).mapToObj(all::get);
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void aMistakeIsSeenAsTheGraderSeesIt(Mistake mistake) throws Exception {
        Lab lab = mistake.lab();
        LabSources sources = new Subjects(KitCommand.home(), MANIFEST, "").sources(lab, mistake.subject());
        try (CompiledRoom room = CompiledRoom.of(lab, sources, scratch)) {
            compare(lab, room::room);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aPolicyOfAnotherShapeIsSeenAsTheGraderSeesIt(boolean lastFirst) {
        compare(MANIFEST.lab("09").orElseThrow(), (plan, neighbours) -> RoomDriver.safety(() -> new OtherPolicy(lastFirst)));
    }

    @ParameterizedTest
    @EnumSource
    void aUnitOfAnotherShapeIsSeenAsTheGraderSeesIt(OtherUnit.Shape shape) {
        assertThat(compare(MANIFEST.lab("11").orElseThrow(), (plan, neighbours) -> RoomDriver.unit((rooms, outside, unit) ->
            new OtherUnit(shape, rooms, outside, unit), plan.capabilities(), neighbours.orElseThrow()))).as("cases not judged").isZero();
    }

    @Test
    void everyCaseIsJudgedAndTheReferencePasses() {
        Map<String, Integer> unjudged = new TreeMap<>();
        for (Lab lab : MANIFEST.labs()) {
            unjudged.put(lab.number(), compare(lab, (plan, neighbours) -> neighbours.isPresent()
                    ? RoomDriver.unit(LegacyUnit::new, plan.capabilities(), neighbours.get()) : Reference.of(plan)::apply));
        }
        System.out.println("not judged in what is handed out, cases by lab: " + unjudged);
        assertThat(unjudged).hasSize(MANIFEST.labs().size()).allSatisfy((lab, cases) -> assertThat(cases).isZero());
    }

    /**
     * Answers of the reference with some bits turned over, effects dropped, doubled or swapped: a step of each case at a time,
     * 100 of them, as many more as {@code -Diommu.nightly} says.
     */
    @Test
    void anyChangeOfAnAnswerIsSeenAsTheGraderSeesIt() {
        int rounds = 100 * Integer.getInteger("iommu.nightly", 1);
        long seed = 20261128;
        System.out.println("changed answers, seed " + seed);
        Random random = new Random(seed);
        for (Lab lab : MANIFEST.labs()) {
            for (Both both : cases(lab).stream().filter(RecordedVerdictsTest::isJudged).toList()) {
                List<Answer> answers = answers(both.graded().plan(), Reference.of(both.graded().plan())::apply);
                for (int i = 0; i < rounds; i++) {
                    int step = random.nextInt(answers.size());
                    Answer changed = ChangedAnswer.of(answers.get(step), random);
                    List<Answer> run = new ArrayList<>(answers.subList(0, step));
                    run.add(changed);
                    End recorded = End.of(both.recorded(), run);
                    if (!recorded.silent()) {
                        assertThat(recorded).as(both.graded().scenario().name() + " step " + step + " " + changed).isEqualTo(End.of(both.graded(), run));
                    }
                }
            }
        }
    }

    /** A unit may always remove more: each address mask in turn in place of the reference's, with the address as it is and rounded. */
    @Test
    void everyAddressMaskIsSeenAsTheGraderSeesIt() {
        int seen = 0;
        for (String lab : List.of("05", "06")) {
            for (Both both : cases(MANIFEST.lab(lab).orElseThrow())) {
                List<Answer> answers = answers(both.graded().plan(), Reference.of(both.graded().plan())::apply);
                for (int step = 0; step < answers.size(); step++) {
                    for (Answer other : withOtherMasks(answers.get(step))) {
                        List<Answer> run = new ArrayList<>(answers.subList(0, step));
                        run.add(other);
                        End recorded = End.of(both.recorded(), run);
                        seen++;
                        if (!recorded.silent()) {
                            assertThat(recorded).as(both.graded().scenario().name() + " step " + step + " " + other).isEqualTo(End.of(both.graded(), run));
                        }
                    }
                }
            }
        }
        assertThat(seen).as("7 page-selective commands, 64 masks, 2 addresses").isGreaterThanOrEqualTo(7 * 64 * 2);
    }

    private static List<Answer> withOtherMasks(Answer answer) {
        List<Answer> others = new ArrayList<>();
        if (answer instanceof RoomAnswer.Effects(List<Effect> effects)) {
            for (int i = 0; i < effects.size(); i++) {
                if (effects.get(i) instanceof Effect.Invalidate(IotlbInvalidation command) && command.granularity() == Granularity.PAGE) {
                    for (int mask = 0; mask <= 63; mask++) {
                        Iova rounded = mask > 51 ? new Iova(0) : command.address().alignedTo(1L << mask + 12);
                        for (Iova address : List.of(command.address(), rounded)) {
                            List<Effect> changed = new ArrayList<>(effects);
                            changed.set(i, new Effect.Invalidate(new IotlbInvalidation(Granularity.PAGE, command.domain(), address, mask, command.leafOnly())));
                            others.add(new RoomAnswer.Effects(changed));
                        }
                    }
                }
            }
        }
        return others;
    }

    /** Whether what is handed out can say anything of the case. */
    private static boolean isJudged(Both both) {
        return both.recorded().begin().silence().isEmpty();
    }

    /** @return how many cases are not judged in what is handed out */
    private static int compare(Lab lab, Maker room) {
        int silent = 0;
        for (Both both : cases(lab)) {
            End recorded = End.of(both.recorded(), room);
            silent += recorded.silent() ? 1 : 0;
            if (!recorded.silent()) {
                assertThat(recorded).as(both.graded().scenario().name()).isEqualTo(End.of(both.graded(), room));
            }
        }
        System.out.println("lab " + lab.number() + ": " + silent + " of " + cases(lab).size() + " cases not judged");
        return silent;
    }

    private static List<Answer> answers(Plan plan, Function<Stimulus, Answer> room) {
        List<Answer> answers = new ArrayList<>();
        for (Step step : plan.steps()) {
            answers.add(room.apply(step.stimulus()));
        }
        return answers;
    }

    private static List<Both> cases(Lab lab) {
        return CASES.computeIfAbsent(lab.number(), number -> {
            List<Both> cases = new ArrayList<>();
            for (Group group : lab.groups()) {
                VisibleCases.of(LABS, lab, group).forEach(scenario -> cases.add(new Both(Lawbook.prepare(group, scenario),
                        Recorder.record(group, scenario).read(scenario))));
            }
            return cases;
        });
    }
}
