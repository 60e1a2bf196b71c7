package iommu.grade.judge;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.DmaOutcome;
import iommu.arch.Effect;
import iommu.arch.Fault;
import iommu.arch.InterruptOutcome;
import iommu.arch.seam.MappingNotifier.Event;
import iommu.arch.seam.MappingNotifier.Mode;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomAnswer;
import iommu.arch.stimulus.Stimulus;
import iommu.grade.KitCommand;
import iommu.grade.labs.Group;
import iommu.grade.labs.Lab;
import iommu.grade.labs.Manifest;
import iommu.probe.RoomDriver;
import iommu.scenario.Expander;
import iommu.scenario.Generator;
import iommu.scenario.Scenario;
import iommu.scenario.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
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
        "11, InvalidateDeviceTlb SendMessage StoreStatus nothing blocked silent translated value zero",
        "12, context served entry mapping stores SCALABLE_ROOT_ACCESS_ERROR SCALABLE_ROOT_NOT_PRESENT SCALABLE_ROOT_RESERVED "
                + "SCALABLE_CONTEXT_ACCESS_ERROR SCALABLE_CONTEXT_NOT_PRESENT SCALABLE_CONTEXT_RESERVED SCALABLE_CONTEXT_INVALID "
                + "DEVICE_TLB_DISABLED PASID_DISABLED PASID_BEYOND_DIRECTORY PAGE_REQUEST_DISABLED PASID_EQUALS_RID_PASID "
                + "TRANSLATED_WITH_PASID_DISABLED PASID_BEYOND_SUPPORTED_SIZE PASID_DIRECTORY_ACCESS_ERROR PASID_DIRECTORY_NOT_PRESENT "
                + "PASID_DIRECTORY_RESERVED PASID_ENTRY_ACCESS_ERROR PASID_ENTRY_NOT_PRESENT PASID_ENTRY_RESERVED PASID_ENTRY_INVALID "
                + "SUPERVISOR_REQUEST_DISABLED FIRST_STAGE_ACCESS_ERROR FIRST_STAGE_NOT_PRESENT FIRST_STAGE_RESERVED "
                + "FIRST_STAGE_POINTER_ACCESS_ERROR NESTED_ADDRESS_BEYOND_WIDTH NESTED_TOP_TABLE_UNREADABLE NESTED_TABLE_UNWRITABLE "
                + "FIRST_STAGE_DIRTY_NOT_SNOOPED FIRST_STAGE_DIRTY_FAILED SECOND_STAGE_ACCESS_ERROR SECOND_STAGE_NOT_PRESENT "
                + "SECOND_STAGE_RESERVED SECOND_STAGE_POINTER_ACCESS_ERROR SECOND_STAGE_DIRTY_NOT_SNOOPED ADDRESS_NOT_CANONICAL "
                + "SUPERVISOR_PAGE SCALABLE_ADDRESS_BEYOND_WIDTH SCALABLE_WRITE_DENIED SCALABLE_READ_DENIED SCALABLE_INTERRUPT_RANGE_OUTPUT",
        "13, Interrupt Unchanged posted notified stores INTERRUPT_FORMAT_RESERVED INTERRUPT_INDEX_BEYOND_TABLE INTERRUPT_ENTRY_NOT_PRESENT "
                + "INTERRUPT_ENTRY_ACCESS_ERROR INTERRUPT_ENTRY_RESERVED COMPATIBILITY_INTERRUPT_BLOCKED INTERRUPT_SOURCE_INVALID "
                + "POSTED_DESCRIPTOR_ACCESS_ERROR POSTED_DESCRIPTOR_RESERVED EXTENDED_INTERRUPT_MODE_REQUIRED INTERRUPT_REMAPPING_REQUIRED"})
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

    /** What is wrong where nothing is asked counts at the next question: so there must be one. */
    @Test
    void everyRunOfAUnitEndsWithAQuestion() {
        Manifest manifest = Manifest.read(Manifest.below(KitCommand.home()));
        Lab lab = manifest.lab("11").orElseThrow();
        for (Group group : lab.groups()) {
            List<Scenario> runs = new ArrayList<>(VisibleCases.of(KitCommand.home().resolve("labs"), lab, group));
            for (long seed = 1; seed <= SEEDS; seed++) {
                runs.addAll(Generator.generate(group.id(), seed, CASES));
            }
            assertThat(runs).isNotEmpty();
            assertThat(runs).allMatch(run -> Expander.expand(run).steps().getLast().stimulus().asks());
        }
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
            case RoomAnswer.Remapped(InterruptOutcome.Blocked(Fault fault, int index), var changed) -> met.merge(fault.reason().name(), 1, Integer::sum);
            case RoomAnswer.Remapped(InterruptOutcome.Posted p, var changed) -> {
                met.merge(p.notifies() ? "notified" : "posted", 1, Integer::sum);
                met.merge(changed.isEmpty() ? "nothing new" : "stores", 1, Integer::sum);
            }
            case RoomAnswer.Remapped r -> met.merge(r.result().getClass().getSimpleName(), 1, Integer::sum);
            case RoomAnswer.Context c -> met.merge(c.result() instanceof Fault f ? f.reason().name() : "context", 1, Integer::sum);
            case RoomAnswer.Refusal r -> met.merge(r.fault().map(f -> f.reason().name()).orElse("served"), 1, Integer::sum);
            case RoomAnswer.Entry e -> met.merge(e.result() instanceof Fault f ? f.reason().name() : "entry", 1, Integer::sum);
            case RoomAnswer.Staged s -> {
                met.merge(s.result() instanceof Fault f ? f.reason().name() : "mapping", 1, Integer::sum);
                met.merge(s.changed().isEmpty() ? "nothing new" : "stores", 1, Integer::sum);
            }
            case Answer.Value v -> met.merge(v.value() == 0 ? "zero" : "value", 1, Integer::sum);
            default -> { }
        }
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
