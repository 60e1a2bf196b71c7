package iommu.grade.intake;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The text of a Java file.
 *
 * @param text       without a byte order mark, lines ended by LF; what is no UTF-8 is replaced
 * @param damageLine the first line, from 1, that is no UTF-8
 */
record SourceText(String text, Optional<Integer> damageLine) {

    private static final char BYTE_ORDER_MARK = '\ufeff';

    static SourceText of(byte[] bytes) {
        CharsetDecoder strict = StandardCharsets.UTF_8.newDecoder();
        CharBuffer decoded = CharBuffer.allocate(bytes.length);
        CoderResult result = strict.decode(ByteBuffer.wrap(bytes), decoded, true);
        if (result.isUnderflow()) {
            return new SourceText(canonical(decoded.flip().toString()), Optional.empty());
        }
        int line = canonical(decoded.flip().toString()).split("\n", -1).length;
        return new SourceText(canonical(new String(bytes, StandardCharsets.UTF_8)), Optional.of(line));
    }

    /** Java takes CR, LF and CR LF alike (JLS 3.4), in text blocks too. */
    private static String canonical(String text) {
        boolean marked = !text.isEmpty() && text.charAt(0) == BYTE_ORDER_MARK;
        return (marked ? text.substring(1) : text).replace("\r\n", "\n").replace('\r', '\n');
    }
}
