package iommu.arch.format;

import iommu.arch.Entry256;

/**
 * A posted interrupt descriptor (PID): 64 bytes at a multiple of 64, always read and written coherently (§9.11).
 *
 * <pre>
 *  511      320 319  288 287  280 279  272 271  258 257 256 255                          0
 * ┌────────────┬────────┬────────┬────────┬────────┬───┬───┬──────────────────────────────┐
 * │  reserved  │  NDST  │reserved│   NV   │reserved│ SN│ ON│ PIR, one bit for each vector │
 * └────────────┴────────┴────────┴────────┴────────┴───┴───┴──────────────────────────────┘
 * </pre>
 *
 * @param requests PIR, bits 255:0
 * @param control  bits 511:256
 */
public record PostedInterruptDescriptor(Entry256 requests, Entry256 control) {

    /** The size of a descriptor in bytes. */
    public static final int SIZE = 64;

    /** ON, bit 256: a notification is on its way already. */
    public boolean outstandingNotification() {
        return (word() & 1) != 0;
    }

    /** SN, bit 257: notify of urgent interrupts only. */
    public boolean suppressNotification() {
        return (word() & 2) != 0;
    }

    /** NV, bits 279:272. */
    public int notificationVector() {
        return (int) (word() >>> 16) & 0xFF;
    }

    /** NDST, bits 319:288: an APIC id of 32 bits, or of 8 in its bits 15:8, as EIME says. */
    public int notificationDestination() {
        return (int) (word() >>> 32);
    }

    private long word() {
        return control.low().low();
    }
}
