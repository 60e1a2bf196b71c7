package iommu.peers.recording;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.GZIPOutputStream;

/** Recordings made by hand, in files. */
final class Recorded {

    /** What every guest reads first: a unit with caching mode, 48-bit inputs, one fault record, a queue, interrupt remapping. */
    static final String HEAD = "R 8 8 d2008c222f0686\nR 10 8 f00f4a\nR 0 4 10\n";

    private Recorded() {
    }

    /** The text of {@code NAME.events} beside the tests. */
    static String named(String name) throws IOException {
        try (InputStream in = Recorded.class.getResourceAsStream(name + ".events")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    static Path plain(Path folder, String text) throws IOException {
        return Files.writeString(folder.resolve("made.events"), text);
    }

    static byte[] packed(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return bytes.toByteArray();
    }
}
