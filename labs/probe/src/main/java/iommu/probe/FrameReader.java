package iommu.probe;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reads the fields of one frame and believes none of them. */
final class FrameReader {

    private final ByteBuffer in;

    FrameReader(byte[] payload) {
        in = ByteBuffer.wrap(payload);
    }

    int u8() throws ProtocolException {
        need(1);
        return in.get() & 0xFF;
    }

    boolean flag() throws ProtocolException {
        return switch (u8()) {
            case 0 -> false;
            case 1 -> true;
            default -> throw new ProtocolException("a flag is 0 or 1");
        };
    }

    int i32() throws ProtocolException {
        need(4);
        return in.getInt();
    }

    long i64() throws ProtocolException {
        need(8);
        return in.getLong();
    }

    /** A number of 32 bits within bounds, both included. */
    int within(int low, int high) throws ProtocolException {
        int value = i32();
        if (value < low || value > high) {
            throw new ProtocolException("a number out of range: " + value + " is not in " + low + ".." + high);
        }
        return value;
    }

    <E extends Enum<E>> E constant(Class<E> type) throws ProtocolException {
        int ordinal = u8();
        E[] constants = type.getEnumConstants();
        if (ordinal >= constants.length) {
            throw new ProtocolException("no " + type.getSimpleName() + " has the number " + ordinal);
        }
        return constants[ordinal];
    }

    byte[] bytes(int limit) throws ProtocolException {
        byte[] value = new byte[Math.min(within(0, limit), in.remaining() + 1)];
        need(value.length);
        in.get(value);
        return value;
    }

    /** UTF-8, at most {@code limit} bytes of it. */
    String text(int limit) throws ProtocolException {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes(limit))).toString();
        } catch (CharacterCodingException e) {
            throw new ProtocolException("a text that is not UTF-8");
        }
    }

    /** Text that is fit to print: {@link PlainText}. */
    String plainText(int limit) throws ProtocolException {
        String text = text(limit);
        if (!PlainText.isPlain(text)) {
            throw new ProtocolException("a text with control characters");
        }
        return text;
    }

    void end() throws ProtocolException {
        if (in.hasRemaining()) {
            throw new ProtocolException(in.remaining() + " bytes too many");
        }
    }

    private void need(int bytes) throws ProtocolException {
        if (in.remaining() < bytes) {
            throw new ProtocolException("a frame that ends early");
        }
    }
}
