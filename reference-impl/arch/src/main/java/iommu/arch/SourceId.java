package iommu.arch;

/**
 * The requester-id of a DMA request: 16 bits, bus 15:8, device 7:3, function 2:0 (§3.4.1).
 *
 * @param value the id, 0 to 0xFFFF
 */
public record SourceId(int value) implements Comparable<SourceId> {

    public SourceId {
        if (value < 0 || value > 0xFFFF) {
            throw new IllegalArgumentException("a source-id has 16 bits, not 0x" + Integer.toHexString(value));
        }
    }

    /** The id of a function of a device on a bus: 8, 5 and 3 bits. */
    public static SourceId of(int bus, int device, int function) {
        if (bus < 0 || bus > 255 || device < 0 || device > 31 || function < 0 || function > 7) {
            throw new IllegalArgumentException("no such function: bus " + bus + " device " + device + " function " + function);
        }
        return new SourceId(bus << 8 | device << 3 | function);
    }

    /**
     * Reads the usual notation: {@code 00:03.0}, bus and device in hexadecimal.
     *
     * @throws IllegalArgumentException if the text is no source-id
     */
    public static SourceId parse(String text) {
        int colon = text.indexOf(':');
        int dot = text.indexOf('.');
        if (colon < 1 || dot < colon + 2 || dot != text.length() - 2) {
            throw new IllegalArgumentException("a source-id looks like 00:03.0, not " + text);
        }
        try {
            return of(Integer.parseInt(text.substring(0, colon), 16), Integer.parseInt(text.substring(colon + 1, dot), 16),
                    Integer.parseInt(text.substring(dot + 1), 8));
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("a source-id looks like 00:03.0, not " + text, e);
        }
    }

    /** Bits 15:8. */
    public int bus() {
        return value >> 8;
    }

    /** Bits 7:3. */
    public int device() {
        return value >> 3 & 0x1F;
    }

    /** Bits 2:0. */
    public int function() {
        return value & 7;
    }

    @Override
    public int compareTo(SourceId other) {
        return Integer.compare(value, other.value);
    }

    // written out: to link a record's own costs a process that lives for a tenth of a second more than its work
    @Override
    public boolean equals(Object other) {
        return other instanceof SourceId same && value == same.value;
    }

    @Override
    public int hashCode() {
        return Integer.hashCode(value);
    }

    @Override
    public String toString() {
        return hex2(bus()) + ":" + hex2(device()) + "." + function();
    }

    private static String hex2(int v) {
        return v < 16 ? "0" + Integer.toHexString(v) : Integer.toHexString(v);
    }
}
