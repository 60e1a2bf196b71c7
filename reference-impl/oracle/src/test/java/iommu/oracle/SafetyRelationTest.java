package iommu.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.SourceId;
import iommu.arch.seam.MappingNotifier.Listener;
import iommu.arch.seam.MappingNotifier.Wish;
import iommu.arch.seam.SafetyPolicy.Configuration;
import iommu.arch.seam.SafetyPolicy.Shadowing;
import iommu.arch.seam.SafetyPolicy.Snoop;
import iommu.arch.seam.SafetyPolicy.Stages;
import iommu.arch.seam.SafetyPolicy.Verdict;
import iommu.arch.seam.SafetyPolicy.Witness;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafetyRelationTest {

    private static final Listener FOLLOWER = listener(1, 3, Wish.MAP, Wish.UNMAP);
    private static final Listener FORGETTER = listener(2, 4, Wish.UNMAP);
    private static final Verdict ALLOWED = new Verdict.Allowed();

    private static Listener listener(int id, int device, Wish... wishes) {
        return new Listener(id, SourceId.of(0, device, 0), Set.of(wishes));
    }

    private static Configuration unit(boolean cachingMode, Shadowing shadowing, Stages... stages) {
        return new Configuration(cachingMode, true, shadowing, Set.of(stages), Snoop.NOT_OFFERED, false, true);
    }

    private static Verdict refused(Witness witness, Listener listener) {
        return new Verdict.Refused(witness, listener.source().toString(), listener.source() + " goes wrong");
    }

    private static boolean allows(Configuration unit, Listener listener, Verdict verdict) {
        return new SafetyRelation(unit).attach(listener, verdict).isEmpty();
    }

    @Test
    void listenerThatMapsNeedsCachingModeAndNothingButTheSecondStage() {
        assertThat(allows(Configuration.DEFAULT, FOLLOWER, ALLOWED)).isTrue();
        assertThat(allows(unit(false, Shadowing.OFF, Stages.SECOND), FOLLOWER, ALLOWED)).isFalse();
        assertThat(allows(unit(false, Shadowing.OFF, Stages.SECOND), FOLLOWER, refused(Witness.MISSED_MAP, FOLLOWER))).isTrue();
        assertThat(allows(unit(true, Shadowing.OFF, Stages.SECOND, Stages.FIRST), FOLLOWER, ALLOWED)).isFalse();
        assertThat(allows(Configuration.DEFAULT, FOLLOWER, refused(Witness.MISSED_MAP, FOLLOWER))).as("refused for nothing").isFalse();
    }

    @Test
    void shadowingHelpsIfItCoversEveryTableTheGuestMayUse() {
        assertThat(allows(unit(false, Shadowing.SECOND_STAGE, Stages.SECOND), FOLLOWER, ALLOWED)).isTrue();
        assertThat(allows(unit(false, Shadowing.SECOND_STAGE, Stages.SECOND, Stages.FIRST), FOLLOWER, ALLOWED)).isFalse();
        assertThat(allows(unit(false, Shadowing.BOTH_STAGES, Stages.SECOND, Stages.FIRST, Stages.NESTED), FOLLOWER, ALLOWED)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void listenerThatOnlyForgetsIsWelcome(boolean cachingMode) {
        assertThat(allows(unit(cachingMode, Shadowing.OFF, Stages.SECOND, Stages.FIRST), FORGETTER, ALLOWED)).isTrue();
        assertThat(allows(unit(cachingMode, Shadowing.OFF, Stages.SECOND), listener(3, 5), ALLOWED)).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Snoop.class)
    void guestThatReliesOnSnoopingNeedsAHostThatEnforcesIt(Snoop snoop) {
        Configuration unit = new Configuration(true, false, Shadowing.OFF, Set.of(Stages.SECOND), snoop, true, false);
        boolean stale = snoop == Snoop.NOT_ENFORCEABLE;
        assertThat(allows(unit, FOLLOWER, ALLOWED)).isEqualTo(!stale);
        assertThat(allows(unit, FOLLOWER, refused(Witness.STALE_UNDER_NO_SNOOP, FOLLOWER))).isEqualTo(stale);
        assertThat(allows(unit, FORGETTER, ALLOWED)).isTrue();
    }

    @Test
    void wishThatNothingServesIsRefused() {
        Listener asking = listener(3, 5, Wish.UNMAP, Wish.DEVICE_TLB);
        assertThat(allows(Configuration.DEFAULT, asking, ALLOWED)).isFalse();
        assertThat(allows(Configuration.DEFAULT, asking, refused(Witness.NEVER_SERVED, asking))).isTrue();
        assertThat(allows(Configuration.DEFAULT, asking, refused(Witness.MISSED_MAP, asking))).as("another witness").isFalse();
        assertThat(allows(Configuration.DEFAULT, asking, refused(Witness.NEVER_SERVED, FOLLOWER))).as("another device").isFalse();
        assertThat(allows(Configuration.DEFAULT, asking, new Verdict.Refused(Witness.NEVER_SERVED, "00:05.0", "no"))).as("names none").isFalse();
    }

    @Test
    void whatNoUnitCanBe() {
        Verdict none = new Verdict.NoConfiguration("stages don't go together");
        assertThat(allows(unit(true, Shadowing.OFF), FORGETTER, none)).isTrue();
        assertThat(allows(unit(true, Shadowing.OFF, Stages.NESTED, Stages.SECOND), FORGETTER, none)).isTrue();
        assertThat(allows(unit(true, Shadowing.OFF, Stages.NESTED, Stages.SECOND), FORGETTER, ALLOWED)).isFalse();
        assertThat(allows(Configuration.DEFAULT, FORGETTER, none)).isFalse();
    }

    @Test
    void choicesThatTheLawLeavesOpen() {
        Listener never = listener(3, 5, Wish.MAP);
        assertThat(allows(Configuration.DEFAULT, never, ALLOWED)).isTrue();
        assertThat(allows(Configuration.DEFAULT, never, refused(Witness.NEVER_SERVED, never))).isTrue();
        Configuration idle = unit(true, Shadowing.SECOND_STAGE, Stages.FIRST);
        assertThat(allows(idle, FORGETTER, ALLOWED)).isTrue();
        assertThat(allows(idle, FORGETTER, new Verdict.NoConfiguration("nothing to follow"))).isTrue();
    }

    @Test
    void unitIsReconfiguredOnlyWhileTheGuestDoesNotRunAndNobodyGoesWrong() {
        SafetyRelation law = new SafetyRelation(Configuration.DEFAULT);
        Configuration without = unit(false, Shadowing.OFF, Stages.SECOND);
        assertThat(law.attach(FOLLOWER, ALLOWED)).isEmpty();
        assertThat(law.attach(FORGETTER, ALLOWED)).isEmpty();
        assertThat(law.reconfigure(without, true, ALLOWED)).isPresent();
        assertThat(law.reconfigure(without, true, new Verdict.NotNow("power it off"))).isEmpty();
        assertThat(law.reconfigure(without, false, new Verdict.NotNow("power it off"))).isPresent();
        assertThat(law.reconfigure(without, false, ALLOWED)).isPresent();
        assertThat(law.reconfigure(without, false, refused(Witness.MISSED_MAP, FOLLOWER))).isEmpty();
        assertThat(law.reconfigure(without, false, refused(Witness.MISSED_MAP, FORGETTER))).as("it is not in the way").isPresent();
        assertThat(law.state(Configuration.DEFAULT, Set.of(FOLLOWER, FORGETTER))).as("nothing is half done").isEmpty();
        law.detach(FOLLOWER);
        assertThat(law.reconfigure(without, false, ALLOWED)).isEmpty();
        assertThat(law.state(without, Set.of(FORGETTER))).isEmpty();
        assertThat(law.state(Configuration.DEFAULT, Set.of(FORGETTER))).isPresent();
        assertThat(law.attach(FOLLOWER, ALLOWED)).as("the same answer in the other order").isPresent();
        assertThat(law.state(without, Set.of(FORGETTER, FOLLOWER))).isPresent();
    }

    @Test
    void listenerThatChangesItsWishesTakesItsOwnPlace() {
        SafetyRelation law = new SafetyRelation(Configuration.DEFAULT);
        Listener more = listener(2, 4, Wish.UNMAP, Wish.MAP);
        assertThat(law.attach(FORGETTER, ALLOWED)).isEmpty();
        assertThat(law.attach(more, ALLOWED)).isEmpty();
        assertThat(law.state(Configuration.DEFAULT, Set.of(more))).isEmpty();
    }
}
