package iommu.grade.confidence;

import iommu.grade.intake.Intake;
import iommu.grade.intake.IntakeResult;
import iommu.grade.intake.LabSources;
import iommu.grade.intake.SourceFile;
import iommu.grade.labs.Lab;
import iommu.grade.labs.Manifest;
import iommu.grade.proof.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** The seeded bugs and equivalents of the kit, in {@code autograder/confidence/LAB/bugs} and {@code equivalents}. */
public final class Subjects {

    private static final String BUG = ".bug";
    private static final String EQUIVALENT = ".equivalent";

    private final Path home;
    private final Manifest manifest;
    private final String only;
    private final Path folder;
    private final Map<String, LabSources> bases = new ConcurrentHashMap<>();

    /** @param home the kit's folder @param only a part of the names that are wanted; empty for all */
    public Subjects(Path home, Manifest manifest, String only) {
        this.home = home;
        this.manifest = manifest;
        this.only = only;
        this.folder = home.resolve("autograder/confidence");
    }

    /** The subjects of a lab, bugs first, in the order of their names; none if the lab has none yet. */
    public List<Subject> of(Lab lab) throws IOException {
        List<Subject> subjects = new ArrayList<>();
        for (String ending : List.of(BUG, EQUIVALENT)) {
            Path kind = folder.resolve(lab.number()).resolve(ending.equals(BUG) ? "bugs" : "equivalents");
            for (Path file : Files.isDirectory(kind) ? sorted(kind) : List.<Path>of()) {
                subjects.add(read(lab, file, ending));
            }
        }
        subjects.removeIf(subject -> !subject.name().contains(only));
        return subjects;
    }

    private static List<Path> sorted(Path kind) throws IOException {
        try (Stream<Path> files = Files.list(kind)) {
            return files.sorted().toList();
        }
    }

    private static Subject read(Lab lab, Path file, String ending) throws IOException {
        String name = file.getFileName().toString();
        if (!name.endsWith(ending)) {
            throw new SubjectException(lab.number() + ": " + name + " should end in " + ending);
        }
        Subject subject = SubjectText.read(lab.number(), name.substring(0, name.length() - ending.length()),
                Files.readString(file), ending.equals(BUG));
        subject.mistake().filter(m -> lab.groups().stream().noneMatch(g -> g.id().equals(m.group()))).ifPresent(m -> {
            throw new SubjectException(subject.name() + ": the lab has no group " + m.group());
        });
        return subject;
    }

    /** What a learner with this bug, or this other way, would have sent. @throws SubjectException if it can't be made */
    public LabSources sources(Lab lab, Subject subject) {
        LabSources base = bases.computeIfAbsent(lab.number() + "/" + subject.base(), any -> base(lab, subject));
        List<Change> left = new ArrayList<>(subject.changes());
        List<SourceFile> files = new ArrayList<>();
        for (SourceFile file : base.files()) {
            String name = file.path().substring(file.path().lastIndexOf('/') + 1);
            String text = file.text();
            for (Change change : subject.changes()) {
                if (change.file().equals(name)) {
                    text = applied(subject, change, text);
                    left.remove(change);
                }
            }
            files.add(new SourceFile(file.displayName(), file.path(), text));
        }
        if (!left.isEmpty()) {
            throw new SubjectException(subject.name() + ": " + subject.base() + " has no file " + left.getFirst().file());
        }
        return new LabSources(lab.number(), files, Optional.empty());
    }

    private static String applied(Subject subject, Change change, String text) {
        try {
            return change.applyTo(text);
        } catch (SubjectException rotten) {
            throw new SubjectException(subject.name() + ": " + rotten.getMessage());
        }
    }

    private LabSources base(Lab lab, Subject subject) {
        try {
            if (subject.shapedLikeTheReference()) {
                return Samples.reference(home, List.of(lab)).labs().get(lab.number());
            }
            for (Path shape : List.of(folder.resolve(lab.number()).resolve("shapes").resolve(subject.base()),
                    home.resolve("autograder/examples/submissions").resolve(subject.base()),
                    home.resolve("autograder/examples/submissions").resolve(subject.base() + ".zip"))) {
                if (Files.exists(shape) && new Intake(manifest).read(shape) instanceof IntakeResult.Received received
                        && received.submission().labs().containsKey(lab.number())) {
                    return received.submission().labs().get(lab.number());
                }
            }
        } catch (IOException e) {
            throw new SubjectException(subject.name() + ": can't read its base: " + e.getMessage());
        }
        throw new SubjectException(subject.name() + ": there is no shape '" + subject.base() + "' of lab " + lab.number());
    }
}
