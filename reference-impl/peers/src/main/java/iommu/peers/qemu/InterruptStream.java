package iommu.peers.qemu;

import static iommu.peers.qemu.StreamTables.hex;

import iommu.arch.SourceId;
import java.util.List;
import java.util.Random;

/**
 * Interrupt-remapping entries (§9.9) and messages of devices. Every entry that is written has a vector of its own, so that
 * what comes out says which content was used.
 */
final class InterruptStream {

    private static final long TABLE = 0x110_8000L;
    /** IRTA.S: 256 entries. */
    private static final int SIZE = 7;
    private static final int ENTRIES = 6;
    private static final int FIRST_VECTOR = 0x10;
    private static final int LAST_VECTOR = 0xFE;

    private final Random random;
    private final List<String> lines;
    private final StreamCommands commands;
    private int vector = FIRST_VECTOR;

    InterruptStream(Random random, List<String> lines, StreamCommands commands) {
        this.random = random;
        this.lines = lines;
        this.commands = commands;
    }

    void begin() {
        lines.add("mmio write64 0xb8 " + hex(TABLE | SIZE));
        commands.interruptTable();
        commands.interrupts(true, false);
    }

    /** Whether there are vectors left that nobody has seen. */
    private boolean exhausted() {
        return vector > LAST_VECTOR;
    }

    void edit(SourceId source) {
        if (exhausted()) {
            return;
        }
        int index = random.nextInt(ENTRIES);
        long low = 1 | (long) vector++ << 16;
        long high = 0;
        switch (random.nextInt(12)) {
            case 0 -> low &= ~1;
            case 1 -> low |= 1 << 24; // reserved
            case 2 -> low |= 1 << 12; // reserved
            case 3 -> low |= 0x5L << 40; // to another processor
            case 4 -> low = low & ~1 | 2; // FPD counts even if P=0
            case 5 -> high = 1 << 18 | (source.value() ^ random.nextInt(8)) | (long) random.nextInt(4) << 16; // SVT=1
            case 6 -> high = 2 << 18 | random.nextInt(2) << 8 | random.nextInt(2); // SVT=2: a range of buses
            case 7 -> high = 3 << 18;
            default -> { }
        }
        lines.add("write128 " + hex(TABLE + 16L * index) + " " + hex(low) + " " + hex(high));
        if (random.nextInt(3) > 0) {
            invalidate(index);
        }
        if (random.nextInt(3) > 0) {
            message(source, index);
        }
    }

    private void invalidate(int index) {
        switch (random.nextInt(3)) {
            case 0 -> commands.interruptCache(-1, 0);
            case 1 -> commands.interruptCache(index, 0);
            default -> commands.interruptCache(index & ~3, 2);
        }
    }

    void invalidate() {
        invalidate(random.nextInt(ENTRIES));
    }

    void message(SourceId source) {
        message(source, random.nextInt(20) == 0 ? 300 : random.nextInt(ENTRIES));
    }

    private void message(SourceId source, int index) {
        boolean subhandle = random.nextInt(4) == 0;
        int data = subhandle ? random.nextInt(index + 1) : 0;
        int handle = index - data;
        if (random.nextInt(10) == 0 && !exhausted()) {
            lines.add("interrupt " + source + " 0xfee00000 " + hex(vector++)); // compatibility format
        } else {
            long address = 0xFEE0_0010L | (long) handle << 5 | (subhandle ? 8 : 0);
            lines.add("interrupt " + source + " " + hex(address) + " " + hex(data));
        }
    }

    /** Remapping off and on, or compatibility-format interrupts. */
    void command() {
        boolean on = random.nextInt(4) > 0;
        commands.interrupts(on, random.nextBoolean());
        if (!on) {
            message(SourceId.of(0, 3, 0));
            commands.interruptTable();
            commands.interrupts(true, random.nextBoolean());
        }
    }
}
