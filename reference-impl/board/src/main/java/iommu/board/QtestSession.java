package iommu.board;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** One client of the qtest protocol, from its first line to its last: answers in turn, each sent at once. */
final class QtestSession {

    /** Room for the longest write in hexadecimal. */
    private static final int LONGEST_LINE = 2 * QtestProtocol.MOST_BYTES + 100;

    private final InputStream in;
    private final OutputStream out;
    private final Board board;
    private final QtestProtocol protocol;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private boolean tooLong;

    QtestSession(InputStream in, OutputStream out, Board board) {
        this.in = in;
        this.out = out;
        this.board = board;
        this.protocol = new QtestProtocol(board);
    }

    /** Serves until the client is gone; half a line before that does nothing. @throws IOException if the connection breaks */
    void serve() throws IOException {
        byte[] chunk = new byte[1 << 16];
        for (int length = in.read(chunk); length >= 0; length = in.read(chunk)) {
            int start = 0;
            for (int i = 0; i < length; i++) {
                if (chunk[i] == '\n') {
                    take(chunk, start, i);
                    out.write((answer() + "\n").getBytes(StandardCharsets.ISO_8859_1));
                    out.flush();
                    start = i + 1;
                }
            }
            take(chunk, start, length);
        }
    }

    private void take(byte[] chunk, int start, int end) {
        tooLong |= line.size() + end - start > LONGEST_LINE;
        if (!tooLong) {
            line.write(chunk, start, end - start);
        }
    }

    private String answer() {
        String asked = line.toString(StandardCharsets.ISO_8859_1);
        boolean wasTooLong = tooLong;
        line.reset();
        tooLong = false;
        synchronized (board) { // a reset may come by QMP
            return wasTooLong ? "FAIL the line is too long" : protocol.answer(asked);
        }
    }
}
