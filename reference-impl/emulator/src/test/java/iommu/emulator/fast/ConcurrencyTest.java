package iommu.emulator.fast;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Each guarantee with a twin from which the check is taken out: the same stress then finds a stale use. */
@DisplayName("§6.5.4: once an invalidation is complete, no older translation is used or filled")
class ConcurrencyTest {

    private static final long SEED = 20160606;
    private static final int CHANGES = 100_000;
    private static final int ENOUGH = 100_000_000;

    /** Invalidations that don't stop the fills that they overtake. */
    private static final class ForgetfulEpoch extends Epoch {
        @Override
        boolean overtaken(long before) {
            return false;
        }
    }

    /** Invalidations that complete while requests are under way. */
    private static final class ImpatientDrain extends Drain {
        @Override
        void await() {
        }
    }

    @Test
    void noFillSurvivesAnInvalidationThatHasOvertakenIt() {
        Stress stress = new Stress(new Epoch(), new ImpatientDrain()).run(SEED, CHANGES, false, false);
        assertThat(stress.hits.get()).as("hits").isPositive();
        assertThat(stress.fills.get()).as("fills").isPositive();
        assertThat(stress.stale.get()).as("seed %d: stale uses", SEED).isZero();
    }

    @Test
    void withoutTheEpochOfTheFillAStaleTranslationIsUsed() {
        Stress stress = new Stress(new ForgetfulEpoch(), new ImpatientDrain()).run(SEED, ENOUGH, true, false);
        assertThat(stress.stale.get()).as("stale uses").isPositive();
    }

    @Test
    void noRequestUsesATranslationWhoseInvalidationIsComplete() {
        Stress stress = new Stress(new Epoch(), new Drain()).run(SEED, CHANGES, false, true);
        assertThat(stress.hits.get()).as("hits").isPositive();
        assertThat(stress.fills.get()).as("fills").isPositive();
        assertThat(stress.stale.get()).as("seed %d: stale uses", SEED).isZero();
    }

    @Test
    void withoutTheDrainATranslationIsStillInUseAfterItsInvalidation() {
        Stress stress = new Stress(new Epoch(), new ImpatientDrain()).run(SEED, ENOUGH, true, true);
        assertThat(stress.stale.get()).as("stale uses").isPositive();
    }
}
