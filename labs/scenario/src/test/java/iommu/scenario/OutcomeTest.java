package iommu.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Access;
import iommu.arch.CachedTranslation;
import iommu.arch.DmaOutcome;
import iommu.arch.DomainId;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Mapping;
import iommu.arch.Pasid;
import iommu.arch.Rights;
import iommu.arch.SourceId;
import iommu.arch.TranslationContext;
import iommu.arch.TranslationType;
import iommu.arch.WalkStart;
import iommu.arch.WalkStep;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("An outcome")
class OutcomeTest {

    private static final long BIG = 0x20_0000;
    private static final SourceId SOURCE = new SourceId(0x18);
    private static final Stimulus.Walk WALK = new Stimulus.Walk(new WalkStart(new Gpa(0x1000), 4, Rights.RW, 48),
            new Iova(BIG + 0x3008), Access.READ);
    private static final Stimulus LOOKUP = new Stimulus.CachedTranslationOf(SOURCE, Pasid.NONE, WALK.address());
    private static final Mapping LARGE = new Mapping(new Iova(BIG), new Gpa(2 * BIG), BIG, Rights.RW, false,
            List.of(new WalkStep(2, new Gpa(0x3008), 0x83)));

    private static Answer walked(long page, long frame, long size, boolean snoop) {
        return new Answer.Walk(new Mapping(new Iova(page), new Gpa(frame), size, Rights.RW, snoop, List.of()));
    }

    @Test
    @DisplayName("of the law takes the page of the leaf or any smaller part that translates alike")
    void lawTakesParts() {
        Outcome law = Outcome.law(WALK, new Answer.Walk(LARGE));
        assertThat(law).hasToString("0x403008 rw size<=2M");
        assertThat(law.matches(WALK, new Answer.Walk(LARGE))).isTrue();
        assertThat(law.matches(WALK, walked(BIG + 0x3000, 2 * BIG + 0x3000, 0x1000, false))).isTrue();
        assertThat(law.matches(WALK, walked(BIG + 0x2000, 2 * BIG + 0x2000, 0x2000, false))).isTrue();
    }

    @Test
    @DisplayName("of the law takes no larger, crooked, distant or snooped page, nor another frame")
    void lawRefusesOthers() {
        Outcome law = Outcome.law(WALK, new Answer.Walk(LARGE));
        for (Answer wrong : List.of(walked(0, BIG, 2 * BIG, false), walked(BIG + 0x3000, 2 * BIG, 0x1000, false),
                walked(BIG + 0x3000, 2 * BIG + 0x3000, 0x1000, true), walked(BIG, 2 * BIG, 0x1000, false),
                walked(BIG + 0x3008, 2 * BIG + 0x3008, 0x1000, false), walked(BIG, 2 * BIG, 0x3000, false),
                walked(BIG, 2 * BIG, 0, false), walked(BIG + 0x3000, 2 * BIG + 0x3000, 0x800, false),
                new Answer.Walk(Fault.of(FaultReason.READ_DENIED)), new Answer.Done(),
                new Answer.Broken(Answer.Breach.NULL, "page"))) {
            assertThat(law.matches(WALK, wrong)).as(wrong.toString()).isFalse();
        }
    }

    @Test
    @DisplayName("of a contract names size, entries, level and hole")
    void contractNamesAll() {
        Outcome contract = Outcome.contract(WALK, new Answer.Walk(LARGE));
        assertThat(contract).hasToString("0x403008 rw size=2M via=0x3008");
        assertThat(contract.matches(WALK, new Answer.Walk(LARGE))).isTrue();
        assertThat(contract.matches(WALK, new Answer.Walk(LARGE.withoutSteps()))).isFalse();
        Answer hole = new Answer.Walk(Fault.atLevel(FaultReason.READ_DENIED, 3));
        assertThat(Outcome.contract(WALK, hole)).hasToString("fault READ_DENIED level=3 hole=1G");
        assertThat(Outcome.contract("02.steps", WALK, hole)).isEqualTo(Outcome.law(WALK, hole));
        assertThat(Outcome.contract("02.holes", WALK, new Answer.Walk(LARGE)))
                .isEqualTo(Outcome.law(WALK, new Answer.Walk(LARGE)));
    }

    @Test
    @DisplayName("of a fault takes reason and silence by law, wherever the walk ended")
    void lawOfFaults() {
        Outcome law = Outcome.law(WALK, new Answer.Walk(Fault.atLevel(FaultReason.READ_DENIED, 3)));
        assertThat(law).hasToString("fault READ_DENIED");
        assertThat(law.matches(WALK, new Answer.Walk(Fault.of(FaultReason.READ_DENIED)))).isTrue();
        assertThat(law.matches(WALK, new Answer.Walk(Fault.of(FaultReason.READ_DENIED).withSilent(true)))).isFalse();
        Answer root = new Answer.Context(Fault.of(FaultReason.ROOT_NOT_PRESENT).withSilent(true));
        Stimulus asked = new Stimulus.LookUpContext(new Gpa(0), SOURCE);
        assertThat(Outcome.law(asked, root)).as("an unqualified reason is never silent")
                .hasToString("fault ROOT_NOT_PRESENT");
        assertThat(Outcome.law(asked, new Answer.Context(Fault.of(FaultReason.CONTEXT_NOT_PRESENT).withSilent(true))))
                .hasToString("fault CONTEXT_NOT_PRESENT silent");
    }

    @Test
    @DisplayName("of a pass-through context asks neither for table nor for levels")
    void passThroughHasNoTable() {
        Stimulus asked = new Stimulus.CachedContextOf(SOURCE);
        TranslationContext entry = new TranslationContext(new DomainId(7), TranslationType.PASS_THROUGH, new Gpa(0), 4,
                true);
        Outcome law = Outcome.law(asked, new Answer.CachedContext(Optional.of(entry)));
        assertThat(law).hasToString("did=7 pass-through fpd");
        assertThat(law.matches(asked, new Answer.CachedContext(Optional.of(new TranslationContext(new DomainId(7),
                TranslationType.PASS_THROUGH, new Gpa(0x5000), 3, true))))).isTrue();
        assertThat(law.matches(asked, new Answer.CachedContext(Optional.empty()))).isFalse();
    }

    @Test
    @DisplayName("of an IOTLB entry includes domain and silence")
    void cachedTranslationsHaveTags() {
        Answer entry = new Answer.Translation(Optional.of(new CachedTranslation(new DomainId(3), true,
                LARGE.withoutSteps())));
        Outcome law = Outcome.law(LOOKUP, entry);
        assertThat(law).hasToString("0x403008 rw did=3 size<=2M silent");
        assertThat(law.matches(LOOKUP, entry)).isTrue();
        for (CachedTranslation other : List.of(new CachedTranslation(new DomainId(4), true, LARGE),
                new CachedTranslation(new DomainId(3), false, LARGE))) {
            assertThat(law.matches(LOOKUP, new Answer.Translation(Optional.of(other)))).isFalse();
        }
    }

    @Test
    @DisplayName("of a DMA says of the record only what is said")
    void recordsMayBeLeftOpen() {
        Stimulus dma = Expander.expand(Scenario.parse("f", "vtd 1\nte on\ndma 00:03.0 read 0\n")).steps().get(1)
                .stimulus();
        Answer silent = new Answer.Dma(new DmaOutcome.Blocked(FaultReason.READ_DENIED, true));
        Answer loud = new Answer.Dma(new DmaOutcome.Blocked(FaultReason.READ_DENIED, false));
        Expectation open = expectation("expect fault READ_DENIED");
        assertThat(open.accepts(dma, silent) && open.accepts(dma, loud)).isTrue();
        assertThat(expectation("expect fault READ_DENIED recorded").accepts(dma, silent)).isFalse();
        assertThat(Outcome.law(dma, loud)).hasToString("fault READ_DENIED recorded");
    }

    @Test
    @DisplayName("stands for a set: expect and allow name all of it, forbid none of it")
    void expectationsDescribeSets() {
        Stimulus dma = new Stimulus.RegisterRead(0, 4);
        Answer there = new Answer.Dma(new DmaOutcome.Translated(new Gpa(0x1000)));
        Answer gone = new Answer.Dma(new DmaOutcome.Blocked(FaultReason.READ_DENIED, false));
        assertThat(expectation("expect 0x1000").describes(dma, Set.of(there))).isTrue();
        assertThat(expectation("expect 0x1000").describes(dma, Set.of(there, gone))).isFalse();
        assertThat(expectation("allow 0x1000, fault READ_DENIED").describes(dma, Set.of(there, gone))).isTrue();
        assertThat(expectation("allow 0x1000, fault READ_DENIED").describes(dma, Set.of(there))).isFalse();
        assertThat(expectation("forbid 0x2000").describes(dma, Set.of(there, gone))).isTrue();
        assertThat(expectation("forbid 0x1000").describes(dma, Set.of(there, gone))).isFalse();
        assertThat(Expectation.exactly(List.of(Outcome.law(dma, there), Outcome.law(dma, gone))))
                .isEqualTo(expectation("allow 0x1000, fault READ_DENIED recorded"));
    }

    private static Expectation expectation(String text) {
        return Scenario.parse("f", "vtd 1\ndma 00:03.0 read 0 => " + text).lines().get(1).expectation().orElseThrow();
    }

    @Test
    @DisplayName("is described in words for a report, however wrong the answer is")
    void wrongAnswersHaveWords() {
        assertThat(Outcome.describe(WALK, new Answer.Broken(Answer.Breach.NOT_WRITTEN, "")))
                .isEqualTo("not written yet");
        assertThat(Outcome.describe(WALK, walked(0, 0, 0x1000, false)))
                .isEqualTo("0x203008 rw size=4K (page 0x0, frame 0x0: not an aligned page around the address)");
        assertThat(Outcome.describe(LOOKUP, new Answer.Translation(Optional.empty()))).isEqualTo("miss");
    }
}
