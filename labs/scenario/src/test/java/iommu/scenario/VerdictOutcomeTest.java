package iommu.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.SourceId;
import iommu.arch.seam.MappingNotifier.Listener;
import iommu.arch.seam.SafetyPolicy.Configuration;
import iommu.arch.seam.SafetyPolicy.Verdict;
import iommu.arch.seam.SafetyPolicy.Witness;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomAnswer;
import iommu.arch.stimulus.RoomCall;
import iommu.arch.stimulus.Stimulus;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("An outcome of a safety policy")
class VerdictOutcomeTest {

    private static final Stimulus ASKED = new RoomCall.Reconfigure(Configuration.DEFAULT, false);
    private static final Answer REFUSED = new RoomAnswer.Decided(new Verdict.Refused(Witness.MISSED_MAP, "00:03.0",
            "00:03.0 wants MAP: set caching-mode=on."));

    private static boolean accepts(String outcome, Answer answer) {
        Scenario scenario = Scenario.parse("t.vtd", "vtd 1\nroom safety\nconfigure => expect " + outcome + "\n");
        return Expander.expand(scenario).steps().get(0).expectation().orElseThrow().accepts(ASKED, answer);
    }

    @ParameterizedTest
    @CsvSource({"refused, true", "refused missed-map, true", "refused device=00:03.0, true", "refused never-served, false",
            "refused missed-map device=00:04.0, false", "allowed, false", "no-configuration, false", "not-now, false",
            "refused text=00:03.0_wants_MAP:_set_caching-mode_on., true", "refused text=no, false"})
    @DisplayName("leaves free what it does not name")
    void namesWhatMustHold(String outcome, boolean accepted) {
        assertThat(accepts(outcome, REFUSED)).isEqualTo(accepted);
    }

    @Test
    @DisplayName("writes the text in one word, and only for the group that is about it")
    void textsAreOneWord() {
        assertThat(Outcome.contract("09.remedy", ASKED, REFUSED))
                .hasToString("refused missed-map device=00:03.0 text=00:03.0_wants_MAP:_set_caching-mode_on.");
        assertThat(Outcome.contract("09.state", ASKED, REFUSED)).hasToString("refused missed-map device=00:03.0");
        assertThat(Outcome.describe(ASKED, REFUSED))
                .isEqualTo("refused missed-map device=00:03.0: 00:03.0 wants MAP: set caching-mode=on.");
        assertThat(Outcome.describe(ASKED, new RoomAnswer.Decided(new Verdict.Allowed()))).isEqualTo("allowed");
    }

    @Test
    @DisplayName("of a state names listeners, wishes and settings")
    void statesAreFields() {
        Answer state = new RoomAnswer.Policy(Configuration.DEFAULT, List.of(new Listener(4, SourceId.parse("00:03.0"), Set.of())));
        assertThat(Outcome.describe(new RoomCall.PolicyOf(), state)).isEqualTo("attached=4 listener4=00:03.0:none caching-mode=on"
                + " coherent=on shadowing=off stages=second snoop-control=off device-tlb=off pass-through=on");
    }
}
