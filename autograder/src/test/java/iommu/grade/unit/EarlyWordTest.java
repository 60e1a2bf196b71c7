package iommu.grade.unit;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.DomainId;
import iommu.arch.Effect;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomAnswer;
import iommu.arch.stimulus.RoomCall;
import iommu.arch.stimulus.Stimulus;
import java.util.List;
import org.junit.jupiter.api.Test;

/** §6.5.2.9: the status of a wait speaks of what was named ahead of it, and of nothing behind it. */
class EarlyWordTest {

    private static final Invalidation A = page(1);
    private static final Invalidation B = page(2);
    private static final Effect.StoreStatus STATUS = new Effect.StoreStatus(new Gpa(0x9000), 1);
    private static final Effect.StoreStatus NEXT = new Effect.StoreStatus(new Gpa(0x9000), 2);

    private static Invalidation page(int number) {
        return IotlbInvalidation.page(new DomainId(1), new Iova(number * 0x1000L), 0, false);
    }

    /** The queue has named all this in one batch, and the unit does all that. */
    private static boolean isTooEarly(List<Effect> asked, Object... done) {
        EarlyWord early = new EarlyWord();
        early.step();
        early.heard(new RoomCall.QueueStatusOf(), new RoomAnswer.Effects(asked));
        for (Object each : done) {
            early.heard(switch (each) {
                case Invalidation command -> new Stimulus.Invalidate(command);
                case Effect effect -> new RoomCall.PerformOutside(effect);
                default -> throw new IllegalArgumentException("" + each);
            }, new Answer.Done());
        }
        return early.objection().isPresent();
    }

    private static Effect asked(Invalidation command) {
        return new Effect.Invalidate(command);
    }

    @Test
    void aStatusBetweenTwoCommandsThatStandAheadOfItIsTooEarly() {
        List<Effect> batch = List.of(asked(A), asked(B), STATUS);
        assertThat(isTooEarly(batch, A, B, STATUS)).isFalse();
        assertThat(isTooEarly(batch, B, A, STATUS)).isFalse();
        assertThat(isTooEarly(batch, A, STATUS, B)).isTrue();
        assertThat(isTooEarly(batch, B, STATUS, A)).isTrue();
        assertThat(isTooEarly(batch, STATUS, A, B)).isTrue();
    }

    @Test
    void aStatusPromisesNothingThatStandsBehindIt() {
        List<Effect> batch = List.of(asked(A), STATUS, asked(B), NEXT);
        assertThat(isTooEarly(batch, A, STATUS, B, NEXT)).isFalse();
        assertThat(isTooEarly(batch, A, B, STATUS, NEXT)).isFalse();
        assertThat(isTooEarly(List.of(STATUS, asked(B)), STATUS, B)).isFalse();
        assertThat(isTooEarly(batch, A, STATUS, NEXT, B)).isTrue();
        assertThat(isTooEarly(batch, STATUS, A, B, NEXT)).isTrue();
    }

    @Test
    void whoInvalidatesMoreHasInvalidatedWhatWasNamed() {
        Invalidation all = IotlbInvalidation.global();
        Invalidation domain = IotlbInvalidation.domain(new DomainId(1));
        assertThat(isTooEarly(List.of(asked(A), asked(B), STATUS), all, STATUS, all)).isFalse();
        assertThat(isTooEarly(List.of(asked(A), asked(B), STATUS), domain, STATUS, B)).isFalse();
        assertThat(isTooEarly(List.of(asked(A), STATUS, asked(B), NEXT), all, STATUS, all, NEXT)).isFalse();
        assertThat(isTooEarly(List.of(asked(A), STATUS), STATUS, all)).isTrue();
        assertThat(isTooEarly(List.of(asked(A), STATUS), ContextInvalidation.global(), STATUS, all)).as("of the other cache").isTrue();
    }

    @Test
    void whoSkipsWhatItDoesNotKeepMayDoAWiderOneThatIsAskedForBehindTheStatus() {
        Invalidation all = IotlbInvalidation.global();
        List<Effect> batch = List.of(asked(A), STATUS, asked(all), NEXT);
        assertThat(isTooEarly(batch, STATUS, all, NEXT)).isFalse();
        assertThat(isTooEarly(batch, A, STATUS, all, NEXT)).isFalse();
        assertThat(isTooEarly(batch, STATUS, A, all, NEXT)).isTrue();
        assertThat(isTooEarly(batch, STATUS, NEXT, all)).isTrue();
        assertThat(isTooEarly(batch, STATUS, IotlbInvalidation.domain(new DomainId(1)), all, NEXT)).as("nobody asked for that").isTrue();
    }

    @Test
    void aPageThatGoesInOtherPiecesHasGone() {
        Invalidation two = IotlbInvalidation.page(new DomainId(1), new Iova(0x2000), 1, false);
        assertThat(isTooEarly(List.of(asked(two), STATUS, asked(A), NEXT), page(2), page(3), STATUS,
                IotlbInvalidation.domain(new DomainId(1)), NEXT)).isFalse();
    }

    @Test
    void whoKeepsNothingNeedNotInvalidateNorIsLateAtTheNextReset() {
        EarlyWord early = new EarlyWord();
        early.heard(new RoomCall.QueueStatusOf(), new RoomAnswer.Effects(List.of(asked(A), STATUS)));
        early.heard(new RoomCall.PerformOutside(STATUS), new Answer.Done());
        early.step();
        early.heard(new Stimulus.Invalidate(IotlbInvalidation.global()), new Answer.Done());
        assertThat(early.objection()).isEmpty();
    }
}
