package iommu.peers.recording;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.peers.recording.ReplayReport.Kind;
import iommu.peers.recording.ReplayReport.Tally;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** A real Linux kernel, recorded: the reference answers everything as the recorded unit did. */
class LinuxRecordingsTest {

    private static ReplayReport replay(String name) throws IOException {
        return Replayer.replay(Path.of("../../recordings").resolve(name));
    }

    private static void equal(ReplayReport report, Kind kind, int count) {
        Tally tally = report.tally(kind);
        assertThat(tally.compared()).as(kind + "\n" + report.text()).isEqualTo(count);
        assertThat(tally.equal()).as(kind + "\n" + report.text()).isEqualTo(count);
    }

    @Test
    void linuxWithCachingModeOn() throws IOException {
        ReplayReport report = replay("linux-cm1.events.gz");
        equal(report, Kind.REGISTER_READ, 19);
        equal(report, Kind.TRANSLATION, 722);
        equal(report, Kind.ENTRY, 2769);
        equal(report, Kind.INTERRUPT, 2770);
        assertThat(report.text()).startsWith("replayed 12140 events: 4612 changed words, 226 register writes, 416 descriptors");
    }

    @Test
    void linuxWithCachingModeOff() throws IOException {
        ReplayReport report = replay("linux-cm0.events.gz");
        equal(report, Kind.REGISTER_READ, 19);
        equal(report, Kind.TRANSLATION, 722);
        equal(report, Kind.ENTRY, 2600);
        equal(report, Kind.INTERRUPT, 2601);
        assertThat(report.text()).startsWith("replayed 11663 events: 4612 changed words, 139 register writes, 242 descriptors");
    }
}
