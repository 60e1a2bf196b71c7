package iommu.grade.kills;

import iommu.grade.confidence.Subject;
import iommu.grade.confidence.Subjects;
import iommu.grade.intake.LabSources;
import iommu.grade.intake.Receipt;
import iommu.grade.judge.Folders;
import iommu.grade.judge.Trials;
import iommu.grade.labs.Lab;
import iommu.grade.sandbox.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The compiled rooms of the kit's own: each compiled once, and kept for the next time if there is a folder for it. */
public final class SubjectClasses {

    private final Subjects subjects;
    private final Trials trials;
    private final Optional<Path> folder;
    private final Map<String, Path> known = new ConcurrentHashMap<>();

    private SubjectClasses(Subjects subjects, Trials trials, Optional<Path> folder) {
        this.subjects = subjects;
        this.trials = trials;
        this.folder = folder;
    }

    /** For one run. */
    public static SubjectClasses unkept(Subjects subjects, Trials trials) {
        return new SubjectClasses(subjects, trials, Optional.empty());
    }

    /** Kept in a folder, and forgotten when they were compiled by another kit. @param kit what tells one from another */
    public static SubjectClasses keptIn(Path folder, String kit, Subjects subjects, Trials trials) throws IOException {
        Path mark = folder.resolve("kit.txt");
        if (!Files.exists(mark) || !Files.readString(mark).equals(kit)) {
            Folders.delete(folder);
            Files.createDirectories(folder);
            Files.writeString(mark, kit);
        }
        return new SubjectClasses(subjects, trials, Optional.of(folder));
    }

    /** What tells a subject's sources from any other. */
    String receipt(Lab lab, Subject subject) {
        return Receipt.of(Map.of(lab.number(), subjects.sources(lab, subject))).substring(0, 32);
    }

    /** The folder of its classes. @throws IOException if the kit can't compile it */
    Path of(Lab lab, Subject subject) throws IOException {
        Path classes = known.get(subject.name());
        if (classes == null) {
            classes = found(lab, subject);
            known.put(subject.name(), classes);
        }
        return classes;
    }

    private Path found(Lab lab, Subject subject) throws IOException {
        if (folder.isEmpty()) {
            return compiled(lab, subject);
        }
        Path kept = folder.get().resolve(receipt(lab, subject));
        if (!Files.isDirectory(kept)) {
            Path half = Files.createTempDirectory(folder.get(), "half");
            Folders.copy(compiled(lab, subject), half.resolve("classes"));
            Files.move(half.resolve("classes"), kept, StandardCopyOption.ATOMIC_MOVE);
            Folders.delete(half);
        }
        return kept;
    }

    private Path compiled(Lab lab, Subject subject) throws IOException {
        LabSources sources = subjects.sources(lab, subject);
        return switch (trials.compile(lab, sources)) {
            case Outcome.Compiled(Path classes) -> classes;
            case Outcome.Rejected(String reason, var errors) -> throw new IOException(subject.name() + ": " + reason + ": "
                    + String.join("; ", errors));
            case Outcome.Inconclusive(String why) -> throw new IOException("a room of the kit's own was not compiled: " + why);
        };
    }
}
