package iommu.grade.intake;

import iommu.grade.labs.Lab;
import iommu.grade.labs.Manifest;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Makes a submission of a learner's working folder: the same bytes for the same sources. */
public final class Packer {

    /** The earliest time that the format knows. */
    private static final LocalDateTime EPOCH = LocalDateTime.of(1980, 1, 1, 0, 0);

    private final Manifest manifest;

    public Packer(Manifest manifest) {
        this.manifest = manifest;
    }

    /**
     * Packs the Java files under {@code src/main/java} of the labs, and the tests that learners wrote.
     *
     * @param place the kit's root, whose {@code work} is meant, or a {@code work} folder
     * @param labs  numbers such as {@code 02}; all that were started if empty
     * @param out   the archive; overwritten
     * @return what the grader will read in it, with the receipt, and with a rejection for each lab that it would reject
     * @throws UsageException if a lab is unknown or was not started, if nothing was, or if it can't be packed
     */
    public Submission pack(Path place, List<String> labs, Path out) {
        requireArchive(out);
        Path work = Files.isDirectory(place.resolve("work")) ? place.resolve("work") : place;
        List<RawFile> files = new ArrayList<>();
        for (Lab lab : chosen(work, labs)) {
            files.addAll(sources(work, lab));
            files.addAll(tests(work, lab));
        }
        try {
            files.add(new RawFile(KitNote.NAME, KitNote.of(KitVersion.KIT)));
            Files.write(out, zipped(files));
        } catch (IOException unwritable) {
            throw new UsageException(Printable.of(out.toString()) + ": it can't be written");
        }
        return switch (new Intake(manifest).read(out)) {
            case IntakeResult.Received(Submission submission) -> submission;
            case IntakeResult.Refused(String name, String sentence) -> throw new UsageException(name + ": " + sentence);
        };
    }

    /** Nothing but an archive of an earlier day may be written over. */
    private static void requireArchive(Path out) {
        String name = Printable.of(out.toString());
        if (!out.toString().endsWith(".zip")) {
            throw new UsageException(name + ": the archive's name must end in .zip");
        }
        Path folder = out.toAbsolutePath().getParent();
        if (!Files.isDirectory(folder)) {
            throw new UsageException(name + ": there is no folder " + Printable.of(folder.toString()));
        }
        if (Files.isDirectory(out)) {
            throw new UsageException(name + ": that is a folder");
        }
    }

    private List<Lab> chosen(Path work, List<String> numbers) {
        List<Lab> started = manifest.labs().stream()
                .filter(lab -> Files.isDirectory(work.resolve(lab.folder()))).toList();
        if (numbers.isEmpty()) {
            if (started.isEmpty()) {
                throw new UsageException("there is nothing to pack: begin a lab with ./iommu start "
                        + manifest.labs().getFirst().number());
            }
            return started;
        }
        return numbers.stream().distinct().sorted().map(number -> {
            Lab lab = manifest.lab(number).orElseThrow(() -> new UsageException("there is no lab "
                    + Printable.shortened(number) + "; there are "
                    + String.join(", ", manifest.labs().stream().map(Lab::number).toList())));
            if (!started.contains(lab)) {
                throw new UsageException("lab " + number + " was not started: ./iommu start " + number);
            }
            return lab;
        }).toList();
    }

    private static List<RawFile> sources(Path work, Lab lab) {
        String below = lab.folder() + "/src/main/java/";
        Sieve sieve = new Sieve();
        try {
            new FolderReader(work.resolve(below), sieve).read();
        } catch (RefusedException refused) {
            throw new UsageException(
                    "lab " + lab.number() + " can't be packed: " + below + ": " + refused.getMessage());
        }
        return sieve.kept().stream().map(file -> new RawFile(below + file.path(), file.bytes()))
                .sorted(Comparator.comparing(RawFile::path)).toList();
    }

    private static List<RawFile> tests(Path work, Lab lab) {
        String below = lab.folder() + "/" + TestFile.FOLDER + "/";
        if (!Files.exists(work.resolve(below), LinkOption.NOFOLLOW_LINKS)) {
            return List.of();
        }
        Sieve sieve = new Sieve();
        try {
            new FolderReader(work.resolve(below), below, sieve).read();
        } catch (RefusedException refused) {
            throw new UsageException("lab " + lab.number() + " can't be packed: " + refused.getMessage());
        }
        if (!sieve.largeTests().isEmpty()) {
            throw new UsageException("lab " + lab.number() + " can't be packed: " + Sieve.list(sieve.largeTests()) + " is larger than "
                    + TestFile.LARGEST / 1024 + " KiB");
        }
        return sieve.tests().stream().sorted(Comparator.comparing(RawFile::path)).toList();
    }

    /** Stored, not deflated: what deflating gives depends on the JDK. */
    private static byte[] zipped(List<RawFile> files) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (RawFile file : files) {
                CRC32 sum = new CRC32();
                sum.update(file.bytes());
                ZipEntry entry = new ZipEntry(file.path());
                entry.setMethod(ZipEntry.STORED);
                entry.setSize(file.bytes().length);
                entry.setCrc(sum.getValue());
                entry.setTimeLocal(EPOCH);
                zip.putNextEntry(entry);
                zip.write(file.bytes());
                zip.closeEntry();
            }
        }
        return bytes.toByteArray();
    }
}
