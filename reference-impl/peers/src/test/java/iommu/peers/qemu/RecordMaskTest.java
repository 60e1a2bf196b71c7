package iommu.peers.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Capabilities;
import iommu.arch.Entry128;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What is taken out of QEMU's fault record")
class RecordMaskTest {

    private static final long PENDING = 1L << 63;
    private static final long PASID_PRESENT = 1L << 31;
    private static final Snapshot EMPTY = with(0);

    private final RecordMask mask = new RecordMask(Profile.QEMU_7_2, Capabilities.DEFAULT, new Tally());

    private static Snapshot with(long high) {
        return new Snapshot(0, 0, new Entry128(0x5000, high), 0, 0, List.of());
    }

    @Test
    void aCodeOfLegacyModeIsReadAsTheOneThatIsMeantAndNothingElseIs() {
        mask.means(0x03, 0x41);
        Snapshot seen = mask.inOurCode(with(PENDING | 7L << 40 | PASID_PRESENT | 0x03L << 32));
        assertThat(seen.record().high()).isEqualTo(PENDING | 7L << 40 | PASID_PRESENT | 0x41L << 32);
        assertThat(seen.sameFaults(with(PENDING | 7L << 40 | 0x41L << 32))).as("without PP").isFalse();
        assertThat(mask.inOurCode(with(PENDING | 0x04L << 32))).isEqualTo(with(PENDING | 0x04L << 32));
    }

    @Test
    void theNextRecordMeansWhatItSays() {
        mask.means(0x03, 0x41);
        Snapshot next = with(PENDING | 0x03L << 32);
        assertThat(mask.masked(next, next).record().high()).as("the same record").isEqualTo(PENDING | 0x41L << 32);
        assertThat(mask.masked(next, EMPTY)).as("a new one").isEqualTo(next);
    }
}
