package iommu.grade.sandbox;

import iommu.probe.PlainText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** What a process prints: read as fast as it comes, kept up to a bound, and never a verdict. */
final class Printed {

    static final int KEPT = 64 << 10;

    private final byte[] kept = new byte[KEPT];
    private int length;

    /** Reads a stream to its end on a thread of its own. */
    void drain(InputStream stream) {
        Thread thread = new Thread(() -> readAll(stream), "drain");
        thread.setDaemon(true);
        thread.start();
    }

    private void readAll(InputStream stream) {
        byte[] chunk = new byte[8192];
        try (stream) {
            for (int n = stream.read(chunk); n >= 0; n = stream.read(chunk)) {
                keep(chunk, n);
            }
        } catch (IOException closed) {
            // the process was killed in the middle of a word
            return;
        }
    }

    private synchronized void keep(byte[] chunk, int n) {
        int room = Math.min(n, KEPT - length);
        System.arraycopy(chunk, 0, kept, length, room);
        length += room;
    }

    /** The text, fit to print; lines are kept. */
    synchronized String text() {
        String raw = new String(kept, 0, length, StandardCharsets.UTF_8);
        StringBuilder plain = new StringBuilder();
        raw.lines().forEach(line -> plain.append(PlainText.of(line.replace('\t', ' '), KEPT)).append('\n'));
        return plain.toString();
    }
}
