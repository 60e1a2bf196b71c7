package iommu.peers.qemu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import iommu.peers.qemu.Departure.Treatment;
import iommu.scenario.Expander;
import iommu.scenario.Scenario;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** A real QEMU against the reference. Skipped, with the reason, where QEMU is not installed. */
class QemuComparisonTest {

    @BeforeEach
    void qemuIsThere() {
        assumeTrue(CompareRun.version().isPresent(),
                "QEMU is not installed: no qemu-system-x86_64 on PATH (Debian: qemu-system-x86)");
    }

    @Test
    void everyDifferenceOfAStreamIsExplained() {
        long seed = Long.getLong("iommu.seed", 20260101);
        CompareRun.Result result = CompareRun.compare(1500, seed, Profile.QEMU_7_2, done -> { });
        System.out.println(CompareRun.version().orElseThrow() + ", seed " + seed + " (-Diommu.seed=" + seed + "): "
                + result.summary().text().lines().findFirst().orElseThrow());
        assertThat(result.found().map(found -> found.divergence() + "\n" + found.text())).isEmpty();
    }

    /** So each exception is needed, is narrow enough to miss nothing of its own scenario, and is counted. */
    @TestFactory
    Stream<DynamicTest> eachDepartureIsADivergenceUnlessTheProfileNamesIt() {
        return departures(Treatment.EXPLAINED).map(departure -> DynamicTest.dynamicTest(departure.title(), () -> {
            Scenario scenario = scenario(departure);
            Set<Departure> others = EnumSet.complementOf(EnumSet.of(departure));
            assertThat(CompareRun.compare(scenario, new Profile("without " + departure, others))).isPresent();
            try (Comparison comparison = Comparison.of(Expander.expand(scenario), Profile.QEMU_7_2)) {
                assertThat(comparison.run()).isEmpty();
                assertThat(comparison.tally().of(departure)).isPositive();
                assertThat(comparison.tally().unjudged()).isZero();
            }
        }));
    }

    @TestFactory
    Stream<DynamicTest> whatIsLeftOutOfTheStreamsIsADivergenceForEveryProfile() {
        return departures(Treatment.LEFT_OUT).filter(d -> d != Departure.WAIT_WITH_BOTH_ABORTS).map(departure ->
                DynamicTest.dynamicTest(departure.title(), () ->
                        assertThat(CompareRun.compare(scenario(departure), Profile.QEMU_7_2)).isPresent()));
    }

    @Test
    void aQemuThatEndsIsReportedWithItsLastWords() throws IOException {
        Scenario scenario = scenario(Departure.WAIT_WITH_BOTH_ABORTS);
        assertThatThrownBy(() -> CompareRun.compare(scenario, Profile.QEMU_7_2)).isInstanceOf(PeerException.class)
                .hasMessageContaining("its last words").hasMessageContaining("vtd_process_wait_desc");
    }

    @Test
    void aMissingInvalidationIsADifferenceThatIsAllowed() {
        Scenario stale = Scenario.parse("stale", """
                vtd 1
                unit aw=48 caching-mode=off snoop-control=off zlr=off
                map 00:03.0 did=1 iova=0x8000000 gpa=0x4000000 rw
                dma 00:03.0 write 0x8000000
                edit 00:03.0 iova=0x8000000 level=1 value=0x4001003
                dma 00:03.0 write 0x8000000
                invalidate iotlb page did=1 iova=0x8000000
                dma 00:03.0 write 0x8000000
                """);
        assertThat(CompareRun.compare(stale, Profile.QEMU_7_2)).isEmpty();
    }

    /** What a read brought is known only at the end; a line that nobody judges must not hide it. */
    @Test
    void whereTheOracleFallsSilentWhatCameBeforeIsStillJudged() throws IOException {
        String lingers = scenario(Departure.PASS_THROUGH_LINGERS).text().strip();
        String read = lingers.substring(0, lingers.lastIndexOf('\n')) + "\ndma 00:03.0 read 0x8000000\n";
        Scenario silenced = Scenario.parse("silenced", read + "mmio write64 0x18 0\n");
        Profile without = new Profile("without", EnumSet.complementOf(EnumSet.of(Departure.PASS_THROUGH_LINGERS)));
        assertThat(CompareRun.compare(Scenario.parse("judged", read), without)).isPresent();
        assertThat(CompareRun.compare(silenced, without)).isPresent();
        assertThatThrownBy(() -> CompareRun.compare(silenced, Profile.QEMU_7_2)).isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("not judged to its end");
    }

    @Test
    void aDifferenceIsShrunkToWhatShowsIt() {
        CompareRun.Result result = CompareRun.compare(300, 1, Profile.STRICT, done -> { });
        CompareRun.Found found = result.found().orElseThrow();
        assertThat(found.smallest().lines()).hasSizeLessThan(12);
        Optional<Divergence> again = CompareRun.compare(Scenario.parse("again", found.text()), Profile.STRICT);
        assertThat(again.map(Divergence::kind)).contains(found.divergence().kind());
    }

    private static Stream<Departure> departures(Treatment treatment) {
        return Arrays.stream(Departure.values()).filter(departure -> departure.treatment() == treatment);
    }

    private static Scenario scenario(Departure departure) throws IOException {
        String name = departure.title() + ".vtd";
        try (InputStream in = QemuComparisonTest.class.getResourceAsStream(name)) {
            return Scenario.parse(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }
}
