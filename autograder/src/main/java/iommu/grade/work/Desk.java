package iommu.grade.work;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import iommu.grade.intake.TestFile;
import iommu.grade.judge.Folders;
import iommu.grade.labs.Lab;
import iommu.grade.labs.Manifest;
import iommu.grade.verdict.Counterexample;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The folder in which a learner works: {@code labNN-name} for each lab begun, {@code .progress} with a diary for each,
 * {@code .kept} with what resets have put aside. Names that begin with a dot are never part of a submission.
 */
public final class Desk {

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
    private static final DateTimeFormatter DATED = DateTimeFormatter.ofPattern("yyyy-MM-dd-HHmmss");

    private final Path work;
    private final Manifest manifest;

    public Desk(Path work, Manifest manifest) {
        this.work = work;
        this.manifest = manifest;
    }

    /** Where a lab is written, whether it has been begun or not. */
    public Path folder(Lab lab) {
        return work.resolve(lab.folder());
    }

    public boolean hasBegun(Lab lab) {
        return Files.isDirectory(folder(lab));
    }

    /** Where a lab's diary lies. */
    public Path diaryFile(Lab lab) {
        return work.resolve(".progress").resolve(lab.id() + ".json");
    }

    /** What is remembered of a lab; of a diary that can't be read, nothing. */
    public Diary diary(Lab lab) throws IOException {
        Path file = diaryFile(lab);
        if (!Files.isRegularFile(file)) {
            return Diary.EMPTY;
        }
        try {
            return JSON.readValue(file.toFile(), Diary.class);
        } catch (JsonProcessingException damaged) {
            return Diary.EMPTY;
        }
    }

    /** The labs whose diary is there and can't be read. */
    public List<Lab> damaged() {
        return manifest.labs().stream().filter(lab -> Files.exists(diaryFile(lab)) && !readable(diaryFile(lab))).toList();
    }

    private static boolean readable(Path file) {
        try {
            JSON.readValue(file.toFile(), Diary.class);
            return true;
        } catch (IOException damaged) {
            return false;
        }
    }

    /** Writes a diary whole or not at all. */
    public void remember(Lab lab, Diary diary) throws IOException {
        Path file = diaryFile(lab);
        Files.createDirectories(file.getParent());
        Path whole = Files.createTempFile(file.getParent(), lab.id(), ".new");
        JSON.writeValue(whole.toFile(), diary);
        Files.move(whole, file, StandardCopyOption.REPLACE_EXISTING);
    }

    /** The lab that was edited or judged last. */
    public Optional<Lab> lastWorked() throws IOException {
        Lab last = null;
        long when = Long.MIN_VALUE;
        for (Lab lab : manifest.labs()) {
            if (hasBegun(lab) && touched(lab) > when) {
                when = touched(lab);
                last = lab;
            }
        }
        return Optional.ofNullable(last);
    }

    private long touched(Lab lab) throws IOException {
        long diary = diaryFile(lab).toFile().lastModified();
        Path sources = folder(lab).resolve("src");
        if (!Files.isDirectory(sources)) {
            return diary;
        }
        try (Stream<Path> files = Files.walk(sources)) {
            return Math.max(diary, files.mapToLong(f -> f.toFile().lastModified()).max().orElse(0));
        }
    }

    /** Saves a failing run beside the lab, where its JUnit class finds it. @return the file */
    public Path save(Lab lab, Counterexample smallest) throws IOException {
        Path file = folder(lab).resolve("counterexamples").resolve(smallest.file());
        Files.createDirectories(file.getParent());
        return Files.writeString(file, smallest.scenario());
    }

    /** Copies a lab as it is handed out. */
    public void begin(Lab lab, Path handedOut) throws IOException {
        Files.createDirectories(work);
        Folders.copy(handedOut, folder(lab));
        Files.deleteIfExists(folder(lab).resolve("INSTRUCTOR.md")); // not for learners
        Path tests = Files.createDirectories(folder(lab).resolve(TestFile.FOLDER));
        Files.writeString(tests.resolve("README.md"), "Tests of your own, one run each, in files that end in .vtd. What they find: ./iommu tests "
                + lab.number() + "\n");
    }

    /** Puts a lab aside under a dated name, and forgets its diary. @return where it is now */
    public Path putAside(Lab lab) throws IOException {
        Path kept = Files.createDirectories(work.resolve(".kept"));
        String name = lab.folder() + "-" + LocalDateTime.now().format(DATED);
        Path place = kept.resolve(name);
        for (int again = 2; Files.exists(place); again++) {
            place = kept.resolve(name + "-" + again);
        }
        Files.move(folder(lab), place);
        Files.deleteIfExists(diaryFile(lab));
        return place;
    }

    /** What resets have put aside of a lab, the oldest first. */
    public List<Path> kept(Lab lab) throws IOException {
        Path folder = work.resolve(".kept");
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> copies = Files.list(folder)) {
            return copies.filter(f -> f.getFileName().toString().startsWith(lab.folder() + "-"))
                    .sorted(Comparator.naturalOrder()).toList();
        }
    }
}
