package iommu.grade.labs;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Which group a scenario file belongs to: the one that its folder is named after, or, as a check leaves it in
 * {@code counterexamples}, its own name.
 *
 * @param labsFolder of the kit that the file lies in
 */
public record FileGroup(Path labsFolder, Lab lab, Group group) {

    private static final String SUFFIX = ".vtd";

    /** The kit's manifest lies in a folder around a learner's copy of the lab, or beside it. @param file its name, or its path */
    public static Optional<FileGroup> of(Path folder, String file) {
        String name = file.substring(file.lastIndexOf('/') + 1);
        String own = name.endsWith(SUFFIX) ? name.substring(0, name.length() - SUFFIX.length()) : name;
        return manifest(folder).flatMap(manifest -> {
            Manifest read = Manifest.read(manifest);
            return Stream.of(folder.getFileName().toString(), own).flatMap(id -> read.labs().stream().flatMap(lab ->
                lab.group(id).stream().map(group -> new FileGroup(manifest.getParent(), lab, group)))).findFirst();
        });
    }

    /** Every group of the kit that the folder lies in. */
    public static List<FileGroup> all(Path folder) {
        return manifest(folder).map(manifest -> Manifest.read(manifest).labs().stream()
                .flatMap(lab -> lab.groups().stream().map(group -> new FileGroup(manifest.getParent(), lab, group))).toList()).orElse(List.of());
    }

    private static Optional<Path> manifest(Path folder) {
        return Stream.iterate(folder, around -> around != null, Path::getParent)
                .flatMap(around -> Stream.of(Manifest.below(around), around.resolve(Manifest.below(around).getFileName())))
                .filter(Files::isRegularFile).findFirst();
    }
}
