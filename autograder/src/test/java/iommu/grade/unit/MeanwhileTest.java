package iommu.grade.unit;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Access;
import iommu.arch.CachedTranslation;
import iommu.arch.Capabilities;
import iommu.arch.ContextResult;
import iommu.arch.DmaRequest;
import iommu.arch.DomainId;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Pasid;
import iommu.arch.Rights;
import iommu.arch.SourceId;
import iommu.arch.WalkResult;
import iommu.arch.WalkStart;
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import iommu.emulator.cache.TaggedCache;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** §6.5.4: nothing that was read before an invalidation is filled as if it had been read after it. */
class MeanwhileTest {

    private static final SourceId DEVICE = SourceId.of(0, 3, 0);
    private static final DomainId DOMAIN = new DomainId(1);
    private static final Iova PAGE = new Iova(0x1000);
    private static final WalkStart TOP = new WalkStart(new Gpa(0x8000), 4, Rights.RW, 48);
    private static final WalkStart PREFIX = new WalkStart(new Gpa(0x9000), 1, Rights.RW, 48);
    private static final WalkResult FOUND = Fault.of(FaultReason.READ_DENIED);
    private static final int KNOWN_CONTEXT = 4;
    private static final int KNOWN_PREFIX = 6;

    private TaggedCache cache;
    private Meanwhile meanwhile;

    @BeforeEach
    void begins() {
        cache = new TaggedCache(Capabilities.DEFAULT, 16);
        meanwhile = new Meanwhile(() -> {
            cache.invalidate(ContextInvalidation.global());
            cache.invalidate(IotlbInvalidation.global());
        }, cache::epoch);
    }

    private void request(int number) {
        for (int i = 0; i < number; i++) {
            meanwhile.step(new Stimulus.Dma(DmaRequest.untranslated(DEVICE, PAGE, Access.READ)));
        }
    }

    private void heard(Stimulus call, Answer answer) {
        meanwhile.before(call);
        meanwhile.after(call, answer);
    }

    private void contextKnown(boolean known) {
        heard(new Stimulus.CachedContextOf(DEVICE), new Answer.CachedContext(known ? Optional.of(context()) : Optional.empty()));
    }

    private static ContextResult context() {
        return Fault.of(FaultReason.CONTEXT_NOT_PRESENT);
    }

    private void contextRead() {
        heard(new Stimulus.LookUpContext(new Gpa(0), DEVICE), new Answer.Context(context()));
    }

    private void prefixKnown(boolean known) {
        heard(new Stimulus.CachedPrefixOf(DOMAIN, PAGE), new Answer.Prefix(known ? Optional.of(PREFIX) : Optional.empty()));
    }

    private void walked(WalkStart start) {
        heard(new Stimulus.Walk(start, PAGE, Access.READ), new Answer.Walk(FOUND));
    }

    private void filled(long epoch) {
        heard(new Stimulus.FillTranslation(DEVICE, Pasid.NONE, PAGE, new CachedTranslation(DOMAIN, false, FOUND), (int) epoch), new Answer.Done());
    }

    @Test
    void aContextThatWasKnownIsReadBeforeItsInvalidation() {
        request(KNOWN_CONTEXT);
        long before = cache.epoch();
        contextKnown(true);
        assertThat(cache.epoch()).as("everything was invalidated").isNotEqualTo(before);
        walked(TOP);
        filled(before);
        assertThat(meanwhile.objection()).isEmpty();
        filled(cache.epoch());
        assertThat(meanwhile.objection()).isPresent();
    }

    @Test
    void aContextThatIsLookedForInVainIsNotRead() {
        request(KNOWN_CONTEXT);
        long before = cache.epoch();
        contextKnown(false);
        contextRead();
        assertThat(cache.epoch()).isEqualTo(before);
    }

    @Test
    void whoLooksAgainForContextAndTablesMayGiveTheNewEpoch() {
        request(KNOWN_CONTEXT);
        contextKnown(true);
        contextKnown(false);
        contextRead();
        walked(TOP);
        filled(cache.epoch());
        assertThat(meanwhile.objection()).isEmpty();
    }

    @Test
    void aWalkFromAPrefixThatWasKnownBeginsBeforeTheInvalidation() {
        request(KNOWN_PREFIX);
        long before = cache.epoch();
        contextKnown(true);
        assertThat(cache.epoch()).isEqualTo(before);
        prefixKnown(true);
        assertThat(cache.epoch()).isNotEqualTo(before);
        walked(PREFIX);
        filled(before);
        assertThat(meanwhile.objection()).isEmpty();
        contextRead();
        filled(cache.epoch());
        assertThat(meanwhile.objection()).as("the context was read again, the prefix was not").isPresent();
    }

    @Test
    void whoWalksFromTheTopAgainMayGiveTheNewEpoch() {
        request(KNOWN_PREFIX);
        prefixKnown(true);
        contextRead();
        prefixKnown(false);
        walked(TOP);
        filled(cache.epoch());
        assertThat(meanwhile.objection()).isEmpty();
    }
}
