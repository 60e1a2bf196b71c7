package iommu.grade.handout;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Files by their names, for a zip or a jar: the same bytes for the same files. */
final class Archive {

    private static final LocalDateTime EPOCH = LocalDateTime.of(1980, 1, 1, 0, 0);

    private final Map<String, byte[]> files = new TreeMap<>();

    /** @param name with slashes */
    void add(String name, byte[] bytes) {
        files.put(name, bytes);
    }

    void add(String name, String text) {
        add(name, text.getBytes(StandardCharsets.UTF_8));
    }

    void addAll(String folder, Archive other) {
        other.files.forEach((name, bytes) -> add(folder + name, bytes));
    }

    boolean isEmpty() {
        return files.isEmpty();
    }

    Map<String, byte[]> files() {
        return Map.copyOf(files);
    }

    /** @param first the entry that stands before all others; it need not be there */
    byte[] zipped(String first) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            if (files.containsKey(first)) {
                write(zip, first);
            }
            for (String name : files.keySet()) {
                if (!name.equals(first)) {
                    write(zip, name);
                }
            }
        }
        return bytes.toByteArray();
    }

    private void write(ZipOutputStream zip, String name) throws IOException {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(EPOCH);
        zip.putNextEntry(entry);
        zip.write(files.get(name));
        zip.closeEntry();
    }
}
