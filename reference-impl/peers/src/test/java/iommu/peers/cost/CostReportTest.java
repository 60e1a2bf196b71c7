package iommu.peers.cost;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.peers.cost.CostReport.Guest;
import iommu.peers.cost.CostReport.Row;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class CostReportTest {

    private static CostReport report;

    @BeforeAll
    static void count() throws Exception {
        Path recordings = Path.of("../../recordings");
        report = CostReport.of(List.of(recordings.resolve("linux-cm1.events.gz"), recordings.resolve("linux-cm0.events.gz")));
        System.out.println(report.text());
    }

    @Test
    void x() {
        assertThat(report.guests()).isNotEmpty();
    }
}
