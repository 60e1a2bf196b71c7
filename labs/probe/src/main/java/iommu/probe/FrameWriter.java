package iommu.probe;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes the fields of one frame: big-endian numbers and counted bytes. */
final class FrameWriter {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream(64);

    FrameWriter u8(int value) {
        out.write(value);
        return this;
    }

    FrameWriter flag(boolean value) {
        return u8(value ? 1 : 0);
    }

    FrameWriter i32(int value) {
        return u8(value >>> 24).u8(value >>> 16).u8(value >>> 8).u8(value);
    }

    FrameWriter i64(long value) {
        return i32((int) (value >>> 32)).i32((int) value);
    }

    FrameWriter constant(Enum<?> value) {
        return u8(value.ordinal());
    }

    FrameWriter bytes(byte[] value) {
        i32(value.length);
        out.write(value, 0, value.length);
        return this;
    }

    FrameWriter text(String value) {
        return bytes(value.getBytes(StandardCharsets.UTF_8));
    }

    byte[] toBytes() {
        return out.toByteArray();
    }
}
