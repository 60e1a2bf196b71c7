package iommu.grade.judge;

import iommu.grade.labs.Lab;
import iommu.grade.intake.LabSources;
import iommu.grade.intake.SourceFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The labs as they were handed out, to know a stub that nobody has touched. */
public final class Stubs {

    private final Path labsFolder;

    public Stubs(Path labsFolder) {
        this.labsFolder = labsFolder;
    }

    /** Where the stub of a lab lies. */
    public Path file(Lab lab) {
        return labsFolder.resolve(lab.folder()).resolve("src/main/java").resolve(lab.packageName())
                .resolve(lab.entry() + ".java");
    }

    /** Whether these sources are the stub, but for white space. */
    public boolean unchanged(Lab lab, LabSources sources) {
        List<SourceFile> files = sources.files();
        try {
            return files.size() == 1 && bare(files.getFirst().text()).equals(bare(Files.readString(file(lab))));
        } catch (IOException e) {
            throw new UncheckedIOException("can't read the stub of lab " + lab.number(), e);
        }
    }

    private static String bare(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }
}
