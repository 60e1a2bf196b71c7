package iommu.emulator.machine;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.DmaOutcome;
import iommu.arch.FaultReason;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Every fault condition of Table 30, by its name, on a whole machine")
class FaultMatrixTest {

    static List<FaultCase> cases() {
        return Stream.of(ScalableFaults.cases(), LegacyFaults.cases()).flatMap(List::stream).toList();
    }

    static Stream<Arguments> casesWithFpd() {
        return cases().stream().flatMap(c -> c.met().stream().map(place -> Arguments.of(c, place)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    @DisplayName("§7.1.1, §7.2.1, §7.3: it blocks the request, is recorded with its code, and sends the event")
    void isRecorded(FaultCase c) {
        Faulting run = c.run(EnumSet.noneOf(FaultCase.Fpd.class));
        assertThat(run.outcome()).isEqualTo(new DmaOutcome.Blocked(c.reason(), false));
        assertThat(run.recorded()).isTrue();
        assertThat(run.recordedReason()).isEqualTo(c.reason().code());
        assertThat(run.recordedSource()).isEqualTo(0x18);
        assertThat(run.messages()).containsExactly("fee02000=41");
    }

    @ParameterizedTest(name = "{0}, FPD of the {1}")
    @MethodSource("casesWithFpd")
    @DisplayName("§7.1.1: FPD of any entry on the way keeps a qualified fault out of the records, and blocks the same")
    void isSilenced(FaultCase c, FaultCase.Fpd place) {
        Faulting run = c.run(EnumSet.of(place));
        assertThat(run.outcome()).isEqualTo(new DmaOutcome.Blocked(c.reason(), c.reason().qualified()));
        assertThat(run.recorded()).isEqualTo(!c.reason().qualified());
        assertThat(run.messages()).hasSize(c.reason().qualified() ? 0 : 1);
    }

    @Test
    @DisplayName("Table 30 is complete: every reason but those of the host permission table is reached")
    void everyReasonIsReached() {
        Set<FaultReason> expected = EnumSet.allOf(FaultReason.class);
        expected.removeIf(reason -> reason.mode() == FaultReason.Mode.INTERRUPT || reason.condition().startsWith("HPT"));
        expected.remove(FaultReason.HOST_PERMISSION_TABLE_SIZE);
        expected.remove(FaultReason.PAGE_REQUEST_IN_LEGACY_MODE); // page requests: PageRequestsTest
        expected.remove(FaultReason.PAGE_REQUEST_DISABLED);
        assertThat(cases().stream().map(FaultCase::reason).collect(Collectors.toSet())).isEqualTo(expected);
    }

    @Test
    void everyCaseIsNamedByTheConditionOfItsReason() {
        assertThat(cases()).allMatch(c -> c.condition().startsWith(c.reason().condition()));
        assertThat(cases().stream().map(FaultCase::condition)).doesNotHaveDuplicates();
    }
}
