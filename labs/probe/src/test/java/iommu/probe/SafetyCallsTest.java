package iommu.probe;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.SourceId;
import iommu.arch.seam.MappingNotifier.Listener;
import iommu.arch.seam.SafetyPolicy;
import iommu.arch.seam.SafetyPolicy.Configuration;
import iommu.arch.seam.SafetyPolicy.Verdict;
import iommu.arch.seam.SafetyPolicy.Witness;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Answer.Breach;
import iommu.arch.stimulus.RoomAnswer;
import iommu.arch.stimulus.RoomCall;
import iommu.arch.stimulus.Stimulus;
import java.util.AbstractSet;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A driver of a safety policy")
class SafetyCallsTest {

    private static final Listener ONE = new Listener(1, SourceId.parse("00:03.0"), Set.of());
    private static final Listener TWO = new Listener(2, SourceId.parse("00:04.0"), Set.of());
    private static final Stimulus ASK = new RoomCall.PolicyOf();

    /** A policy that always says the same. */
    private record Saying(Verdict verdict, Configuration configuration, Set<Listener> attached) implements SafetyPolicy {

        @Override
        public Verdict attach(Listener listener) {
            return verdict;
        }

        @Override
        public void detach(Listener listener) {
            if (listener.equals(TWO)) {
                throw new IllegalStateException("no");
            }
        }

        @Override
        public Verdict reconfigure(Configuration proposed, boolean running) {
            return verdict;
        }
    }

    private static Answer verdict(Verdict verdict) {
        return RoomDriver.safety(() -> new Saying(verdict, Configuration.DEFAULT, Set.of())).on(new RoomCall.AttachListener(ONE));
    }

    private static Answer state(Configuration configuration, Set<Listener> attached) {
        return RoomDriver.safety(() -> new Saying(new Verdict.Allowed(), configuration, attached)).on(ASK);
    }

    private static void assertBroken(Answer answer, Breach breach) {
        assertThat(answer).isInstanceOfSatisfying(Answer.Broken.class, broken -> assertThat(broken.what()).isEqualTo(breach));
    }

    @Test
    @DisplayName("hands on every verdict as it is")
    void verdictsAreHandedOn() {
        for (Verdict verdict : List.of(new Verdict.Allowed(), new Verdict.NotNow(""), new Verdict.NoConfiguration("stages=none"),
                new Verdict.Refused(Witness.MISSED_MAP, "00:03.0", "00:03.0 – née caching-mode"))) {
            assertThat(verdict(verdict)).isEqualTo(new RoomAnswer.Decided(verdict));
        }
    }

    @Test
    @DisplayName("takes no null and no text that does not stand on a line")
    void badVerdictsAreBroken() {
        assertBroken(verdict(null), Breach.NULL);
        assertBroken(verdict(new Verdict.Refused(null, "00:03.0", "")), Breach.NULL);
        assertBroken(verdict(new Verdict.NotNow(null)), Breach.NULL);
        assertBroken(verdict(new Verdict.NotNow("a\nb")), Breach.MALFORMED);
        assertBroken(verdict(new Verdict.NotNow("x".repeat(SafetyCalls.TEXT + 1))), Breach.MALFORMED);
        assertBroken(verdict(new Verdict.Refused(Witness.MISSED_MAP, "d".repeat(41), "")), Breach.MALFORMED);
        assertThat(verdict(new Verdict.NotNow("x".repeat(SafetyCalls.TEXT)))).isInstanceOf(RoomAnswer.Decided.class);
    }

    @Test
    @DisplayName("gives the listeners in the order of their ids, whatever set holds them")
    void listenersAreInOrder() {
        Set<Listener> backwards = new LinkedHashSet<>(List.of(TWO, ONE));
        assertThat(state(Configuration.DEFAULT, backwards)).isEqualTo(new RoomAnswer.Policy(Configuration.DEFAULT, List.of(ONE, TWO)));
    }

    @Test
    @DisplayName("reads no set to an end that it does not have, and takes no null")
    void badStatesAreBroken() {
        Set<Listener> endless = new AbstractSet<>() {
            @Override
            public Iterator<Listener> iterator() {
                return Stream.generate(() -> ONE).iterator();
            }

            @Override
            public int size() {
                return 1;
            }
        };
        Set<Listener> holed = new HashSet<>();
        holed.add(null);
        assertBroken(state(Configuration.DEFAULT, endless), Breach.MALFORMED);
        assertBroken(state(Configuration.DEFAULT, holed), Breach.NULL);
        assertBroken(state(Configuration.DEFAULT, null), Breach.NULL);
        assertBroken(state(null, Set.of()), Breach.NULL);
    }

    @Test
    @DisplayName("says what a call that asks nothing threw")
    void detachingIsGuarded() {
        RoomDriver room = RoomDriver.safety(() -> new Saying(new Verdict.Allowed(), Configuration.DEFAULT, Set.of()));
        assertThat(room.on(new RoomCall.DetachListener(ONE))).isEqualTo(new Answer.Done());
        assertBroken(room.on(new RoomCall.DetachListener(TWO)), Breach.THREW);
    }
}
