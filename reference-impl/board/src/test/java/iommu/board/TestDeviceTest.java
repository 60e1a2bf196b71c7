package iommu.board;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code iommu-testdev} at 00:02.0, through each of the unit's modes, as QEMU's tests of it go. */
class TestDeviceTest {

    private static final int DEVFN = 0x10;
    private static final long BAR = 0xE000_0000L;
    private static final long TRIGGER = BAR;
    private static final long RESULT = BAR + 0x10;
    private static final long DOORBELL = BAR + 0x14;
    private static final int ATTRIBUTES = 0xA; // space 1, valid, not secure
    private static final long IDLE = 0xFFFF_FFFFL;
    private static final long BUSY = 0xFFFF_FFFEL;

    private Libqtest test;
    private VtdGuest guest;

    @BeforeEach
    void start() throws IOException {
        test = Libqtest.start("-machine", "q35", "-smp", "1", "-m", "512", "-net", "none", "-device",
                "intel-iommu,x-scalable-mode=on,x-flts=on", "-device", "iommu-testdev");
        guest = new VtdGuest(test, DEVFN);
        assertThat(PciTest.enumerate(test)).containsEntry(DEVFN, 0x1B36_0005L);
        PciTest.enable(test, DEVFN, BAR);
    }

    @AfterEach
    void stop() throws IOException {
        test.close();
    }

    private long register(long address) throws IOException {
        return Integer.toUnsignedLong(ByteBuffer.wrap(test.read(address, 4)).order(ByteOrder.LITTLE_ENDIAN).getInt());
    }

    private void register(long address, long value) throws IOException {
        test.write(address, ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt((int) value).array());
    }

    private void arm(long iova, long target, int length, int attributes) throws IOException {
        register(BAR + 0x04, iova);
        register(BAR + 0x08, iova >>> 32);
        register(BAR + 0x1C, target);
        register(BAR + 0x20, target >>> 32);
        register(BAR + 0x0C, length);
        register(BAR + 0x18, attributes);
        register(DOORBELL, 1);
        assertThat(register(RESULT)).isEqualTo(BUSY);
    }

    private long dma(long iova, long target, int length) throws IOException {
        arm(iova, target, length, ATTRIBUTES);
        register(TRIGGER);
        return register(RESULT);
    }

    private void passes(long iova, long target) throws IOException {
        test.writel(target, 0);
        assertThat(dma(iova, target, 4)).as("result").isZero();
        assertThat(test.readl(target)).isEqualTo(0x1234_5678);
        assertThat(test.readl(VtdGuest.FSTS)).as("FSTS").isZero();
    }

    private void isBlocked(long iova, long target, int reason) throws IOException {
        isBlocked(iova, target, reason, iova & -0x1000);
    }

    private void isBlocked(long iova, long target, int reason, long information) throws IOException {
        test.writel(target, 0);
        assertThat(dma(iova, target, 4)).as("result").isEqualTo(0xDEAD_0002L);
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
        assertThat(dma(message, VtdGuest.TARGET, 4)).as("delivered; no memory there").isEqualTo(0xDEAD_0004L);
        guest.remapInterrupts();
        isBlocked(message, VtdGuest.TARGET, 0x22, 0); // Table 15: P=0 in entry 0
    }

    @Test
    void aLongTransferIsCutAtPagesAndEndsAtTheFirstThatIsBlocked() throws IOException {
        guest.legacyTranslated();
        long lastEight = VtdGuest.TARGET | 0xFF8;
        assertThat(dma(VtdGuest.IOVA | 0xFF8, lastEight, 16)).isEqualTo(0xDEAD_0002L);
        assertThat(test.read(lastEight & -8, 16)).as("the good part is done, nothing goes behind it")
                .isEqualTo(new byte[] {0, 0, 0, 0, 0, 0, 0, 0x78, 0, 0, 0, 0, 0, 0, 0, 0});
    }

    @Test
    void aPatternIsRepeatedOverTheLength() throws IOException {
        assertThat(dma(0x10_0FFF, 0x10_0FFF, 6)).isZero();
        assertThat(test.read(0x10_0FFF, 7)).isEqualTo(new byte[] {0x78, 0x56, 0x34, 0x12, 0x78, 0x56, 0});
    }

    @Test
    void whatArrivesElsewhereIsAMismatch() throws IOException {
        assertThat(dma(0x10_0000, 0x20_0000, 4)).isEqualTo(0xDEAD_0004L);
    }

    @Test
    void readingBackWhereNoMemoryIsFails() throws IOException {
        assertThat(dma(0x10_0000, 0x4000_0000, 4)).isEqualTo(0xDEAD_0003L);
    }

    @Test
    void writingWhereNoMemoryIsFails() throws IOException {
        assertThat(dma(0x4000_0000, 0x10_0000, 4)).isEqualTo(0xDEAD_0002L);
    }

    @Test
    void withoutBusMasteringNothingIsWritten() throws IOException {
        test.configWritew(DEVFN, 4, 3);
        assertThat(dma(0x10_0000, 0x10_0000, 4)).isEqualTo(0xDEAD_0002L);
        assertThat(test.readl(0x10_0000)).isZero();
    }

    @Test
    void aLengthOf0IsBad() throws IOException {
        assertThat(dma(0x10_0000, 0x10_0000, 0)).isEqualTo(0xDEAD_0001L);
        assertThat(dma(0x10_0000, 0x10_0000, -1)).isEqualTo(0xDEAD_0001L);
    }

    @Test
    void aSpaceThatContradictsTheSecureBitIsBad() throws IOException {
        for (int good : new int[] {0, 1, 0x2, 0x9, 0xA, 0xD, 0xE}) {
            arm(0x10_0000, 0x10_0000, 4, good);
            register(TRIGGER);
            assertThat(register(RESULT)).as("attributes %x", good).isZero();
        }
        for (int bad : new int[] {0x8, 0xB, 0xC, 0xF}) {
            arm(0x10_0000, 0x10_0000, 4, bad);
            register(TRIGGER);
            assertThat(register(RESULT)).as("attributes %x", bad).isEqualTo(0xDEAD_0006L);
        }
    }

    @Test
    void runningDisarms() throws IOException {
        assertThat(register(RESULT)).isEqualTo(IDLE);
        assertThat(dma(0x10_0000, 0x10_0000, 4)).isZero();
        assertThat(register(DOORBELL)).isZero();
        register(TRIGGER);
        assertThat(register(RESULT)).isEqualTo(0xDEAD_0005L);
    }

    @Test
    void aDoorbellOf0DisarmsToo() throws IOException {
        arm(0x10_0000, 0x10_0000, 4, ATTRIBUTES);
        register(DOORBELL, 0);
        assertThat(register(RESULT)).isEqualTo(IDLE);
        register(TRIGGER);
        assertThat(register(RESULT)).isEqualTo(0xDEAD_0005L);
        assertThat(test.readl(0x10_0000)).isZero();
    }
}
