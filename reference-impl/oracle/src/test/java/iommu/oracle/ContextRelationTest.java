package iommu.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Capabilities;
import iommu.arch.ContextResult;
import iommu.arch.DomainId;
import iommu.arch.Entry128;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.SourceId;
import iommu.arch.TranslationContext;
import iommu.arch.TranslationType;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import iommu.arch.stimulus.Stimulus.Reads;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContextRelationTest {

    private static final SourceId SOURCE = SourceId.of(0x12, 3, 1);
    private static final Capabilities UNIT = Capabilities.DEFAULT;

    private final ContextRelation relation = new ContextRelation(UNIT.with(c -> c.domainIdBits = 8));

    private List<ContextResult> lookUp(long rootLow, long low, long high) {
        return lookUp(relation, rootLow, low, high);
    }

    private static List<ContextResult> lookUp(Relation relation, long rootLow, long low, long high) {
        relation.on(new Stimulus.Store128(new Gpa(0x1000 + 16 * 0x12), new Entry128(rootLow, 0)));
        relation.on(new Stimulus.Store128(new Gpa(0x2000 + 16 * (3 << 3 | 1)), new Entry128(low, high)));
        return ask(relation);
    }

    private static List<ContextResult> ask(Relation relation) {
        return relation.on(new Stimulus.LookUpContext(new Gpa(0x1000), SOURCE)).stream()
                .map(a -> ((Answer.Context) a).result()).toList();
    }

    @Test
    void presentEntryIsRead() {
        assertThat(lookUp(0x2001, 0x5003, 2 | 7 << 8)).containsExactly(
                new TranslationContext(new DomainId(7), TranslationType.UNTRANSLATED_ONLY, new Gpa(0x5000), 4, true));
    }

    @Test
    void rootFaultsAreNeverSilent() {
        assertThat(lookUp(0x2000, 3, 0)).containsExactly(Fault.of(FaultReason.ROOT_NOT_PRESENT));
        assertThat(lookUp(0x2003, 3, 0)).containsExactly(Fault.of(FaultReason.ROOT_RESERVED));
        assertThat(lookUp(0x2001L | 1L << 48, 3, 0)).containsExactly(Fault.of(FaultReason.ROOT_RESERVED));
    }

    @Test
    void fpdCountsInAnAbsentEntryAndItsReservedBitsDoNot() {
        assertThat(lookUp(0x2001, 0xFF2, -1L)).containsExactly(Fault.of(FaultReason.CONTEXT_NOT_PRESENT).withSilent(true));
    }

    @Test
    void domainIdBitsAboveTheSupportedWidthAreReservedAndIgnoredBitsAreNot() {
        assertThat(lookUp(0x2001, 0x5001, 2 | 0x100 << 8)).containsExactly(Fault.of(FaultReason.CONTEXT_RESERVED));
        assertThat(lookUp(0x2001, 0x5001, 2 | 0x78)).hasSize(1).first().isInstanceOf(TranslationContext.class);
    }

    @Test
    void reservedBitsAndAnUnsupportedWidthStandSideBySide() {
        assertThat(lookUp(0x2001, 0x5011, 3)).containsExactly(Fault.of(FaultReason.CONTEXT_RESERVED), Fault.of(FaultReason.CONTEXT_INVALID));
    }

    @Test
    void unsupportedTranslationTypesAreInvalid() {
        assertThat(lookUp(0x2001, 0x5001 | 3 << 2, 2)).containsExactly(Fault.of(FaultReason.CONTEXT_INVALID));
        assertThat(lookUp(0x2001, 0x5001 | 1 << 2, 2)).containsExactly(Fault.of(FaultReason.CONTEXT_INVALID));
        assertThat(lookUp(new ContextRelation(UNIT.with(c -> c.passThrough = false)), 0x2001, 1 | 2 << 2, 2))
                .containsExactly(Fault.of(FaultReason.CONTEXT_INVALID));
    }

    @Test
    void widthOfAPassThroughEntryMayBeCheckedOrNot() {
        assertThat(lookUp(0x2001, 1 | 2 << 2, 7 | 9 << 8)).hasSize(2);
        assertThat(lookUp(0x2001, 1 | 2 << 2, 2 | 9 << 8)).hasSize(1).first().isInstanceOf(TranslationContext.class);
    }

    @Test
    void unreadablePagesAreAccessErrorsAndWholeEntryReadsAreEnough() {
        lookUp(0x2001, 0x5001, 2);
        relation.on(new Stimulus.Readable(new Gpa(0x2000), Reads.NONE));
        assertThat(ask(relation)).containsExactly(Fault.of(FaultReason.CONTEXT_ACCESS_ERROR));
        relation.on(new Stimulus.Readable(new Gpa(0x2000), Reads.WHOLE_ENTRIES));
        relation.on(new Stimulus.Readable(new Gpa(0x1000), Reads.WHOLE_ENTRIES));
        assertThat(ask(relation)).hasSize(1).first().isInstanceOf(TranslationContext.class);
        relation.on(new Stimulus.Readable(new Gpa(0x1000), Reads.NONE));
        assertThat(ask(relation)).containsExactly(Fault.of(FaultReason.ROOT_ACCESS_ERROR));
    }
}
