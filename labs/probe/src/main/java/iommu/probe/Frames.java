package iommu.probe;

import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * How frames lie in a stream of bytes: a length of 32 bits, big-endian, and as many bytes.
 *
 * <p>A length of zero, a negative one and one above the reader's limit are errors at once, before any byte of the
 * frame is waited for or any memory is set aside.
 */
public final class Frames {

    /** The longest frame that a run needs, in bytes; frames of the compiler have limits of their own. */
    public static final int LIMIT = 32768;

    private static final int HEADER = 4;

    private final int limit;
    private ByteBuffer buffer = ByteBuffer.allocate(LIMIT);

    /** A decoder that is fed bytes as they come. @param limit the longest frame that it accepts, in bytes */
    public Frames(int limit) {
        this.limit = limit;
    }

    /** The frame around a payload. */
    public static byte[] framed(byte[] payload) {
        return ByteBuffer.allocate(HEADER + payload.length).putInt(payload.length).put(payload).array();
    }

    /**
     * Waits for a whole frame.
     *
     * @return its payload; empty at a clean end of the stream
     * @throws IOException also if the stream ends within a frame
     */
    static Optional<byte[]> read(DataInputStream in, int limit) throws IOException, ProtocolException {
        int first = in.read();
        if (first < 0) {
            return Optional.empty();
        }
        byte[] payload = new byte[checked(first << 24 | in.readUnsignedByte() << 16 | in.readUnsignedShort(), limit)];
        in.readFully(payload);
        return Optional.of(payload);
    }

    /** Takes bytes that arrived: everything that remains in {@code bytes}. */
    public void feed(ByteBuffer bytes) {
        if (buffer.remaining() < bytes.remaining()) {
            int needed = buffer.position() + bytes.remaining();
            buffer = ByteBuffer.allocate(Math.max(needed, 2 * buffer.capacity())).put(buffer.flip());
        }
        buffer.put(bytes);
    }

    /** The payload of the next whole frame, if it has arrived. @throws ProtocolException if its length can't be */
    public Optional<byte[]> next() throws ProtocolException {
        buffer.flip();
        try {
            if (buffer.remaining() < HEADER) {
                return Optional.empty();
            }
            int length = checked(buffer.getInt(buffer.position()), limit);
            if (buffer.remaining() < HEADER + length) {
                return Optional.empty();
            }
            byte[] payload = new byte[length];
            buffer.position(buffer.position() + HEADER).get(payload);
            return Optional.of(payload);
        } finally {
            buffer.compact();
        }
    }

    /** Whether bytes have arrived that no frame taken so far holds. */
    public boolean hasRest() {
        return buffer.position() > 0;
    }

    private static int checked(int length, int limit) throws ProtocolException {
        if (length < 1 || length > limit) {
            throw new ProtocolException("a frame of " + length + " bytes; 1 to " + limit + " are allowed");
        }
        return length;
    }
}
