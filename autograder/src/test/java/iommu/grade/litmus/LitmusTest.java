package iommu.grade.litmus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import iommu.emulator.machine.FastMachine;
import iommu.emulator.machine.Machine;
import iommu.emulator.machine.Options;
import iommu.grade.KitCommand;
import iommu.grade.intake.UsageException;
import iommu.oracle.Histories;
import iommu.oracle.Prefetch;
import iommu.scenario.Expander;
import iommu.scenario.Outcome;
import iommu.scenario.Plan;
import iommu.scenario.Scenario;
import iommu.scenario.Statement;
import iommu.scenario.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The litmus tests of the kit: each states what the oracle allows, and the reference answers within it. */
class LitmusTest {

    private static final int CAPACITY = 64;

    @TempDir
    private Path folder;

    private static List<Litmus> all() throws IOException {
        return new LitmusShelf(KitCommand.home()).all();
    }

    @TestFactory
    Stream<DynamicTest> everyExpectationIsWhatTheOracleAllows() throws IOException {
        return all().stream().map(litmus -> DynamicTest.dynamicTest(litmus.fullName(), () -> {
            LitmusResult result = LitmusResult.of(litmus);
            assertThat(result.accesses()).isNotEmpty().allSatisfy(access -> {
                assertThat(access.verdict()).as(litmus.scenario().name() + ":" + access.line() + "\n" + LitmusText.page(result))
                        .isEqualTo(LitmusResult.Verdict.MET);
                assertThat(access.allowed().values()).allSatisfy(histories -> assertThat(histories).isNotEmpty());
            });
        }));
    }

    @TestFactory
    Stream<DynamicTest> theReferenceAnswersWithinTheSet() throws IOException {
        return all().stream().map(litmus -> DynamicTest.dynamicTest(litmus.fullName(), () -> {
            Plan plan = Expander.expand(litmus.scenario());
            List<LitmusResult.Access> accesses = LitmusResult.of(litmus).accesses();
            answersWithin(plan, accesses, new Machine(plan.capabilities(), CAPACITY)::on);
            answersWithin(plan, accesses, new Machine(plan.capabilities(), 0)::on);
            if (!plan.capabilities().scalable().offered()) {
                answersWithin(plan, accesses, new FastMachine(plan.capabilities(), CAPACITY, Options.DEFAULT,
                        (address, data) -> { }, 0x1_0000)::on);
            }
        }));
    }

    private static void answersWithin(Plan plan, List<LitmusResult.Access> accesses, Function<Stimulus, Answer> unit) {
        int next = 0;
        for (Step step : plan.steps()) {
            Answer answer = unit.apply(step.stimulus());
            if (step.stimulus() instanceof Stimulus.Dma || step.stimulus() instanceof Stimulus.Interrupt) {
                assertThat(accesses.get(next++).allowed().keySet()).as("line " + step.line() + ": " + answer)
                        .anyMatch(member -> Outcome.law(step.stimulus(), member).matches(step.stimulus(), answer));
            }
        }
        assertThat(next).isEqualTo(accesses.size());
    }

    @Test
    void thereAreAtLeastSixtyWithQuestionsAndNamesOfTheirOwn() throws IOException {
        List<Litmus> all = all();
        assertThat(all).hasSizeGreaterThanOrEqualTo(60);
        assertThat(all).extracting(Litmus::name).doesNotHaveDuplicates();
        assertThat(all).extracting(litmus -> litmus.head().orElseThrow().question()).doesNotHaveDuplicates();
        assertThat(all).extracting(litmus -> litmus.head().orElseThrow().answer()).allMatch(answer -> answer.length() < 120);
    }

    @Test
    void everyUnitLineSaysCachingModeAndPrefetchAndBothOccur() throws IOException {
        Set<String> said = new TreeSet<>();
        for (Litmus litmus : all()) {
            List<String> settings = litmus.scenario().lines().stream().map(line -> line.statement())
                    .filter(Statement.Unit.class::isInstance).map(Statement.Unit.class::cast)
                    .flatMap(unit -> unit.settings().stream()).map(Statement.Setting::toString).toList();
            assertThat(settings).as(litmus.fullName()).anyMatch(s -> s.startsWith("caching-mode="))
                    .anyMatch(s -> s.startsWith("prefetch="));
            said.addAll(settings);
        }
        assertThat(said).contains("caching-mode=on", "caching-mode=off", "prefetch=allow", "prefetch=requests-only",
                "coherent=off", "scalable=on", "device-tlb=on");
    }

    @Test
    void theLawsTheyAskAboutAreAllThere() throws IOException {
        Set<String> laws = new TreeSet<>();
        all().forEach(litmus -> laws.addAll(litmus.head().orElseThrow().laws()));
        assertThat(laws).contains("L1", "L2", "L7");
    }

    /** Where several answers are allowed, the file would notice a set that is larger or smaller. */
    @Test
    void severalAnswersAreStatedAsAWholeSet() throws IOException {
        int sets = 0;
        for (Litmus litmus : all()) {
            for (LitmusResult.Access access : LitmusResult.of(litmus).accesses()) {
                if (access.allowed().size() > 1) {
                    assertThat(access.expected().orElseThrow().toString()).as(litmus.fullName() + ":" + access.line())
                            .matches("allow .*|forbid .*");
                    sets++;
                }
            }
        }
        assertThat(sets).isGreaterThanOrEqualTo(60);
    }

    private static Scenario withHead(String question, String answer, String law, String section) {
        return Scenario.parse("odd.vtd", "vtd 1\n" + question + "\n" + answer + "\n" + law + "\n" + section
                + "\ndma 00:03.0 read 0x1000\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "# question: May it fault. | # answer: Yes, it may. | # law: L1 | # section: §6.1 | odd.vtd:2:1: a question is a sentence",
        "# answer: Yes, it may. | # question: May it fault? | # law: L1 | # section: §6.1 | odd.vtd:2:1: here stands # question",
        "# question: May it fault? | # answer: yes it may | # law: L1 | # section: §6.1 | odd.vtd:3:1: an answer is a sentence",
        "# question: May it fault? | # answer: Yes, it may. | # law: L11 | # section: §6.1 | odd.vtd:4:1: a law is one of",
        "# question: May it fault? | # answer: Yes, it may. | # law: L1 | # section: 6.1 | odd.vtd:5:1: a section is written",
        "# question: May it fault? | # answer: Yes, it may. | # law: L1 | # see: §6.1 | odd.vtd:5:1: here stands # section"})
    void aHeadThatIsMissingOrWrongIsAnErrorWithItsPlace(String question, String answer, String law, String section, String error) {
        assertThatThrownBy(() -> LitmusHead.of(withHead(question, answer, law, section))).isInstanceOf(UsageException.class)
                .hasMessageStartingWith(error);
    }

    @Test
    void aHeadIsReadWithSeveralLawsAndSections() {
        LitmusHead head = LitmusHead.of(withHead("# question: May it fault?", "# answer: Yes, it may.", "# law: L1, L7",
                "# section: §6.1, §6.5.3.3 Table 28"));
        assertThat(head.laws()).containsExactly("L1", "L7");
        assertThat(head.sections()).containsExactly("§6.1", "§6.5.3.3 Table 28");
    }

    @Test
    void aFileOnTheShelfWithoutAHeadIsAnErrorButOneFromElsewhereNeedsNone() throws IOException {
        Path shelf = Files.createDirectories(folder.resolve("reference-impl/litmus/odd"));
        Path bare = Files.writeString(shelf.resolve("bare.vtd"), "vtd 1\ndma 00:03.0 read 0x1000\n");
        LitmusShelf there = new LitmusShelf(folder);
        for (String name : List.of("bare", "odd", "odd/bare", bare.toString())) {
            assertThatThrownBy(() -> there.named(name)).as(name).isInstanceOf(UsageException.class)
                    .hasMessageContaining("bare.vtd:2:1: here stands # question");
        }
        assertThatThrownBy(there::all).isInstanceOf(UsageException.class);
        Path elsewhere = Files.copy(bare, folder.resolve("elsewhere.vtd"));
        assertThat(there.named(elsewhere.toString())).extracting(Litmus::head).containsExactly(Optional.empty());
    }

    /** Taking any invalidation out of a file, or a wait, never makes a set smaller than memory's own word. */
    @Test
    void withoutItsInvalidationsNoAnswerIsLost() throws IOException {
        for (Litmus litmus : all()) {
            Plan plan = Expander.expand(litmus.scenario());
            List<Step> without = new ArrayList<>(plan.steps());
            without.removeIf(step -> litmus.scenario().lines().get(step.line() - 1).statement() instanceof Statement.Invalidate);
            if (without.size() < plan.steps().size() && plan.steps().stream().noneMatch(s -> isRaw(litmus, s))) {
                List<Histories.Access> more = accesses(plan, without);
                List<Histories.Access> all = accesses(plan, plan.steps());
                for (int i = 0; i < all.size(); i++) {
                    assertThat(more.get(i).allowed().keySet()).as(litmus.fullName() + ":" + all.get(i).line())
                            .containsAll(all.get(i).allowed().keySet());
                }
            }
        }
    }

    private static boolean isRaw(Litmus litmus, Step step) {
        Statement statement = litmus.scenario().lines().get(step.line() - 1).statement();
        return statement instanceof Statement.Descriptor || statement instanceof Statement.Await
                || statement instanceof Statement.RegisterWrite;
    }

    private static List<Histories.Access> accesses(Plan plan, List<Step> steps) {
        return Histories.of(plan.capabilities(), plan.prefetch() ? Prefetch.ALLOW
                : Prefetch.REQUESTS_ONLY,
                steps.stream().map(s -> new Histories.Step(s.line(), s.stimulus())).toList());
    }
}
