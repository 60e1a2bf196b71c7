package iommu.peers.recording;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/**
 * Reads a recording line by line, packed by gzip or not, and keeps no more of it than the line it is at. Blank lines and
 * those that begin with {@code #} are passed over.
 */
public final class RecordingReader implements AutoCloseable {

    private static final int LONGEST_LINE = 200;

    /** One line. @param number from 1 */
    public record Line(int number, String text, RecordedEvent event) {
    }

    private final String file;
    private final InputStream bytes;
    private int number;
    private Line ahead;

    private RecordingReader(String file, InputStream bytes) {
        this.file = file;
        this.bytes = bytes;
    }

    /** Opens a recording; what its first bytes say decides if it is unpacked. */
    public static RecordingReader open(Path path) throws IOException {
        String file = path.getFileName().toString();
        InputStream raw = new BufferedInputStream(Files.newInputStream(path));
        try {
            raw.mark(2);
            boolean packed = raw.read() == 0x1F && raw.read() == 0x8B; // RFC 1952: how gzip begins
            raw.reset();
            return new RecordingReader(file, packed ? new BufferedInputStream(new GZIPInputStream(raw)) : raw);
        } catch (EOFException | ZipException e) {
            raw.close();
            throw new RecordingException(file, 1, "this is no whole gzip file", "record or copy it again");
        }
    }

    /** The next line; empty at the end. @throws RecordingException for a line that is none */
    public Optional<Line> next() throws IOException {
        Optional<Line> line = peek();
        ahead = null;
        return line;
    }

    /** The line that {@link #next} is going to return. */
    Optional<Line> peek() throws IOException {
        while (ahead == null) {
            String text = readLine();
            if (text == null) {
                return Optional.empty();
            }
            if (!text.isBlank() && !text.startsWith("#")) {
                ahead = new Line(number, text, parse(text));
            }
        }
        return Optional.of(ahead);
    }

    private RecordedEvent parse(String text) {
        try {
            return EventSyntax.parse(text);
        } catch (IllegalArgumentException e) {
            throw wrong(number, e.getMessage(), "recordings/README.md lists the kinds of line");
        }
    }

    RecordingException wrong(int line, String problem, String remedy) {
        return new RecordingException(file, line, problem, remedy);
    }

    private String readLine() throws IOException {
        StringBuilder text = new StringBuilder();
        number++;
        int c = readByte();
        if (c < 0) {
            return null;
        }
        while (c >= 0 && c != '\n') {
            if (text.length() == LONGEST_LINE) {
                throw wrong(number, "the line is longer than any line of a recording", "is this a recording at all?");
            }
            text.append((char) c);
            c = readByte();
        }
        if (c < 0 && !text.isEmpty()) {
            throw wrong(number, "the recording is cut off inside this line", "record or copy it again");
        }
        if (!text.isEmpty() && text.charAt(text.length() - 1) == '\r') {
            text.setLength(text.length() - 1);
        }
        return text.toString();
    }

    private int readByte() throws IOException {
        try {
            return bytes.read();
        } catch (EOFException | ZipException e) {
            throw wrong(number, "the packed file ends or breaks here", "record or copy it again");
        }
    }

    @Override
    public void close() throws IOException {
        bytes.close();
    }
}
