package iommu.grade.intake;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Keeps the Java files of one submission and counts them; remembers what it left out, to say so in one note. Folder and
 * archive go through the same sieve, so both give the same submission.
 */
final class Sieve {

    private static final Set<String> LITTER_FOLDERS = Set.of("__macosx", "meta-inf", "target", "node_modules");
    private static final int NAMED = 12;

    private final List<RawFile> kept = new ArrayList<>();
    private final List<RawFile> tests = new ArrayList<>();
    private final Set<String> largeTests = new TreeSet<>();
    private final Set<String> leftOut = new TreeSet<>();
    private final Set<String> notebooks = new TreeSet<>();
    private int entries;
    private long bytes;

    /** Counts one file or folder of whatever kind. */
    void count() throws RefusedException {
        entries++;
        if (entries > Limits.ENTRIES) {
            throw new RefusedException("It holds more than " + Limits.ENTRIES + " files and folders");
        }
    }

    /** True if the file or folder lies in, or is, something that never holds a learner's sources; then it is noted. */
    boolean isLitter(String path, boolean isFolder) {
        String[] parts = path.split("/");
        StringBuilder upTo = new StringBuilder();
        for (int i = 0; i < parts.length; i++) {
            upTo.append(i == 0 ? "" : "/").append(parts[i]);
            if (isLitterName(parts[i]) || i > 0 && parts[i].equals("test") && parts[i - 1].equals("src")) {
                leftOut.add(isFolder || i + 1 < parts.length ? upTo + "/" : upTo.toString());
                return true;
            }
        }
        return false;
    }

    private static boolean isLitterName(String name) {
        return name.startsWith(".") && !name.equals(".") || LITTER_FOLDERS.contains(name.toLowerCase(Locale.ROOT));
    }

    /** True if the content of this file, which is no litter, is to be read and kept; else it is noted. */
    boolean wants(String path) throws RefusedException {
        String name = path.substring(path.lastIndexOf('/') + 1);
        if (name.endsWith(".ipynb")) {
            notebooks.add(path);
            return false;
        }
        if (name.equals(KitNote.NAME)) {
            return true;
        }
        // A module would hide the lab's package from the judge.
        if (!isJava(name) || name.equals("module-info.java")) {
            leftOut.add(path);
            return false;
        }
        if (kept.size() == Limits.FILES) {
            throw new RefusedException("It holds more than " + Limits.FILES + " Java files");
        }
        return true;
    }

    /** True if this learner's test, of {@code size} bytes, is to be read and kept; else it is noted. */
    boolean wantsTest(String path, long size) {
        if (tests.size() + largeTests.size() == Limits.TESTS) {
            leftOut.add(path);
            return false;
        }
        return size <= TestFile.LARGEST || !largeTests.add(path);
    }

    void keepTest(RawFile file) {
        if (file.bytes().length <= TestFile.LARGEST) {
            tests.add(file);
        } else {
            largeTests.add(file.path());
        }
    }

    List<RawFile> tests() {
        return List.copyOf(tests);
    }

    /** The paths of tests that were too large to read. */
    Set<String> largeTests() {
        return Set.copyOf(largeTests);
    }

    static boolean isJava(String name) {
        return name.toLowerCase(Locale.ROOT).endsWith(".java");
    }

    /**
     * Looks at a file of {@code size} bytes before it is read. The size may be a lie: {@link #keep} measures.
     *
     * @throws RefusedException if it is too large
     */
    void checkSize(String path, long size) throws RefusedException {
        if (size > Limits.FILE_BYTES) {
            throw new RefusedException(
                    Printable.shortened(path) + " is larger than " + Limits.FILE_BYTES / 1024 + " KiB");
        }
        if (bytes + size > Limits.TOTAL_BYTES) {
            throw new RefusedException(
                    "Its Java files are larger than " + Limits.TOTAL_BYTES / (1 << 20) + " MiB together");
        }
    }

    void keep(RawFile file) throws RefusedException {
        checkSize(file.path(), file.bytes().length);
        if (file.path().endsWith(KitNote.NAME)) {
            KitNote.check(file.bytes());
            return;
        }
        bytes += file.bytes().length;
        kept.add(file);
    }

    List<RawFile> kept() {
        return List.copyOf(kept);
    }

    Optional<String> notebookNote() {
        return notebooks.isEmpty() ? Optional.empty() : Optional.of("Notebooks can't be graded by this version, so "
                + list(notebooks) + " was left out: send the Java files of the labs.");
    }

    Optional<String> leftOutNote() {
        return leftOut.isEmpty() ? Optional.empty()
                : Optional.of("Left out, because only the labs' own Java sources are graded: " + list(leftOut) + ".");
    }

    /** The first few names and the number of the rest. */
    static String list(Iterable<String> names) {
        List<String> shown = new ArrayList<>();
        int more = 0;
        for (String name : names) {
            if (shown.size() < NAMED) {
                shown.add(Printable.shortened(name));
            } else {
                more++;
            }
        }
        return String.join(", ", shown) + (more == 0 ? "" : " and " + more + " more");
    }
}
