package iommu.grade.proof;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.grade.KitCommand;
import iommu.grade.labs.Group;
import iommu.grade.labs.Lab;
import iommu.grade.labs.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabFolderTest {

    private static final Path LABS = KitCommand.home().resolve("labs");
    private static final Manifest MANIFEST = Manifest.read(Manifest.below(KitCommand.home()));

    @TempDir
    private Path labs;

    @Test
    void everyLabHasAPageForInstructorsAndHintsOfFourLevels() throws IOException {
        for (Lab lab : MANIFEST.labs()) {
            assertThat(LabFolder.objections(LABS, lab)).isEmpty();
        }
    }

    @Test
    void aLabWithoutThemIsObjectedTo() throws IOException {
        Lab lab = MANIFEST.lab("01").orElseThrow();
        Path folder = Files.createDirectory(labs.resolve(lab.folder()));
        Files.copy(LABS.resolve(lab.folder()).resolve("README.md"), folder.resolve("README.md"));
        assertThat(LabFolder.objections(labs, lab)).containsExactly("lab01-context has no INSTRUCTOR.md");
        Files.writeString(folder.resolve("INSTRUCTOR.md"), "# Lab 01 for instructors\n");
        assertThat(LabFolder.objections(labs, lab)).isEmpty();
        List<Group> groups = lab.groups().stream().map(g -> new Group(g.id(), g.title(), g.kind(), g.points(), g.stage(), g.needs(), g.rule(),
                g.id().equals("01.silence") ? g.hints().subList(0, 3) : g.hints(), g.judges())).toList();
        Lab fewer = new Lab(lab.number(), lab.name(), lab.title(), lab.packageName(), lab.entry(), lab.seam(), lab.takes(), lab.neighbours(), lab.source(),
                lab.hours(), lab.sections(), lab.blank(), lab.keep(), groups);
        assertThat(LabFolder.objections(labs, fewer)).containsExactly("01.silence has hints of 3 levels, not 4");
    }
}
