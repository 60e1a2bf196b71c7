package iommu.grade.intake;

import iommu.grade.labs.Lab;
import iommu.grade.labs.Manifest;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Reads submissions: folders and zip archives. */
public final class Intake {

    private static final String ZIP = ".zip";

    private final Manifest manifest;

    public Intake(Manifest manifest) {
        this.manifest = manifest;
    }

    /**
     * Which submissions are meant by paths given on a command line. A zip file is one submission. A folder is one if it
     * holds a Java file, {@code src}, a lab's folder with sources in it, or {@code work} with such a folder; else each
     * folder and archive in it is one, in the order of their names.
     *
     * @return at least one path; {@link #read} says more of each
     * @throws UsageException if a path is missing, unreadable, neither folder nor zip, or empty, or if two submissions
     *                        have the same name
     */
    public static List<Path> find(List<Path> paths) {
        return new SubmissionFinder().find(paths);
    }

    /**
     * Reads one submission. Whatever is wrong with it comes back as a value.
     *
     * @param path a folder or a zip file, not a link
     */
    public IntakeResult read(Path path) {
        String name = nameOf(path);
        Sieve sieve = new Sieve();
        try {
            readInto(sieve, path);
        } catch (RefusedException refused) {
            return new IntakeResult.Refused(name, refused.getMessage() + ".");
        }
        LabSorter sorter = new LabSorter(manifest);
        sorter.sort(sieve.kept());
        List<String> notes = new ArrayList<>(sorter.notes());
        sieve.notebookNote().ifPresent(notes::add);
        sieve.leftOutNote().ifPresent(notes::add);
        Map<String, LabSources> labs = sorter.labs();
        TestSorter tests = new TestSorter(manifest, labs.keySet()).sort(sieve);
        tests.note().ifPresent(notes::add);
        if (labs.isEmpty()) {
            String why = sieve.kept().isEmpty() ? "It holds no Java file." : "None of its Java files belongs to a lab.";
            notes.addFirst(why);
            return new IntakeResult.Refused(name, String.join(" ", notes));
        }
        return new IntakeResult.Received(new Submission(name, Receipt.of(labs), labs, notes, tests.tests()));
    }

    /**
     * Reads the tests in a lab's folder, whatever else is in it.
     *
     * @param folder a folder such as {@code work/lab02-walk}
     * @return in the order of their names; none if it has no folder {@value TestFile#FOLDER}
     * @throws UsageException if they can't be read as those of a submission could not
     */
    public List<TestFile> tests(Lab lab, Path folder) {
        Path tests = folder.resolve(TestFile.FOLDER);
        if (!Files.exists(tests, LinkOption.NOFOLLOW_LINKS)) {
            return List.of();
        }
        Sieve sieve = new Sieve();
        try {
            if (!Files.isDirectory(tests, LinkOption.NOFOLLOW_LINKS)) {
                throw new RefusedException(TestFile.FOLDER + " is a link or a file, and no folder");
            }
            new FolderReader(tests, TestFile.FOLDER + "/", sieve).read();
        } catch (RefusedException refused) {
            throw new UsageException("the tests of lab " + lab.number() + " can't be read: " + refused.getMessage());
        }
        return new TestSorter(manifest, Set.of(lab.number())).sort(sieve).tests().getOrDefault(lab.number(), List.of());
    }

    private static void readInto(Sieve sieve, Path path) throws RefusedException {
        if (Files.isSymbolicLink(path)) {
            throw new RefusedException("It is a symbolic link, and links are not followed");
        }
        if (Files.isDirectory(path)) {
            new FolderReader(path, sieve).read();
        } else if (Files.isRegularFile(path) && isZip(path)) {
            new ZipReader(path, sieve).read();
        } else if (path.toString().endsWith(".ipynb")) {
            throw new RefusedException("Notebooks can't be graded by this version: send the Java files of the labs");
        } else {
            throw new RefusedException("It is neither a folder nor a .zip");
        }
    }

    /** The printable name of the submission at this path: unique among those of one {@link #find}. */
    static String nameOf(Path path) {
        Path last = path.toAbsolutePath().normalize().getFileName();
        String name = last == null ? "submission" : last.toString();
        boolean cut = isZip(path) && name.length() > ZIP.length() && !Files.isDirectory(path);
        return Printable.of(cut ? name.substring(0, name.length() - ZIP.length()) : name);
    }

    static boolean isZip(Path path) {
        return path.toString().toLowerCase(Locale.ROOT).endsWith(ZIP);
    }
}
