package iommu.grade.judge;

import iommu.grade.labs.Group;
import iommu.grade.labs.Lab;
import iommu.scenario.Scenario;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The scenarios that lie in a lab's folder. */
public final class VisibleCases {

    private VisibleCases() {
    }

    /** Those of a group, in the order of their names. */
    public static List<Scenario> of(Path labsFolder, Lab lab, Group group) {
        Path folder = labsFolder.resolve(lab.folder()).resolve("scenarios").resolve(group.id());
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            List<Scenario> scenarios = new ArrayList<>();
            for (Path file : files.filter(f -> f.toString().endsWith(".vtd")).sorted().toList()) {
                scenarios.add(Scenario.parse(lab.folder() + "/scenarios/" + group.id() + "/" + file.getFileName(),
                        Files.readString(file)));
            }
            return scenarios;
        } catch (IOException e) {
            throw new UncheckedIOException("can't read the scenarios in " + folder, e);
        }
    }
}
