package iommu.peers.qemu;

import static iommu.peers.qemu.StreamTables.hex;

import iommu.arch.SourceId;
import java.util.List;
import java.util.Random;

/**
 * The driver of a stream: commands go by registers, later by the queue, and perhaps by registers again. It keeps few
 * invalidations open at a time and mends the queue after an error.
 */
final class StreamCommands {

    private static final int MOST_OPEN = 3;
    private static final long RING = 0x110_1000L;
    private static final long STATUS = 0x110_2000L;
    private static final long TE = 0x8000_0000L;
    private static final long SRTP = 0x4000_0000L;
    private static final long SIRTP = 0x0100_0000L;
    private static final long IRE = 0x0200_0000L;
    private static final long CFI = 0x0080_0000L;
    private static final long QIE = 0x0400_0000L;

    /** By which way commands go. */
    private enum Phase { REGISTERS, QUEUE, REGISTERS_AGAIN }

    private final Random random;
    private final List<String> lines;
    private final boolean wide;
    private Phase phase = Phase.REGISTERS;
    private int open;
    private int tail;
    private int badDescriptor = -1;
    private boolean translating = true;
    private boolean remapping;
    private boolean compatibility;
    private boolean otherRoot;

    /** @param wide the unit is in scalable mode: descriptors of 256 bits, and no commands by registers */
    StreamCommands(Random random, List<String> lines, boolean wide) {
        this.random = random;
        this.lines = lines;
        this.wide = wide;
    }

    /** Sets the root pointer and enables translation. */
    void begin() {
        lines.add(wide ? "root mode=scalable" : "root");
        lines.add("te on");
        if (wide) {
            switchQueue();
        }
    }

    /** @param granularity 0 domain, 1 PASID 0 of the domain, 3 global (§6.5.2.2) */
    void pasidCache(int granularity, int domain) {
        queueDescriptor(0x7 | (long) granularity << 4 | (long) domain << 16, 0);
    }

    /** Page-selective by PASID 0: what the second stage has made stays (§6.5.2.4). */
    void pasidIotlbPage(int domain, long page, int mask) {
        queueDescriptor(0x36 | (long) domain << 16, page & -4096L | mask);
    }

    /** @param index of an interrupt-remapping entry, below 0 for all @param mask 2^mask entries (§6.5.2.8) */
    void interruptCache(int index, int mask) {
        if (phase == Phase.QUEUE) {
            queueDescriptor(index < 0 ? 0x4 : 0x14 | (long) mask << 27 | (long) index << 32, 0);
        }
    }

    /** Sets the interrupt-remapping table pointer, which forgets nothing (§6.7). */
    void interruptTable() {
        lines.add("mmio write32 0x18 " + hex(enabled() | SIRTP));
        interruptCache(-1, 0);
    }

    void interrupts(boolean on, boolean compatibilityPasses) {
        if (on != remapping) {
            remapping = on;
            lines.add("mmio write32 0x18 " + hex(enabled()));
        }
        if (compatibilityPasses != compatibility) {
            compatibility = compatibilityPasses;
            lines.add("mmio write32 0x18 " + hex(enabled()));
        }
    }

    private void queueDescriptor(long low, long high) {
        descriptor(low, high);
        open++;
        if (open > MOST_OPEN || random.nextInt(4) > 0) {
            await();
        }
    }

    void contextGlobal() {
        context("global", 1, 0, new SourceId(0), 0);
    }

    void contextDomain(int domain) {
        context("domain did=" + domain, 2, domain, new SourceId(0), 0);
    }

    void contextDevice(int domain, String source, int functionMask) {
        context("device " + source + " did=" + domain + (functionMask == 0 ? "" : " fm=" + functionMask), 3, domain,
                SourceId.parse(source), functionMask);
    }

    /** Reaches this device's entry, by its own source-id or by that of another function of its slot (§6.5.2.1: FM). */
    void contextOf(String source, int domain) {
        if (random.nextBoolean()) {
            contextDevice(domain, source, 0);
        } else {
            contextDevice(domain, source.substring(0, source.length() - 1) + random.nextInt(8), 3);
        }
    }

    void iotlbGlobal() {
        iotlb("global", 1, 0, 0);
    }

    void iotlbDomain(int domain) {
        iotlb("domain did=" + domain, 2, domain, 0);
    }

    void iotlbPage(int domain, long page, int mask, boolean leafOnly) {
        iotlb("page did=" + domain + " iova=" + hex(page) + " am=" + mask + (leafOnly ? " ih" : ""), 3, domain,
                page | (leafOnly ? 0x40 : 0) | mask);
    }

    private void context(String words, long granularity, long domain, SourceId source, long functionMask) {
        if (phase == Phase.QUEUE) {
            queue("invalidate context " + words);
        } else {
            command(0x28, 1L << 63 | granularity << 61 | functionMask << 32 | (long) source.value() << 16 | domain);
        }
    }

    private void iotlb(String words, long granularity, long domain, long address) {
        if (phase == Phase.QUEUE) {
            queue("invalidate iotlb " + words);
        } else {
            lines.add("mmio write64 0xf0 " + hex(address));
            command(0xF8, 1L << 63 | granularity << 60 | domain << 32);
        }
    }

    private void command(int register, long value) {
        if (random.nextInt(4) == 0) {
            lines.add("mmio write32 " + hex(register) + " " + hex(value & 0xFFFF_FFFFL));
            lines.add("mmio write32 " + hex(register + 4) + " " + hex(value >>> 32));
        } else {
            lines.add("mmio write64 " + hex(register) + " " + hex(value));
        }
        lines.add("mmio read64 " + hex(register));
    }

    private void queue(String words) {
        boolean waits = open >= MOST_OPEN || random.nextInt(100) < 75;
        lines.add(words + (waits ? "" : " nowait"));
        flushStatus();
        open = waits ? 0 : open + 1;
        tail += waits ? 2 : 1;
    }

    void root(long table) {
        otherRoot = table != StreamTables.ROOT;
        lines.add("mmio write64 0x20 " + hex(table | (wide ? 0x400 : 0))); // TTM: scalable mode
        lines.add("mmio write32 0x18 " + hex(enabled() | SRTP));
    }

    /** Whether the root pointer does not point to the stream's own root table. */
    boolean otherRoot() {
        return otherRoot;
    }

    void translation(boolean on) {
        translating = on;
        lines.add("te " + (on ? "on" : "off"));
    }

    private long enabled() {
        return (translating ? TE : 0) | (phase == Phase.QUEUE ? QIE : 0) | (remapping ? IRE : 0) | (compatibility ? CFI : 0);
    }

    /** By registers, then by the queue, then by registers for good. */
    void switchQueue() {
        if (phase == Phase.REGISTERS) {
            phase = Phase.QUEUE;
            contextGlobal();
            await();
        } else if (phase == Phase.QUEUE && !wide && tail > 200 && random.nextInt(4) == 0) {
            mend(true);
            await();
            phase = Phase.REGISTERS_AGAIN;
            lines.add("mmio write32 0x18 " + hex(enabled()));
        }
    }

    private void await() {
        lines.add("wait");
        flushStatus();
        open = 0;
        tail++;
    }

    /** The oracle keeps all that a line has held since its last flush, where some walks need not snoop. */
    private void flushStatus() {
        if (wide) {
            lines.add("flush " + hex(STATUS));
        }
    }

    private void descriptor(long low, long high) {
        lines.add("descriptor " + hex(low) + " " + hex(high) + (wide ? " 0 0" : ""));
        tail++;
    }

    /** A descriptor that stops the queue; {@link #mend} comes later. */
    void queueError() {
        if (phase == Phase.QUEUE && badDescriptor < 0) {
            badDescriptor = tail % (wide ? 128 : 256);
            switch (random.nextInt(6)) {
                case 0 -> descriptor(0, 0);
                case 1 -> descriptor(0x1, 0); // granularity 0
                case 2 -> descriptor(0x2, 0);
                case 3 -> descriptor(0x12, 0x100); // a reserved bit
                case 4 -> descriptor(0x25, 0x110_2001L);
                default -> descriptor(0x8011, 0);
            }
        }
    }

    /** Replaces the bad descriptor, if there is one, and lets the queue go on. @param now not perhaps later */
    void mend(boolean now) {
        if (badDescriptor >= 0 && (now || random.nextInt(3) == 0)) {
            lines.add("write128 " + hex(RING + (wide ? 32L : 16L) * badDescriptor) + " " + any(0x11, 0x12) + " 0x0");
            lines.add("mmio write32 0x34 0x10");
            badDescriptor = -1;
        }
    }

    private String any(int... values) {
        return hex(values[random.nextInt(values.length)]);
    }

    /** A wait that neither stores nor interrupts: a fence (§6.5.2.9). */
    void fence() {
        if (phase == Phase.QUEUE) {
            descriptor(random.nextBoolean() ? 0x45 : 0x5, 0);
            open = 0;
        }
    }

    /** A wait that sets ICS.IWC, which is then cleared, or not yet. */
    void waitEvent() {
        if (phase == Phase.QUEUE) {
            descriptor(0x15, 0);
            open = 0;
            if (random.nextInt(3) > 0) {
                lines.add("mmio write32 0x9c 0x1");
            }
        }
    }
}
