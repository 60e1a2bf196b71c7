package iommu.grade.judge;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import iommu.grade.KitCommand;
import iommu.grade.intake.LabSources;
import iommu.grade.confidence.Subjects;
import iommu.grade.handout.Recorder;
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
import java.util.Optional;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
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
            RunJudge judge = graded.begin();
            for (int i = 0; i < answers.size(); i++) {
                if (answers.get(i) instanceof Answer.Broken || judge.judge(i, answers.get(i)).isPresent()) {
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
            compare(lab, plan -> room.room(plan, Optional.empty()));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aPolicyOfAnotherShapeIsSeenAsTheGraderSeesIt(boolean lastFirst) {
        compare(MANIFEST.lab("09").orElseThrow(), plan -> RoomDriver.safety(() -> new OtherPolicy(lastFirst)));
    }

    @Test
    void theReferencePassesEveryCaseThatIsJudgedAndMostAre() {
        Map<String, Integer> unjudged = new TreeMap<>();
        for (Lab lab : MANIFEST.labs()) {
            for (Both both : cases(lab)) {
                List<Answer> answers = answers(both.graded().plan(), Reference.of(both.graded().plan())::apply);
                End end = End.of(both.recorded(), answers);
                if (!end.silent()) {
                    assertThat(end.objection()).as(both.graded().scenario().name()).isEqualTo(End.of(both.graded(), answers).objection());
                }
                unjudged.merge(lab.number(), end.silent() ? 1 : 0, Integer::sum);
            }
        }
        System.out.println("not judged in what is handed out, cases by lab: " + unjudged);
        assertThat(unjudged).containsEntry("00", 0).containsEntry("01", 0).containsEntry("02", 0).containsEntry("03", 0)
                .containsEntry("04", 0).containsEntry("05", 0).containsEntry("06", 0).containsEntry("07", 0).containsEntry("08", 0).containsEntry("09", 0)
                .containsEntry("10", 0).containsEntry("12", 0).containsEntry("13", 0);
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

    /** Whether what is handed out can say anything of the case. */
    private static boolean isJudged(Both both) {
        return both.recorded().begin().silence().isEmpty();
    }

    private static void compare(Lab lab, Function<Plan, RoomDriver> room) {
        int silent = 0;
        for (Both both : cases(lab)) {
            List<Answer> answers = answers(both.graded().plan(), room.apply(both.graded().plan())::on);
            End recorded = End.of(both.recorded(), answers);
            silent += recorded.silent() ? 1 : 0;
            if (!recorded.silent()) {
                assertThat(recorded).as(both.graded().scenario().name() + " " + answers).isEqualTo(End.of(both.graded(), answers));
            }
        }
        System.out.println("lab " + lab.number() + ": " + silent + " of " + cases(lab).size() + " cases not judged");
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
