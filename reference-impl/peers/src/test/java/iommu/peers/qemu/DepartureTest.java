package iommu.peers.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DepartureTest {

    @Test
    void theReadmeNamesEachWithItsSection() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        for (Departure departure : Departure.values()) {
            assertThat(readme).contains("| `" + departure.title() + "` | " + departure.section() + " | " + departure.sentence());
            assertThat(departure.section()).startsWith("§");
        }
    }

    @Test
    void theSummaryListsEachThatTheProfileHasAndHowOftenItWasUsed() {
        Tally tally = new Tally();
        tally.count(Departure.FENCE_REFUSED);
        tally.count(Departure.FENCE_REFUSED);
        String text = new Summary(Profile.QEMU_7_2, 10, tally).text();
        for (Departure departure : Departure.values()) {
            assertThat(text).contains("  " + departure.title()).contains(departure.section() + ": " + departure.sentence());
        }
        assertThat(text).containsPattern("fence-refused +2\n").containsPattern("silent-denial +0\n");
        assertThat(new Summary(Profile.STRICT, 10, tally).text()).doesNotContain("fence-refused").contains("none");
    }

    @Test
    void aFullRunThatMissedSomethingIsNotComplete() {
        assertThat(new Summary(Profile.QEMU_7_2, CompareRun.FULL, new Tally()).complete()).isFalse();
        assertThat(new Summary(Profile.QEMU_7_2, CompareRun.FULL - 1, new Tally()).complete()).isTrue();
        Tally tally = new Tally();
        Buckets.required().forEach(tally::count);
        tally.request(2);
        assertThat(new Summary(Profile.QEMU_7_2, CompareRun.FULL, tally).complete()).isTrue();
        for (int i = 0; i < 4; i++) {
            tally.request(1);
        }
        assertThat(new Summary(Profile.QEMU_7_2, CompareRun.FULL, tally).complete()).isTrue();
        tally.request(1);
        assertThat(new Summary(Profile.QEMU_7_2, CompareRun.FULL, tally).complete()).isFalse();
    }
}
