package iommu.board;

import java.io.BufferedInputStream;
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

    QtestSession(InputStream in, OutputStream out, Board board) {
        this.in = new BufferedInputStream(in, 1 << 16);
        this.out = out;
        this.board = board;
    }

    /** Serves until the client is gone; half a line before that does nothing. @throws IOException if the connection breaks */
    void serve() throws IOException {
        QtestProtocol protocol = new QtestProtocol(board);
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        boolean tooLong = false;
        for (int c = in.read(); c >= 0; c = in.read()) {
            if (c != '\n') {
                tooLong |= line.size() >= LONGEST_LINE;
                if (!tooLong) {
                    line.write(c);
                }
                continue;
            }
            String answer;
            synchronized (board) { // a reset may come by QMP
                answer = tooLong ? "FAIL the line is too long" : protocol.answer(line.toString(StandardCharsets.ISO_8859_1));
            }
            out.write((answer + "\n").getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
            line.reset();
            tooLong = false;
        }
    }
}
