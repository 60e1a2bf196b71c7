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
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomAnswer;
import iommu.arch.stimulus.RoomCall;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The seam of room 09 as a run of calls: by the law, and by what the README asks beyond it. */
class SafetyContractTest {

    private static final Listener FIRST = listener(2, 4);
    private static final Listener SECOND = listener(7, 3);
    private static final Configuration BAD = unit(false, Snoop.NOT_ENFORCEABLE, Stages.SECOND);
    private static final Answer ALLOWED = new RoomAnswer.Decided(new Verdict.Allowed());

    private static Listener listener(int id, int device) {
        return new Listener(id, SourceId.of(0, device, 0), Set.of(Wish.MAP, Wish.UNMAP));
    }

    private static Configuration unit(boolean cachingMode, Snoop snoop, Stages... stages) {
        return new Configuration(cachingMode, true, Shadowing.OFF, Set.of(stages), snoop, false, true);
    }

    private static Answer refused(Witness witness, Listener listener, String text) {
        return new RoomAnswer.Decided(new Verdict.Refused(witness, listener.source().toString(), text));
    }

    private static RoomCall attach(Listener listener) {
        return new RoomCall.AttachListener(listener);
    }

    private static boolean takes(RunRelation law, RoomCall step, Answer answer) {
        return law.judge(step, answer).isEmpty();
    }

    /** Both are attached, the second one first. */
    private static RunRelation withBoth(RunRelation law) {
        assertThat(law.judge(attach(SECOND), ALLOWED)).isEmpty();
        assertThat(law.judge(attach(FIRST), ALLOWED)).isEmpty();
        return law;
    }

    @Test
    void theFirstWitnessInItsOrderIsNamed() {
        assertThat(takes(SafetyContract.ofOrder(BAD), attach(FIRST), refused(Witness.MISSED_MAP, FIRST, ""))).isTrue();
        assertThat(takes(SafetyContract.ofOrder(BAD), attach(FIRST), refused(Witness.STALE_UNDER_NO_SNOOP, FIRST, ""))).isFalse();
        assertThat(takes(SafetyRelation.ofVerdicts(BAD), attach(FIRST), refused(Witness.STALE_UNDER_NO_SNOOP, FIRST, ""))).as("by the law").isTrue();
    }

    @Test
    void theListenerWithTheSmallestIdIsNamed() {
        RoomCall change = new RoomCall.Reconfigure(BAD, false);
        assertThat(takes(withBoth(SafetyContract.ofOrder(Configuration.DEFAULT)), change, refused(Witness.MISSED_MAP, FIRST, ""))).isTrue();
        assertThat(takes(withBoth(SafetyContract.ofOrder(Configuration.DEFAULT)), change, refused(Witness.MISSED_MAP, SECOND, ""))).isFalse();
        assertThat(takes(withBoth(SafetyRelation.ofVerdicts(Configuration.DEFAULT)), change, refused(Witness.MISSED_MAP, SECOND, "")))
                .as("by the law").isTrue();
    }

    @Test
    void notNowComesBeforeNoConfigurationAndThatBeforeListeners() {
        Configuration none = unit(false, Snoop.NOT_OFFERED);
        Answer notNow = new RoomAnswer.Decided(new Verdict.NotNow("in reset"));
        Answer noUnit = new RoomAnswer.Decided(new Verdict.NoConfiguration("stages"));
        RoomCall running = new RoomCall.Reconfigure(none, true);
        RoomCall inReset = new RoomCall.Reconfigure(none, false);
        assertThat(takes(withBoth(SafetyContract.ofOrder(Configuration.DEFAULT)), running, notNow)).isTrue();
        assertThat(takes(withBoth(SafetyContract.ofOrder(Configuration.DEFAULT)), running, noUnit)).isFalse();
        assertThat(takes(withBoth(SafetyContract.ofOrder(Configuration.DEFAULT)), inReset, noUnit)).isTrue();
        assertThat(takes(withBoth(SafetyContract.ofOrder(Configuration.DEFAULT)), inReset, refused(Witness.MISSED_MAP, FIRST, ""))).isFalse();
    }

    @Test
    void aTextNamesDeviceAndSetting() {
        for (String good : List.of("00:04.0: set caching-mode=on", "use shadowing for 00:04.0")) {
            assertThat(takes(SafetyContract.ofTexts(BAD), attach(FIRST), refused(Witness.MISSED_MAP, FIRST, good))).isTrue();
        }
        for (String bad : List.of("", "00:04.0 is not supported", "set caching-mode=on", "00:04.0: set snoop-control=off")) {
            assertThat(takes(SafetyContract.ofTexts(BAD), attach(FIRST), refused(Witness.MISSED_MAP, FIRST, bad))).as(bad).isFalse();
            assertThat(takes(SafetyRelation.ofVerdicts(BAD), attach(FIRST), refused(Witness.MISSED_MAP, FIRST, bad))).isTrue();
        }
    }

    @Test
    void aTextNamesNoSettingThatPutsNothingRight() {
        Configuration off = unit(false, Snoop.NOT_OFFERED, Stages.SECOND);
        String both = "00:04.0: set caching-mode=on, and snoop-control=off";
        assertThat(takes(SafetyContract.ofTexts(BAD), attach(FIRST), refused(Witness.MISSED_MAP, FIRST, both))).as("two reasons").isTrue();
        for (String bad : List.of(both, "00:04.0: caching-mode, shadowing, snoop-control, device-tlb, stages, reset or powered off",
                "00:04.0: shadowing or device-tlb")) {
            assertThat(takes(SafetyContract.ofTexts(off), attach(FIRST), refused(Witness.MISSED_MAP, FIRST, bad))).as(bad).isFalse();
            assertThat(takes(withBoth(SafetyContract.ofTexts(Configuration.DEFAULT)), new RoomCall.Reconfigure(off, false),
                    refused(Witness.MISSED_MAP, FIRST, bad))).as("reconfigured: " + bad).isFalse();
            assertThat(takes(SafetyRelation.ofVerdicts(off), attach(FIRST), refused(Witness.MISSED_MAP, FIRST, bad))).isTrue();
        }
        for (String good : List.of("00:04.0: set caching-mode=on while powered off or in reset", "00:04.0: stages=second alone and caching-mode=on")) {
            assertThat(takes(SafetyContract.ofTexts(off), attach(FIRST), refused(Witness.MISSED_MAP, FIRST, good))).as(good).isTrue();
        }
    }

    @Test
    void cachingModeIsNoRemedyWhereTheGuestMayUseAFirstStage() {
        for (List<Stages> offered : List.of(List.of(Stages.FIRST), List.of(Stages.FIRST, Stages.SECOND),
                List.of(Stages.FIRST, Stages.SECOND, Stages.NESTED))) {
            for (boolean on : List.of(true, false)) {
                Configuration unit = unit(on, Snoop.NOT_OFFERED, offered.toArray(Stages[]::new));
                for (String bad : List.of("00:04.0: set caching-mode=on", "00:04.0: set caching-mode=on, or shadowing=both-stages")) {
                    assertThat(takes(SafetyContract.ofTexts(unit), attach(FIRST), refused(Witness.MISSED_MAP, FIRST, bad))).as(bad + offered).isFalse();
                    assertThat(takes(withBoth(SafetyContract.ofTexts(Configuration.DEFAULT)), new RoomCall.Reconfigure(unit, false),
                            refused(Witness.MISSED_MAP, FIRST, bad))).as("reconfigured: " + bad + offered).isFalse();
                }
                for (String good : List.of("00:04.0: set shadowing=both-stages", "00:04.0: set stages=second and caching-mode=on",
                        "00:04.0: set stages=second alone with caching-mode=on, or shadowing=both-stages")) {
                    assertThat(takes(SafetyContract.ofTexts(unit), attach(FIRST), refused(Witness.MISSED_MAP, FIRST, good))).as(good + offered).isTrue();
                }
                assertThat(takes(SafetyContract.ofTexts(unit), attach(FIRST), refused(Witness.MISSED_MAP, FIRST, "00:04.0: set stages=second")))
                        .as("enough with caching mode on").isEqualTo(on);
            }
        }
    }

    @Test
    void ofEachReasonTheSettingThatTakesItAwayIsARemedyAndNoOther() {
        Listener devices = new Listener(3, SourceId.of(0, 5, 0), Set.of(Wish.DEVICE_TLB));
        Configuration unit = unit(true, Snoop.NOT_ENFORCEABLE, Stages.SECOND);
        for (String setting : List.of("caching-mode", "shadowing", "snoop-control", "device-tlb")) {
            assertThat(takes(SafetyContract.ofTexts(unit), attach(FIRST), refused(Witness.STALE_UNDER_NO_SNOOP, FIRST, "00:04.0: " + setting)))
                    .as(setting).isEqualTo(setting.equals("snoop-control"));
            assertThat(takes(SafetyContract.ofTexts(unit), attach(devices), refused(Witness.NEVER_SERVED, devices, "00:05.0: " + setting)))
                    .as(setting).isEqualTo(setting.equals("device-tlb"));
        }
    }

    @Test
    void whatIsShownIsWhatTheVerdictsHaveLedTo() {
        RoomCall ask = new RoomCall.PolicyOf();
        RunRelation law = withBoth(new SafetyRelation(Configuration.DEFAULT));
        assertThat(takes(law, ask, new RoomAnswer.Policy(Configuration.DEFAULT, List.of(FIRST, SECOND)))).isTrue();
        assertThat(takes(law, ask, new RoomAnswer.Policy(Configuration.DEFAULT, List.of(FIRST)))).isFalse();
        assertThat(takes(law, ask, new RoomAnswer.Policy(Configuration.DEFAULT, List.of(FIRST, FIRST, SECOND)))).as("one of them twice").isFalse();
        assertThat(takes(law, ask, new RoomAnswer.Policy(BAD, List.of(FIRST, SECOND)))).isFalse();
        assertThat(takes(law, new RoomCall.DetachListener(SECOND), new Answer.Done())).isTrue();
        assertThat(takes(law, ask, new RoomAnswer.Policy(Configuration.DEFAULT, List.of(FIRST)))).isTrue();
    }

    @Test
    void anAnswerToAnotherQuestionIsNone() {
        RunRelation law = new SafetyRelation(Configuration.DEFAULT);
        assertThat(takes(law, attach(FIRST), new Answer.Done())).isFalse();
        assertThat(takes(law, new RoomCall.PolicyOf(), ALLOWED)).isFalse();
        assertThat(takes(law, new RoomCall.Reconfigure(BAD, false), new RoomAnswer.Effects(List.of()))).isFalse();
    }
}
