package iommu.board;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** {@code iommu-testdev} at 00:02.0 as a test drives it: 4-byte reads and writes of its BAR. */
final class TestDeviceDriver {

    static final int DEVFN = 0x10;

    private static final long BAR = 0xE000_0000L;
    private static final long TRIGGER = BAR;
    private static final long RESULT = BAR + 0x10;
    private static final long DOORBELL = BAR + 0x14;
    private static final int NOT_SECURE = 0xA; // bit 3: bits 2:1 count; space 1
    private static final long BUSY = 0xFFFF_FFFEL;

    private final Libqtest test;

    private TestDeviceDriver(Libqtest test) {
        this.test = test;
    }

    /** Looks at all of bus 0, enables the device and places its BAR. */
    static TestDeviceDriver find(Libqtest test) throws IOException {
        assertThat(PciTest.enumerate(test)).containsEntry(DEVFN, 0x1B36_0005L);
        assertThat(PciTest.enable(test, DEVFN, BAR)).as("size of BAR0").isEqualTo(0xFFFF_F000L);
        return new TestDeviceDriver(test);
    }

    void arm(long iova, long target, int length, int attributes) throws IOException {
        register(BAR + 0x04, iova);
        register(BAR + 0x08, iova >>> 32);
        register(BAR + 0x1C, target);
        register(BAR + 0x20, target >>> 32);
        register(BAR + 0x0C, length);
        register(BAR + 0x18, attributes);
        register(DOORBELL, 1);
        assertThat(result()).isEqualTo(BUSY);
    }

    /** Arms and triggers. @return the result */
    long dma(long iova, long target, int length) throws IOException {
        arm(iova, target, length, NOT_SECURE);
        trigger();
        return result();
    }

    void trigger() throws IOException {
        register(TRIGGER);
    }

    void disarm() throws IOException {
        register(DOORBELL, 0);
    }

    long doorbell() throws IOException {
        return register(DOORBELL);
    }

    long result() throws IOException {
        return register(RESULT);
    }

    private long register(long address) throws IOException {
        return Integer.toUnsignedLong(ByteBuffer.wrap(test.read(address, 4)).order(ByteOrder.LITTLE_ENDIAN).getInt());
    }

    private void register(long address, long value) throws IOException {
        test.write(address, ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt((int) value).array());
    }
}
