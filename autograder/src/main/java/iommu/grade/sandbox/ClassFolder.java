package iommu.grade.sandbox;

import iommu.probe.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Folders of compiled classes. */
final class ClassFolder {

    private ClassFolder() {
    }

    /** Copies the class files below a folder, and nothing else. */
    static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to);
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".class") && Files.isRegularFile(f)).toList()) {
                Path target = to.resolve(from.relativize(file).toString());
                Files.createDirectories(target.getParent());
                Files.copy(file, target);
            }
        }
    }

    /** Writes classes below a folder; their names were checked when they were decoded. */
    static void write(List<Report.ClassFile> classes, Path to) throws IOException {
        Files.createDirectories(to);
        for (Report.ClassFile each : classes) {
            Path target = to.resolve(each.name() + ".class");
            Files.createDirectories(target.getParent());
            Files.write(target, each.bytes());
        }
    }
}
