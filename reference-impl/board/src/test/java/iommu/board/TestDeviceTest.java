package iommu.board;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code iommu-testdev} at 00:02.0, through each of the unit's modes, as QEMU's tests of it go. */
class TestDeviceTest {

    private static final int DEVFN = 0x10;
    private static final long IDLE = 0xFFFF_FFFFL;

    private Libqtest test;
    private VtdGuest guest;
    private TestDeviceDriver driver;

    @BeforeEach
    void start() throws IOException {
        test = Libqtest.start("-machine", "q35", "-smp", "1", "-m", "512", "-net", "none", "-device",
                "intel-iommu,x-scalable-mode=on,x-flts=on", "-device", "iommu-testdev");
        guest = new VtdGuest(test, DEVFN);
        driver = TestDeviceDriver.find(test);
    }

    @AfterEach
    void stop() throws IOException {
        test.close();
    }

    private void passes(long iova, long target) throws IOException {
        test.writel(target, 0);
        assertThat(driver.dma(iova, target, 4)).as("result").isZero();
        assertThat(test.readl(target)).isEqualTo(0x1234_5678);
        assertThat(test.readl(VtdGuest.FSTS)).as("FSTS").isZero();
    }

    private void isBlocked(long iova, long target, int reason) throws IOException {
        isBlocked(iova, target, reason, iova & -0x1000);
    }

    private void isBlocked(long iova, long target, int reason, long information) throws IOException {
        test.writel(target, 0);
        assertThat(driver.dma(iova, target, 4)).as("result").isEqualTo(0xDEAD_0002L);
        assertThat(test.readl(target)).isZero();
        assertThat(test.readl(VtdGuest.FSTS) & 2).as("PPF").isEqualTo(2);
        assertThat(test.readq(VtdGuest.FRCD_HIGH)).as("fault record")
                .isEqualTo(1L << 63 | (long) reason << 32 | DEVFN); // F, T=00: write; FR; SID
        assertThat(test.readq(VtdGuest.FRCD_HIGH - 8)).as("FI").isEqualTo(information);
    }

    @Test
    void withTranslationOffADmaGoesWhereItSays() throws IOException {
        passes(VtdGuest.TARGET, VtdGuest.TARGET);
    }

    @Test
    void legacyPassThrough() throws IOException {
        guest.legacyPassThrough();
        passes(VtdGuest.TARGET, VtdGuest.TARGET);
    }

    @Test
    void legacyTranslated() throws IOException {
        guest.legacyTranslated();
        passes(VtdGuest.IOVA, VtdGuest.TARGET);
    }

    @Test
    void scalablePassThrough() throws IOException {
        guest.scalablePassThrough();
        passes(VtdGuest.TARGET, VtdGuest.TARGET);
    }

    @Test
    void scalableSecondStage() throws IOException {
        guest.scalableSecondStage();
        passes(VtdGuest.IOVA, VtdGuest.TARGET);
    }

    @Test
    void scalableFirstStage() throws IOException {
        guest.scalableFirstStage();
        passes(VtdGuest.IOVA, VtdGuest.TARGET);
    }

    @Test
    void aHoleInLegacyTablesBlocksAndIsRecorded() throws IOException {
        guest.legacyTranslated();
        guest.clearLeaf();
        isBlocked(VtdGuest.IOVA, VtdGuest.TARGET, 0x05); // LGN.2
    }

    @Test
    void aHoleInTheSecondStageBlocksAndIsRecorded() throws IOException {
        guest.scalableSecondStage();
        guest.clearLeaf();
        isBlocked(VtdGuest.IOVA, VtdGuest.TARGET, 0x79); // SSS.2
    }

    @Test
    void aHoleInTheFirstStageBlocksAndIsRecorded() throws IOException {
        guest.scalableFirstStage();
        guest.clearLeaf();
        isBlocked(VtdGuest.IOVA, VtdGuest.TARGET, 0x71); // SFS.2
    }

    @Test
    void anInterruptOfTheDeviceIsRemappedOrBlocked() throws IOException {
        long message = 0xFEE0_0010L; // remappable format, handle 0
        assertThat(driver.dma(message, VtdGuest.TARGET, 4)).as("delivered, so not in memory").isEqualTo(0xDEAD_0004L);
        guest.remapInterrupts();
        isBlocked(message, VtdGuest.TARGET, 0x22, 0); // Table 15: P=0 in entry 0
    }

    @Test
    void aLongTransferIsCutAtPagesAndEndsAtTheFirstThatIsBlocked() throws IOException {
        guest.legacyTranslated();
        long lastEight = VtdGuest.TARGET | 0xFF8;
        assertThat(driver.dma(VtdGuest.IOVA | 0xFF8, lastEight, 16)).isEqualTo(0xDEAD_0002L);
        assertThat(test.read(lastEight & -8, 16)).as("the good part is done, nothing goes behind it")
                .isEqualTo(new byte[] {0, 0, 0, 0, 0, 0, 0, 0x78, 0, 0, 0, 0, 0, 0, 0, 0});
    }

    @Test
    void aPatternIsRepeatedOverTheLength() throws IOException {
        assertThat(driver.dma(0x10_0FFF, 0x10_0FFF, 6)).isZero();
        assertThat(test.read(0x10_0FFF, 7)).isEqualTo(new byte[] {0x78, 0x56, 0x34, 0x12, 0x78, 0x56, 0});
    }

    @Test
    void whatArrivesElsewhereIsAMismatch() throws IOException {
        assertThat(driver.dma(0x10_0000, 0x20_0000, 4)).isEqualTo(0xDEAD_0004L);
    }

    @Test
    void readingBackWhereNoMemoryIsFails() throws IOException {
        assertThat(driver.dma(0x10_0000, 0x4000_0000, 4)).isEqualTo(0xDEAD_0003L);
    }

    @Test
    void writingWhereNoMemoryIsFails() throws IOException {
        assertThat(driver.dma(0x4000_0000, 0x10_0000, 4)).isEqualTo(0xDEAD_0002L);
    }

    @Test
    void withoutBusMasteringNothingIsWritten() throws IOException {
        test.configWritew(DEVFN, 4, 3);
        assertThat(driver.dma(0x10_0000, 0x10_0000, 4)).isEqualTo(0xDEAD_0002L);
        assertThat(test.readl(0x10_0000)).isZero();
    }

    @Test
    void aLengthOf0IsBad() throws IOException {
        assertThat(driver.dma(0x10_0000, 0x10_0000, 0)).isEqualTo(0xDEAD_0001L);
        assertThat(driver.dma(0x10_0000, 0x10_0000, -1)).isEqualTo(0xDEAD_0001L);
    }

    @Test
    void aSpaceThatContradictsTheSecureBitIsBad() throws IOException {
        for (int good : new int[] {0, 1, 0x2, 0x9, 0xA, 0xD, 0xE}) {
            driver.arm(0x10_0000, 0x10_0000, 4, good);
            driver.trigger();
            assertThat(driver.result()).as("attributes %x", good).isZero();
        }
        for (int bad : new int[] {0x8, 0xB, 0xC, 0xF}) {
            driver.arm(0x10_0000, 0x10_0000, 4, bad);
            driver.trigger();
            assertThat(driver.result()).as("attributes %x", bad).isEqualTo(0xDEAD_0006L);
        }
    }

    @Test
    void runningDisarms() throws IOException {
        assertThat(driver.result()).isEqualTo(IDLE);
        assertThat(driver.dma(0x10_0000, 0x10_0000, 4)).isZero();
        assertThat(driver.doorbell()).isZero();
        driver.trigger();
        assertThat(driver.result()).isEqualTo(0xDEAD_0005L);
    }

    @Test
    void aDoorbellOf0DisarmsToo() throws IOException {
        driver.arm(0x10_0000, 0x10_0000, 4, 0);
        driver.disarm();
        assertThat(driver.result()).isEqualTo(IDLE);
        driver.trigger();
        assertThat(driver.result()).isEqualTo(0xDEAD_0005L);
        assertThat(test.readl(0x10_0000)).isZero();
    }
}
