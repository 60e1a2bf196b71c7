package iommu.probe;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Writes the fields of one frame: big-endian numbers and counted bytes. */
final class FrameWriter {

    private byte[] out = new byte[64];
    private int size;

    private void room(int bytes) {
        if (out.length - size < bytes) {
            out = Arrays.copyOf(out, Math.max(2 * out.length, size + bytes));
        }
    }

    FrameWriter u8(int value) {
        room(1);
        out[size++] = (byte) value;
        return this;
    }

    FrameWriter flag(boolean value) {
        return u8(value ? 1 : 0);
    }

    FrameWriter i32(int value) {
        room(4);
        out[size] = (byte) (value >>> 24);
        out[size + 1] = (byte) (value >>> 16);
        out[size + 2] = (byte) (value >>> 8);
        out[size + 3] = (byte) value;
        size += 4;
        return this;
    }

    FrameWriter i64(long value) {
        return i32((int) (value >>> 32)).i32((int) value);
    }

    FrameWriter constant(Enum<?> value) {
        return u8(value.ordinal());
    }

    FrameWriter bytes(byte[] value) {
        return i32(value.length).raw(value);
    }

    /** Bytes that are fields already. */
    FrameWriter raw(byte[] fields) {
        room(fields.length);
        System.arraycopy(fields, 0, out, size, fields.length);
        size += fields.length;
        return this;
    }

    FrameWriter text(String value) {
        return bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    byte[] toBytes() {
        return Arrays.copyOf(out, size);
    }
}
