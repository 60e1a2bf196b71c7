package iommu.board;

import iommu.arch.Iova;
import iommu.arch.SourceId;
import java.util.Arrays;

/**
 * {@code edu} (1234:11e8): a device made for teaching, of which the DMA engine, the liveness register and the interrupt
 * status are here. A DMA is done when the write that started it returns; what was blocked is not reported by the device,
 * and reads as zeros. An address outside the buffer, or more than fits there, moves nothing.
 */
final class Edu implements PciDevice {

    private static final int IDENTIFICATION = 0x00;
    private static final int LIVENESS = 0x04;
    private static final int INTERRUPT_STATUS = 0x24;
    private static final int INTERRUPT_RAISE = 0x60;
    private static final int INTERRUPT_ACKNOWLEDGE = 0x64;
    private static final int DMA = 0x80;
    private static final int SOURCE = 0;
    private static final int DESTINATION = 1;
    private static final int COUNT = 2;
    private static final int COMMAND = 3;

    private static final int START = 1;
    private static final int TO_MEMORY = 2;
    private static final int INTERRUPT_AFTERWARDS = 4;
    private static final int DMA_INTERRUPT = 0x100;

    private static final int BAR_SIZE = 1 << 20;
    private static final long BUFFER = 0x40000;
    private static final int BUFFER_SIZE = 1 << 12;

    private final PciFunction function = new PciFunction(new PciFunction.Identity(0x1234, 0x11E8, 0xFF_0000, 0x10), BAR_SIZE);
    private final byte[] buffer = new byte[BUFFER_SIZE];
    private final long[] dma = new long[COMMAND + 1];
    private final BusMaster bus;
    private final long dmaMask;
    private int liveness;
    private int interruptStatus;

    /** @param dmaMask the bits of an IOVA that the device can drive */
    Edu(SourceId source, Upstream unit, Ram ram, long dmaMask) {
        this.bus = new BusMaster(source, function::mastersBus, unit, ram);
        this.dmaMask = dmaMask;
    }

    @Override
    public PciFunction function() {
        return function;
    }

    @Override
    public int widest() {
        return 8;
    }

    @Override
    public long read(int offset, int size) {
        return switch (offset) {
            case IDENTIFICATION -> 0x0100_00ED;
            case LIVENESS -> Integer.toUnsignedLong(~liveness);
            case INTERRUPT_STATUS -> Integer.toUnsignedLong(interruptStatus);
            default -> isDma(offset) ? dma[(offset - DMA) / 8] : 0;
        };
    }

    @Override
    public void write(int offset, int size, long value) {
        switch (offset) {
            case LIVENESS -> liveness = (int) value;
            case INTERRUPT_RAISE -> interruptStatus |= (int) value;
            case INTERRUPT_ACKNOWLEDGE -> interruptStatus &= ~(int) value;
            default -> {
                if (isDma(offset)) {
                    dma[(offset - DMA) / 8] = value;
                    run();
                }
            }
        }
    }

    @Override
    public void reset() {
        Arrays.fill(buffer, (byte) 0);
        Arrays.fill(dma, 0);
        liveness = 0;
        interruptStatus = 0;
    }

    private static boolean isDma(int offset) {
        return offset >= DMA && offset <= DMA + 8 * COMMAND && offset % 8 == 0;
    }

    private void run() {
        if ((dma[COMMAND] & START) == 0) {
            return;
        }
        boolean toMemory = (dma[COMMAND] & TO_MEMORY) != 0;
        long inBuffer = (toMemory ? dma[SOURCE] : dma[DESTINATION]) - BUFFER;
        if (inBuffer >= 0 && inBuffer <= BUFFER_SIZE && dma[COUNT] >= 0 && dma[COUNT] <= BUFFER_SIZE - inBuffer) {
            move(toMemory, (int) inBuffer, new byte[(int) dma[COUNT]]);
        }
        if ((dma[COMMAND] & INTERRUPT_AFTERWARDS) != 0) {
            interruptStatus |= DMA_INTERRUPT;
        }
        dma[COMMAND] &= ~START;
    }

    private void move(boolean toMemory, int inBuffer, byte[] data) {
        if (toMemory) {
            System.arraycopy(buffer, inBuffer, data, 0, data.length);
            bus.write(new Iova(dma[DESTINATION] & dmaMask), data);
        } else {
            bus.read(new Iova(dma[SOURCE] & dmaMask), data);
            System.arraycopy(data, 0, buffer, inBuffer, data.length);
        }
    }
}
