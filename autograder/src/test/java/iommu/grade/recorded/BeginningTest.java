package iommu.grade.recorded;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.grade.judge.Lawbook;
import iommu.grade.judge.PreparedCase;
import iommu.scenario.Scenario;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A saved run is found again in the case that it was cut from, and judged as that is. */
class BeginningTest {

    private static final String TABLES = "vtd 1\n# Two pages.\nroom walk\nmap 00:03.0 did=1 iova=0x1000 gpa=0x200000 r\n"
            + "map 00:03.0 did=1 iova=0x2000 gpa=0x300000 rw\n";
    private static final String FIRST = "walk 00:03.0 read 0x1000\n";
    private static final String SECOND = "walk 00:03.0 write 0x1000\n";

    private static PreparedCase graded(String text) {
        return Lawbook.prepare(Scenario.parse("case.vtd", text));
    }

    private static Optional<Beginning> begun(String run, String whole) {
        return Beginning.of(Scenario.parse("run.vtd", run), graded(whole));
    }

    @Test
    void whatOnlyAskedMayBeMissingWhereTablesAloneDecide() {
        PreparedCase whole = graded(TABLES + FIRST + SECOND);
        Beginning run = Beginning.of(Scenario.parse("run.vtd", TABLES + SECOND), whole).orElseThrow();
        assertThat(run.last()).isEqualTo(7);
        PreparedCase judged = run.judged();
        assertThat(judged.allowed().getLast()).isEqualTo(whole.allowed().getLast()).isPresent();
        assertThat(judged.plan().steps()).hasSize(whole.plan().steps().size() - 1);
    }

    @Test
    void aStoreMayNotBeMissing() {
        assertThat(begun(TABLES.replaceFirst("map.*\n", "") + SECOND, TABLES + FIRST + SECOND)).isEmpty();
        assertThat(begun(TABLES + SECOND + FIRST, TABLES + FIRST + SECOND)).isEmpty();
    }

    @Test
    void whereEarlierAnswersCountNothingMayBeMissing() {
        String head = "vtd 1\nroom faults\nunit fault-records=1\n";
        String fault = "fault 00:01.0 read 0x1000 READ_DENIED\n";
        assertThat(begun(head + fault, head + "status\n" + fault)).isEmpty();
        assertThat(begun(head + "status\n", head + "status\n" + fault)).isPresent();
    }

    @Test
    void aWayIsReadBackByItsLine() {
        String text = new Ways(Map.of(3, "read\n\n  entry 1\n", 12, "write\n")).text();
        assertThat(Ways.read(text, 3)).contains("read\n\n  entry 1\n");
        assertThat(Ways.read(text, 12)).contains("write\n");
        assertThat(Ways.read(text, 1)).isEmpty();
    }
}
