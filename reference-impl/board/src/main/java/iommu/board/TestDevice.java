package iommu.board;

import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import java.util.Arrays;

/**
 * {@code iommu-testdev} (1b36:0005): when it is armed and its trigger is read, it writes a pattern through the unit,
 * reads it back from the memory where it should have arrived, and says how that went.
 */
final class TestDevice implements PciDevice {

    /** How a DMA ended, or why none did. */
    private enum Result {
        PASSED(0), IDLE(0xFFFF_FFFF), BUSY(0xFFFF_FFFE), BAD_LENGTH(0xDEAD_0001), WRITE_FAILED(0xDEAD_0002),
        READ_BACK_FAILED(0xDEAD_0003), MISMATCH(0xDEAD_0004), NOT_ARMED(0xDEAD_0005), BAD_ATTRIBUTES(0xDEAD_0006);

        private final int code;

        Result(int code) {
            this.code = code;
        }
    }

    private static final int TRIGGER = 0x00;
    private static final int IOVA = 0x04;
    private static final int LENGTH = 0x0C;
    private static final int RESULT = 0x10;
    private static final int DOORBELL = 0x14;
    private static final int ATTRIBUTES = 0x18;
    private static final int TARGET = 0x1C;
    private static final int REGISTERS = 0x24 / 4;

    private static final int BAR_SIZE = 1 << 12;
    private static final int LONGEST = 1 << 20;
    private static final int PATTERN = 0x1234_5678;

    private final PciFunction function = new PciFunction(new PciFunction.Identity(0x1B36, 0x0005, 0xFF_0000, 0), BAR_SIZE);
    private final int[] registers = new int[REGISTERS];
    private final BusMaster bus;
    private final Ram ram;
    private boolean armed;
    private Result result = Result.IDLE;

    TestDevice(SourceId source, Upstream unit, Ram ram) {
        this.bus = new BusMaster(source, function::mastersBus, unit, ram);
        this.ram = ram;
    }

    @Override
    public PciFunction function() {
        return function;
    }

    @Override
    public int widest() {
        return 4;
    }

    @Override
    public long read(int offset, int size) {
        return switch (offset) {
            case TRIGGER -> {
                result = armed ? run() : Result.NOT_ARMED;
                armed = false;
                yield 0;
            }
            case RESULT -> result.code;
            case DOORBELL -> armed ? 1 : 0;
            default -> offset / 4 < REGISTERS ? registers[offset / 4] : 0;
        };
    }

    @Override
    public void write(int offset, int size, long value) {
        if (offset == DOORBELL) {
            armed = (value & 1) != 0;
            result = armed ? Result.BUSY : Result.IDLE;
        } else if (offset / 4 < REGISTERS && offset != TRIGGER && offset != RESULT) {
            registers[offset / 4] = (int) value;
        }
    }

    @Override
    public void reset() {
        Arrays.fill(registers, 0);
        armed = false;
        result = Result.IDLE;
    }

    private Result run() {
        long length = Integer.toUnsignedLong(registers[LENGTH / 4]);
        if (length == 0 || length > LONGEST) {
            return Result.BAD_LENGTH;
        }
        if (!areConsistent(registers[ATTRIBUTES / 4])) {
            return Result.BAD_ATTRIBUTES;
        }
        byte[] sent = new byte[(int) length];
        for (int i = 0; i < sent.length; i++) {
            sent[i] = (byte) (PATTERN >>> 8 * (i % 4));
        }
        if (!bus.write(new Iova(pair(IOVA)), sent)) {
            return Result.WRITE_FAILED;
        }
        byte[] arrived = new byte[sent.length];
        if (!ram.read(new Gpa(pair(TARGET)), arrived)) {
            return Result.READ_BACK_FAILED;
        }
        return Arrays.equals(sent, arrived) ? Result.PASSED : Result.MISMATCH;
    }

    /** Bit 3: the space in bits 2:1 counts, and of the four spaces 0 and 2 are secure, as bit 0 must say. */
    private static boolean areConsistent(int attributes) {
        boolean counts = (attributes & 1 << 3) != 0;
        boolean secure = (attributes & 1) != 0;
        boolean secureSpace = (attributes >> 1 & 1) == 0;
        return !counts || secure == secureSpace;
    }

    private long pair(int offset) {
        return Integer.toUnsignedLong(registers[offset / 4 + 1]) << 32 | Integer.toUnsignedLong(registers[offset / 4]);
    }
}
