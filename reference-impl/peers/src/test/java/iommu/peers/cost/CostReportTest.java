package iommu.peers.cost;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.peers.cost.CostReport.Guest;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** L10, counted: the figures of the recordings are those of the guests themselves, the rest follows from the laws. */
class CostReportTest {

    private static final Set<Following> UNSHADOWED = Set.of(Following.ONE, Following.TEN);
    private static CostReport report;

    @BeforeAll
    static void count() throws Exception {
        Path recordings = Path.of("../../recordings");
        report = CostReport.of(List.of(recordings.resolve("linux-cm1.events.gz"), recordings.resolve("linux-cm0.events.gz")));
    }

    private static Guest guest(String key) {
        return report.guests().stream().filter(g -> g.key().equals(key)).findFirst().orElseThrow();
    }

    private static Count count(String guest, Following following) {
        return guest(guest).rows().stream().filter(r -> r.setting() == following).findFirst().orElseThrow().count().orElseThrow();
    }

    @Test
    void linuxWritesRegistersAndQueuesDescriptorsAsItsRecordingsSay() {
        Count on = count("linux-cm1", Following.NOBODY);
        assertThat(List.of(on.registerWrites(), on.descriptors(), on.requests())).containsExactly(226L, 416L, 722L);
        Count off = count("linux-cm0", Following.NOBODY);
        assertThat(List.of(off.registerWrites(), off.descriptors(), off.requests())).containsExactly(139L, 242L, 722L);
    }

    @Test
    void everyRequestThatIsFollowedReachesTheFrameThatTheGuestHasMapped() {
        report.guests().forEach(g -> g.rows().forEach(row -> row.count().ifPresent(
                c -> assertThat(c.wrong()).as(g.key() + ", " + row.setting()).isZero())));
    }

    @Test
    void anExternalCacheIsRefusedWithoutCachingModeUnlessTablesAreShadowed() {
        for (Guest guest : report.guests()) {
            boolean cachingMode = guest.key().contains("cm1");
            guest.rows().forEach(row -> assertThat(row.count().isEmpty()).as(guest.key() + ", " + row.setting())
                    .isEqualTo(!cachingMode && UNSHADOWED.contains(row.setting())));
        }
        assertThat(guest("linux-cm0").rows().stream().map(CostReport.Row::refusal).filter(r -> !r.isEmpty()))
                .isNotEmpty().allSatisfy(refusal -> assertThat(refusal).contains("00:04.0", "caching-mode=off", "shadowing"));
    }

    @Test
    void nobodyListeningCostsNothingAndTenCachesAreToldTenTimesAsMuch() {
        for (Guest guest : report.guests()) {
            Count nobody = count(guest.key(), Following.NOBODY);
            assertThat(List.of(nobody.events(), nobody.readAgain(), nobody.traps())).containsOnly(0L);
            Count one = count(guest.key(), Following.ONE_SHADOWED);
            Count ten = count(guest.key(), Following.TEN_SHADOWED);
            assertThat(ten.events()).isEqualTo(10 * one.events()).isPositive();
            assertThat(ten.traps()).as("a store is trapped once, whoever follows").isEqualTo(one.traps()).isPositive();
        }
        assertThat(count("linux-cm1", Following.TEN).events()).isEqualTo(10 * count("linux-cm1", Following.ONE).events());
    }

    @Test
    void cachingModeCostsTheGuestStopsAndBatchingSavesThem() {
        long on = count("driver-cm1-strict", Following.NOBODY).registerWrites();
        assertThat(on).isGreaterThan(count("driver-cm0-strict", Following.NOBODY).registerWrites());
        assertThat(on).isGreaterThan(count("driver-cm1-batched", Following.NOBODY).registerWrites());
    }

    @Test
    void theTableFitsATerminalAndTheValuesHaveOneLineForEachSetting() {
        assertThat(report.text().lines()).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(80));
        List<String> lines = report.csv().lines().toList();
        assertThat(lines).hasSize(1 + 6 * Following.values().length).contains("linux-cm1,nobody,226,416,722,0,199,0,0,0",
                "linux-cm0,1 external,,,,,,,,");
        assertThat(lines).allSatisfy(line -> assertThat(line.split(",", -1)).hasSize(10));
        assertThat(Arrays.stream(report.chart().text().split("\n"))).anyMatch(l -> l.contains("10 external, shadowed") && l.contains("594"));
    }
}
