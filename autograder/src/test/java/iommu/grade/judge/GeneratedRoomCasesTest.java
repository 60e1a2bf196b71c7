package iommu.grade.judge;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.DmaOutcome;
import iommu.arch.Effect;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomAnswer;
import iommu.arch.stimulus.Stimulus;
import iommu.grade.KitCommand;
import iommu.grade.labs.Group;
import iommu.grade.labs.Lab;
import iommu.grade.labs.Manifest;
import iommu.scenario.Generator;
import iommu.scenario.Scenario;
import iommu.scenario.Step;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The reference keeps every case that is generated for rooms judged answer by answer, and the law speaks to the end of each. */
class GeneratedRoomCasesTest {

    private static final int SEEDS = 8;
    private static final int CASES = 12;

    @ParameterizedTest
    @CsvSource({"03, SendMessage nothing overflow queue-error completion-error timeout-error ip",
        "05, ClearFaultConditions ClearFaultRecord ClearWaitCompletion Invalidate ProgramFaultEvent ProgramInvalidationEvent "
                + "ProgramInterruptRemapping Translate UpdateQueue UseRootTable nothing zero value",
        "06, Invalidate InvalidateDeviceTlb InvalidateInterruptEntries ReportQueueError SendMessage StoreStatus nothing completed ip "
                + "invalid-tail invalid-type reserved-field tail-not-aligned",
        "11, InvalidateDeviceTlb SendMessage StoreStatus nothing blocked silent translated value zero"})
    void theReferenceKeepsThemAndTheyMeetEveryKindOfAnswer(String number, String buckets) {
        Lab lab = Manifest.read(Manifest.below(KitCommand.home())).lab(number).orElseThrow();
        Map<String, Integer> met = new TreeMap<>();
        for (Group group : lab.groups()) {
            for (long seed = 1; seed <= SEEDS; seed++) {
                for (Scenario scenario : Generator.generate(group.id(), seed, CASES)) {
                    play(Lawbook.named(group.kind()).prepare(group.id(), scenario), met);
                }
            }
        }
        System.out.println("lab " + number + ", seeds 1 to " + SEEDS + ": " + met);
        assertThat(met).containsKeys(buckets.split(" "));
    }

    private static void play(PreparedCase graded, Map<String, Integer> met) {
        Function<Stimulus, Answer> reference = Reference.of(graded.plan());
        RunJudge judge = graded.begin();
        List<Step> steps = graded.plan().steps();
        for (int i = 0; i < steps.size(); i++) {
            Answer answer = reference.apply(steps.get(i).stimulus());
            assertThat(judge.judge(i, answer)).as(graded.scenario().name() + ":" + steps.get(i).line()).isEmpty();
            count(answer, met);
        }
        assertThat(judge.silence()).as(graded.scenario().name()).isEmpty();
    }

    private static void count(Answer answer, Map<String, Integer> met) {
        switch (answer) {
            case RoomAnswer.Effects(List<Effect> effects) -> {
                effects.forEach(effect -> met.merge(effect.getClass().getSimpleName(), 1, Integer::sum));
                if (effects.isEmpty()) {
                    met.merge("nothing", 1, Integer::sum);
                }
            }
            case RoomAnswer.Faults f -> {
                f.status().conditions().forEach(c -> met.merge(word(c), 1, Integer::sum));
                met.merge(f.status().eventPending() ? "ip" : "no ip", 1, Integer::sum);
            }
            case RoomAnswer.Queue q -> {
                met.merge(word(q.status().error()), 1, Integer::sum);
                met.merge(q.status().waitCompleted() ? "completed" : "not completed", 1, Integer::sum);
                met.merge(q.status().eventPending() ? "ip" : "no ip", 1, Integer::sum);
            }
            case Answer.Dma(DmaOutcome.Translated t) -> met.merge("translated", 1, Integer::sum);
            case Answer.Dma(DmaOutcome.Blocked b) -> met.merge(b.silent() ? "silent" : "blocked", 1, Integer::sum);
            case Answer.Value v -> met.merge(v.value() == 0 ? "zero" : "value", 1, Integer::sum);
            default -> { }
        }
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
