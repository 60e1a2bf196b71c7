package iommu.board;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code edu}: its registers, and DMA in both directions through the unit. */
class EduTest {

    private static final long BAR = 0xFE00_0000L;
    private static final int DEVFN = 0x18;
    private static final long BUFFER = 0x40000;

    private Libqtest test;

    @BeforeEach
    void start() throws IOException {
        test = Libqtest.start("-machine", "q35,kernel-irqchip=off", "-m", "512M", "-nodefaults", "-device",
                "intel-iommu,aw-bits=48,intremap=on", "-device", "edu,addr=03.0,dma_mask=0xffffffffffffffff");
        PciTest.enable(test, DEVFN, BAR);
    }

    @AfterEach
    void stop() throws IOException {
        test.close();
    }

    private void dma(long source, long destination, int count, int command) throws IOException {
        test.writeq(BAR + 0x80, source);
        test.writeq(BAR + 0x88, destination);
        test.writeq(BAR + 0x90, count);
        test.writeq(BAR + 0x98, command);
        assertThat(test.readq(BAR + 0x98) & 1).as("done").isZero();
    }

    @Test
    void livenessIsInverted() throws IOException {
        test.writel(BAR + 4, 0x1234_5678);
        assertThat(test.readl(BAR + 4)).isEqualTo(0xEDCB_A987L);
    }

    @Test
    void bytesGoToTheDeviceAndBack() throws IOException {
        test.write(0x10_0FFE, (byte) 1, (byte) 2, (byte) 3, (byte) 4);
        dma(0x10_0FFE, BUFFER + 100, 4, 1);
        dma(BUFFER + 100, 0x20_0FFE, 4, 3);
        assertThat(test.read(0x20_0FFD, 6)).isEqualTo(new byte[] {0, 1, 2, 3, 4, 0});
    }

    @Test
    void theUnitTranslatesBothDirections() throws IOException {
        new VtdGuest(test, DEVFN).legacyTranslated();
        test.writeq(VtdGuest.TARGET, 0x1122_3344_5566_7788L);
        dma(VtdGuest.IOVA, BUFFER, 8, 1);
        dma(BUFFER, VtdGuest.IOVA + 8, 8, 3);
        assertThat(test.readq(VtdGuest.TARGET + 8)).isEqualTo(0x1122_3344_5566_7788L);
        assertThat(test.readl(VtdGuest.FSTS)).isZero();
    }

    @Test
    void aBlockedReadLeavesZerosInTheBuffer() throws IOException {
        test.writeq(0x10_0000, -1);
        dma(0x10_0000, BUFFER, 8, 1);
        VtdGuest guest = new VtdGuest(test, DEVFN);
        guest.legacyTranslated();
        guest.clearLeaf();
        dma(VtdGuest.IOVA, BUFFER, 8, 1);
        assertThat(test.readq(VtdGuest.FRCD_HIGH)).isEqualTo(1L << 63 | 1L << 62 | 6L << 32 | DEVFN); // F, T=read; FR; SID
        test.writel(VtdGuest.GCMD, 0);
        dma(BUFFER, 0x10_0000, 8, 3);
        assertThat(test.readq(0x10_0000)).isZero();
    }

    @Test
    void aTransferOutsideTheBufferMovesNothing() throws IOException {
        test.writeq(0x10_0000, -1);
        dma(BUFFER + 0xFF9, 0x10_0000, 8, 3);
        dma(BUFFER - 1, 0x10_0000, 8, 3);
        dma(0, 0x10_0000, 8, 3);
        dma(BUFFER, 0x10_0000, -1, 3);
        dma(BUFFER, 0x10_0000, 0x1001, 3);
        assertThat(test.readq(0x10_0000)).isEqualTo(-1);
        dma(BUFFER + 0xFF8, 0x10_0000, 8, 3);
        assertThat(test.readq(0x10_0000)).isZero();
    }

    @Test
    void theEndOfADmaMayRaiseAnInterruptUntilItIsAcknowledged() throws IOException {
        dma(0x10_0000, BUFFER, 8, 1);
        assertThat(test.readl(BAR + 0x24)).isZero();
        dma(0x10_0000, BUFFER, 8, 5);
        assertThat(test.readl(BAR + 0x24)).isEqualTo(0x100);
        test.writel(BAR + 0x60, 6);
        test.writel(BAR + 0x64, 0x102);
        assertThat(test.readl(BAR + 0x24)).isEqualTo(4);
    }

    @Test
    void withoutADmaMaskTheDeviceDrives28AddressBits() throws IOException {
        try (Libqtest narrow = Libqtest.start("-m", "512", "-device", "edu")) {
            PciTest.enable(narrow, DEVFN, BAR);
            narrow.writeq(BAR + 0x80, BUFFER);
            narrow.writeq(BAR + 0x88, 0x1010_0000L);
            narrow.writeq(BAR + 0x90, 8);
            narrow.writeq(0x10_0000, -1);
            narrow.writeq(0x1010_0000L, -1);
            narrow.writel(BAR + 0x98, 3);
            assertThat(narrow.readq(0x10_0000)).isZero();
            assertThat(narrow.readq(0x1010_0000L)).isEqualTo(-1);
        }
    }
}
