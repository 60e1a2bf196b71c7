package iommu.grade.cli;

import iommu.grade.labs.Lab;
import iommu.grade.labs.Manifest;
import iommu.grade.intake.UsageException;
import iommu.grade.judge.Stubs;
import iommu.grade.judge.Suite;
import iommu.grade.work.Desk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Where the kit lies, and what its manifest says. */
record Kit(Path home, Manifest manifest) {

    /** The kit that this program belongs to: the folder of {@code -Diommu.home}, or the current one. */
    static Kit here() throws IOException {
        Path home = Path.of(System.getProperty("iommu.home", ".")).toAbsolutePath().normalize();
        Path manifest = home.resolve("labs/labs.toml");
        if (!Files.isRegularFile(manifest)) {
            throw new UsageException("no kit in " + home + ": labs/labs.toml is missing. Start the kit by its launcher, ./iommu");
        }
        return new Kit(home, Manifest.read(Manifest.below(home)));
    }

    Path labs() {
        return home.resolve("labs");
    }

    /** Where learners work, not part of the repository: {@code work}, or the folder of {@code -Diommu.work}. */
    Path work() {
        String elsewhere = System.getProperty("iommu.work", "");
        return elsewhere.isEmpty() ? home.resolve("work") : Path.of(elsewhere).toAbsolutePath().normalize();
    }

    Path work(Lab lab) {
        return work().resolve(lab.folder());
    }

    Desk desk() {
        return new Desk(work(), manifest);
    }

    /** A path as a person should read it: from the kit's folder, if it lies in there. */
    Path shown(Path path) {
        return path.startsWith(home) ? home.relativize(path) : path;
    }

    Path examples() {
        return home.resolve("autograder/examples/submissions");
    }

    Suite suite(long seed) {
        return Suite.practice(labs(), manifest, seed);
    }

    Stubs stubs() {
        return new Stubs(labs());
    }

    /** The lab of this number. @throws UsageException naming the labs there are */
    Lab lab(String number) {
        String twoDigits = number.matches("\\d") ? "0" + number : number;
        return manifest.labs().stream().filter(lab -> lab.number().equals(twoDigits)).findFirst()
                .orElseThrow(() -> new UsageException("no lab " + number + ": there are "
                        + manifest.labs().stream().map(Lab::number).collect(Collectors.joining(", "))));
    }

    List<Lab> labs(List<String> numbers) {
        return numbers.stream().map(this::lab).toList();
    }
}
