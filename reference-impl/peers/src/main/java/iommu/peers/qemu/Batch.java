package iommu.peers.qemu;

/**
 * Requests of the qtest protocol, to be sent together: one a line, answered one a line in the same order. Each method
 * returns the place of its answer. Addresses are guest-physical, in bytes.
 */
final class Batch {

    private final StringBuilder text = new StringBuilder();
    private int requests;

    int write32(long address, long value) {
        return add("writel 0x").hex(address).hex(" 0x", value & 0xFFFF_FFFFL).end();
    }

    int write64(long address, long value) {
        return add("writeq 0x").hex(address).hex(" 0x", value).end();
    }

    int read32(long address) {
        return add("readl 0x").hex(address).end();
    }

    int read64(long address) {
        return add("readq 0x").hex(address).end();
    }

    /** Writes a port of the PCI configuration mechanism, 4 bytes. */
    int out32(int port, long value) {
        return add("outl 0x").hex(port).hex(" 0x", value & 0xFFFF_FFFFL).end();
    }

    int requests() {
        return requests;
    }

    String text() {
        return text.toString();
    }

    private Batch add(String command) {
        text.append(command);
        return this;
    }

    private Batch hex(long value) {
        text.append(Long.toHexString(value));
        return this;
    }

    private Batch hex(String before, long value) {
        text.append(before).append(Long.toHexString(value));
        return this;
    }

    private int end() {
        text.append('\n');
        return requests++;
    }
}
