package iommu.grade.unit;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Access;
import iommu.arch.CachedTranslation;
import iommu.arch.DmaOutcome;
import iommu.arch.DmaRequest;
import iommu.arch.DomainId;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Mapping;
import iommu.arch.Pasid;
import iommu.arch.RequestKind;
import iommu.arch.Rights;
import iommu.arch.SourceId;
import iommu.arch.TranslationContext;
import iommu.arch.TranslationType;
import iommu.arch.WalkResult;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Stage 7 of lab 11's README: which rooms were called in vain. */
class UnitThriftTest {

    private static final SourceId DEVICE = SourceId.of(0, 3, 0);
    private static final Iova PAGE = new Iova(0x1000);
    private static final Called CONTEXT = new Called(new Stimulus.LookUpContext(new Gpa(0), DEVICE), new Answer.Context(
            new TranslationContext(new DomainId(1), TranslationType.WITH_DEVICE_TLB, new Gpa(0x8000), 4, false)));

    private static WalkResult page(Rights rights) {
        return new Mapping(PAGE, new Gpa(0x7000), 0x1000, rights, false, List.of());
    }

    private static Called known(WalkResult result) {
        return new Called(new Stimulus.CachedTranslationOf(DEVICE, Pasid.NONE, PAGE),
                new Answer.Translation(Optional.of(new CachedTranslation(new DomainId(1), false, result))));
    }

    private static boolean inVain(DmaRequest request, Called... calls) {
        return new UnitThrift(UnitThrift.Topic.QUIET).request(request, new DmaOutcome.Translated(new Gpa(0x7000)), List.of(calls), true)
                .isPresent();
    }

    private static DmaRequest asks(Access access) {
        return DmaRequest.untranslated(DEVICE, PAGE, access);
    }

    @Test
    void aContextEntryIsReadInVainIfTheIotlbKnowsThePage() {
        assertThat(inVain(asks(Access.READ), known(page(Rights.R)))).isFalse();
        assertThat(inVain(asks(Access.READ), CONTEXT, known(page(Rights.R)))).as("read before").isTrue();
        assertThat(inVain(asks(Access.READ), known(page(Rights.R)), CONTEXT)).as("read after").isTrue();
        assertThat(inVain(asks(Access.ATOMIC), CONTEXT, known(page(Rights.RW)))).isTrue();
    }

    @Test
    void aHitThatLacksTheRightSettlesNothing() {
        Called walk = new Called(new Stimulus.Walk(new TranslationContext(new DomainId(1), TranslationType.UNTRANSLATED_ONLY, new Gpa(0x8000), 4,
                false).walkStart(), PAGE, Access.WRITE), new Answer.Walk(page(Rights.RW)));
        assertThat(inVain(asks(Access.WRITE), known(page(Rights.R)), CONTEXT, walk)).isFalse();
        assertThat(inVain(asks(Access.ATOMIC), known(page(Rights.W)), CONTEXT, walk)).isFalse();
        assertThat(inVain(asks(Access.ZERO_LENGTH_READ), known(page(Rights.W)), CONTEXT)).as("CAP.ZLR may be 0").isFalse();
        assertThat(inVain(asks(Access.WRITE), known(page(Rights.W)), CONTEXT, walk)).isTrue();
    }

    @Test
    void aFaultThatIsKnownMayBePassedOver() {
        assertThat(inVain(asks(Access.READ), known(Fault.of(FaultReason.READ_DENIED)), CONTEXT)).isFalse();
    }

    @Test
    void ofATranslatedRequestOnlyTheContextEntrySaysIfItIsServed() {
        DmaRequest translated = new DmaRequest(DEVICE, Pasid.NONE, PAGE, Access.READ, RequestKind.TRANSLATED);
        assertThat(inVain(translated, known(page(Rights.R)), CONTEXT)).isFalse();
    }
}
