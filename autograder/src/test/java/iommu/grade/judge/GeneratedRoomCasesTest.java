package iommu.grade.judge;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.DmaOutcome;
import iommu.arch.Effect;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomAnswer;
import iommu.arch.stimulus.Stimulus;
import iommu.arch.seam.MappingNotifier.Event;
import iommu.arch.seam.MappingNotifier.Mode;
import iommu.grade.KitCommand;
import iommu.grade.labs.Group;
import iommu.grade.labs.Lab;
import iommu.grade.labs.Manifest;
import iommu.probe.RoomDriver;
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
import org.junit.jupiter.params.provider.ValueSource;

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
        "10, Mapped Unmapped ModeChanged Replaced told-nothing TRANSLATED IDENTITY BLOCKED trapped data",
        "08, Mapped Unmapped ModeChanged Replaced Skipped DeviceTlbInvalidated told-nothing TRANSLATED IDENTITY BLOCKED",
        "11, InvalidateDeviceTlb SendMessage StoreStatus nothing blocked silent translated value zero"})
    void theReferenceKeepsThemAndTheyMeetEveryKindOfAnswer(String number, String buckets) {
        Lab lab = Manifest.read(Manifest.below(KitCommand.home())).lab(number).orElseThrow();
        Map<String, Integer> met = new TreeMap<>();
        for (Group group : lab.groups()) {
            for (long seed = 1; seed <= SEEDS; seed++) {
                for (Scenario scenario : Generator.generate(group.id(), seed, CASES)) {
                    play(Lawbook.prepare(group, scenario), met);
                }
            }
        }
        System.out.println("lab " + number + ", seeds 1 to " + SEEDS + ": " + met);
        assertThat(met).containsKeys(buckets.split(" "));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aUnitThatRefusesToSwitchOnWithoutANewPointerIsJudgedToTheEnd(boolean dies) {
        Manifest manifest = Manifest.read(Manifest.below(KitCommand.home()));
        Lab lab = manifest.lab("05").orElseThrow();
        for (long seed = 1; seed <= SEEDS; seed++) {
            Suite suite = Suite.practice(KitCommand.home().resolve("labs"), manifest, seed);
            for (Group group : lab.groups()) {
                long objections = suite.cases(lab, group).stream().filter(graded -> objects(graded, dies)).count();
                assertThat(objections > 0).as(group.id() + ", seed " + seed).isEqualTo(dies && group.id().equals("05.commands"));
            }
        }
    }

    private static boolean objects(PreparedCase graded, boolean dies) {
        RoomDriver room = RoomDriver.registers(unit -> new RefusingRegisters(unit, dies), graded.plan().capabilities());
        RunJudge judge = graded.begin();
        boolean kept = true;
        for (int i = 0; kept && i < graded.plan().steps().size(); i++) {
            kept = judge.judge(i, room.on(graded.plan().steps().get(i).stimulus())).isEmpty();
        }
        assertThat(judge.silence()).as(graded.scenario().name()).isEmpty();
        return !kept;
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
            case RoomAnswer.Told t -> {
                met.merge(t.events().isEmpty() ? "told-nothing" : "told", 1, Integer::sum);
                t.events().forEach(event -> met.merge(event instanceof Event.ModeChanged(var to, Mode mode) ? mode.name()
                        : event.getClass().getSimpleName(), 1, Integer::sum));
                t.events().stream().filter(Event.ModeChanged.class::isInstance).forEach(e -> met.merge("ModeChanged", 1, Integer::sum));
            }
            case RoomAnswer.Trapped t -> met.merge(t.trapped() ? "trapped" : "data", 1, Integer::sum);
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
