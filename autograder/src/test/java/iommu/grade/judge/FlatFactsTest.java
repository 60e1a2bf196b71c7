package iommu.grade.judge;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Access;
import iommu.arch.Fault;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Mapping;
import iommu.arch.SourceId;
import iommu.arch.TranslationContext;
import iommu.arch.TranslationType;
import iommu.arch.WalkResult;
import iommu.arch.seam.MappingNotifier.Piece;
import iommu.arch.stimulus.RoomCall;
import iommu.arch.stimulus.Stimulus;
import iommu.emulator.context.RootAndContextLookup;
import iommu.emulator.secondstage.SecondStageWalk;
import iommu.probe.CaseMemory;
import iommu.scenario.Expander;
import iommu.scenario.Generator;
import iommu.scenario.Plan;
import iommu.scenario.Scenario;
import iommu.scenario.Step;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a notifier's flat neighbours are told is what the stores beside it have put into the tables. */
class FlatFactsTest {

    private static final int CASES = 4;
    private static final Gpa ROOT = new Gpa(0x100_0000);

    private final Map<SourceId, TranslationContext> contexts = new HashMap<>();

    @ParameterizedTest
    @ValueSource(strings = {"08.replay", "08.pages", "08.domains", "08.contexts", "08.ranges", "08.drops", "08.work"})
    void factsAndTablesSayTheSame(String group) {
        for (Scenario scenario : Generator.generate(group, 20260606L, CASES)) {
            Plan plan = Expander.expand(scenario);
            CaseMemory memory = new CaseMemory(plan.capabilities().hostAddressWidth());
            contexts.clear();
            for (Step step : plan.steps()) {
                take(step.stimulus(), memory, plan, scenario.name() + ":" + step.line());
            }
        }
    }

    private void take(Stimulus step, CaseMemory memory, Plan plan, String where) {
        switch (step) {
            case Stimulus.Store64 store -> memory.store(store);
            case Stimulus.Store128 store -> memory.store(store);
            case RoomCall.ContextIs(Gpa root, SourceId source, TranslationContext context) -> {
                contexts.put(source, context);
                TranslationContext read = (TranslationContext) new RootAndContextLookup(memory, plan.capabilities()).lookUp(ROOT, source);
                assertThat(read.domain()).as(where).isEqualTo(context.domain());
                assertThat(read.type()).as(where).isEqualTo(context.type());
                if (context.type() != TranslationType.PASS_THROUGH) {
                    assertThat(read).as(where).isEqualTo(context);
                }
            }
            case RoomCall.ContextIs(Gpa root, SourceId source, Fault fault) ->
                assertThat(new RootAndContextLookup(memory, plan.capabilities()).lookUp(ROOT, source)).as(where).isInstanceOf(Fault.class);
            case RoomCall.LeafIs(Gpa table, Piece leaf) -> {
                Mapping read = (Mapping) walk(memory, plan, table, leaf.start(), leaf.rights().read() ? Access.READ : Access.WRITE);
                assertThat(new Piece(read.page(), read.size(), read.frame(), read.rights(), read.snoop())).as(where).isEqualTo(leaf);
            }
            case RoomCall.NothingAt(Gpa table, Iova start, long size) when size == 4096 -> {
                assertThat(walk(memory, plan, table, start, Access.READ)).as(where).isInstanceOf(Fault.class);
                assertThat(walk(memory, plan, table, start, Access.WRITE)).as(where).isInstanceOf(Fault.class);
            }
            default -> { }
        }
    }

    private WalkResult walk(CaseMemory memory, Plan plan, Gpa table, Iova address, Access access) {
        TranslationContext context = contexts.values().stream().filter(c -> c.secondStage().equals(table)).findFirst().orElseThrow();
        return new SecondStageWalk(memory, plan.capabilities()).walk(context.walkStart(), address, access);
    }
}
