package iommu.peers.qemu;

import iommu.arch.Access;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import java.util.List;

/**
 * One of QEMU's {@code edu} devices, which copy between memory and a 4 KiB buffer of their own.
 *
 * <p>The lower half of the buffer is filled with <em>stamps</em> at the start: a write sends one, so that it can be found
 * again in memory. The upper half takes what reads bring, each to its own slot; a read that is blocked leaves zeros.
 *
 * @param source its requester-id
 * @param bar    where its registers lie, in guest-physical memory
 */
record Edu(SourceId source, long bar) {

    /** Bytes that one request moves. */
    static final int UNIT = 8;
    /** Half the buffer, in bytes. */
    static final int HALF = 2048;
    /** Requests of each kind before slots are used again. The device refuses the last byte of its buffer. */
    static final int SLOTS = HALF / UNIT - 1;

    /** The devices of every machine: three functions of one slot, two other slots, and one behind a bridge. */
    static final List<Edu> ALL = List.of(new Edu(SourceId.of(0, 3, 0), 0xFE00_0000L),
            new Edu(SourceId.of(0, 3, 1), 0xFE10_0000L), new Edu(SourceId.of(0, 3, 4), 0xFE20_0000L),
            new Edu(SourceId.of(0, 4, 0), 0xFE30_0000L),
            new Edu(SourceId.of(0, 0x12, 0), 0xFE40_0000L), new Edu(SourceId.of(1, 0, 0), 0xFD00_0000L));

    private static final long BUFFER = 0x4_0000;
    private static final int REGISTER_SOURCE = 0x80;
    private static final int REGISTER_DESTINATION = 0x88;
    private static final int REGISTER_COUNT = 0x90;
    private static final int REGISTER_COMMAND = 0x98;
    private static final int REGISTER_RAISE = 0x60;
    private static final int REGISTER_ACKNOWLEDGE = 0x64;
    /** The capability for message-signalled interrupts, in configuration space; 64-bit addresses. */
    private static final int MSI = 0x40;
    private static final long MSI_ENABLED = 0x0081_0005L;
    private static final int TO_DEVICE = 1;
    private static final int TO_MEMORY = 3;
    private static final int CONFIG_ADDRESS = 0xCF8;
    private static final int CONFIG_DATA = 0xCFC;
    private static final SourceId BRIDGE = SourceId.of(0, 5, 0);

    /** The {@code -device} options that make them. */
    static List<String> options() {
        String edu = "edu,dma_mask=0xffffffffffffffff,";
        return List.of(edu + "addr=03.0,multifunction=on", edu + "addr=03.1", edu + "addr=03.4", edu + "addr=04.0",
                edu + "addr=12.0", "pcie-root-port,id=bridge,addr=05.0,chassis=1,slot=1", edu + "bus=bridge");
    }

    /** Gives every device its place and lets it master the bus. */
    static void configure(Batch batch) {
        configure(batch, BRIDGE, 0x18, 0x01_0100); // bus 1 lies behind the bridge
        configure(batch, BRIDGE, 0x20, 0xFD00_FD00L); // and this window of memory
        configure(batch, BRIDGE, 0x04, 6);
        for (Edu edu : ALL) {
            configure(batch, edu.source, 0x10, edu.bar);
            configure(batch, edu.source, 0x04, 6);
        }
    }

    private static void configure(Batch batch, SourceId function, int offset, long value) {
        batch.out32(CONFIG_ADDRESS, 0x8000_0000L | (long) function.value() << 8 | offset);
        batch.out32(CONFIG_DATA, value);
    }

    static Edu of(SourceId source) {
        return ALL.stream().filter(edu -> edu.source.equals(source)).findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no device " + source + " in this machine"));
    }

    /** Lets it make one request, of its own slot of the buffer. */
    void request(Batch batch, Iova iova, Access access, int slot) {
        if (access == Access.READ) {
            copy(batch, iova.value(), BUFFER + HALF + (long) slot * UNIT, UNIT, TO_DEVICE);
        } else {
            copy(batch, BUFFER + (long) slot * UNIT, iova.value(), UNIT, TO_MEMORY);
        }
    }

    /** Fills the lower half of the buffer from memory; translation must be off. */
    void load(Batch batch, long from) {
        copy(batch, from, BUFFER, SLOTS * UNIT, TO_DEVICE);
    }

    /** Stores the upper half of the buffer to memory; translation must be off. */
    void unload(Batch batch, long to) {
        copy(batch, BUFFER + HALF, to, SLOTS * UNIT, TO_MEMORY);
    }

    /** Lets it raise its message-signalled interrupt with this address, below 4 GiB, and these 16 bits of data. */
    void interrupt(Batch batch, long address, int data) {
        configure(batch, source, MSI + 4, address);
        configure(batch, source, MSI + 8, 0);
        configure(batch, source, MSI + 12, data & 0xFFFF);
        configure(batch, source, MSI, MSI_ENABLED);
        batch.write32(bar + REGISTER_ACKNOWLEDGE, 1);
        batch.write32(bar + REGISTER_RAISE, 1);
    }

    private void copy(Batch batch, long source, long destination, int count, int command) {
        batch.write64(bar + REGISTER_SOURCE, source);
        batch.write64(bar + REGISTER_DESTINATION, destination);
        batch.write64(bar + REGISTER_COUNT, count);
        batch.write64(bar + REGISTER_COMMAND, command);
    }

    /** Whether it is still busy: bit 0 of the answer. */
    int poll(Batch batch) {
        return batch.read64(bar + REGISTER_COMMAND);
    }
}
