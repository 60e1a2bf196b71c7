package iommu.grade.handout;

import java.io.File;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The classes that this program itself was started with: folders and jars. */
final class ClassPath {

    private ClassPath() {
    }

    /** Takes over what is wanted. @param wanted asked for each name, with slashes */
    static Archive classes(Predicate<String> wanted) throws IOException {
        Archive found = new Archive();
        for (Path part : parts()) {
            if (Files.isDirectory(part) && !part.endsWith("test-classes")) {
                take(part, wanted, found);
            } else if (!Files.isDirectory(part)) {
                read(part, wanted, found);
            }
        }
        return found;
    }

    /** The content of jars, whole but for what is about the jar itself. */
    static Archive libraries(Predicate<Path> wanted) throws IOException {
        Archive found = new Archive();
        for (Path jar : parts()) {
            if (Files.isRegularFile(jar) && wanted.test(jar)) {
                read(jar, name -> !name.startsWith("META-INF/") && !name.equals("module-info.class"), found);
                Archive licences = new Archive();
                read(jar, name -> name.matches("META-INF/(LICENSE|NOTICE)[^/]*"), licences);
                String own = jar.getFileName().toString().replace(".jar", "");
                licences.files().forEach((name, bytes) -> found.add(name.replace("META-INF/", "META-INF/licences/" + own + "/"), bytes));
            }
        }
        return found;
    }

    private static List<Path> parts() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator)).filter(p -> !p.isEmpty())
                .map(Path::of).filter(Files::exists).toList();
    }

    private static void read(Path jar, Predicate<String> wanted, Archive found) throws IOException {
        try (FileSystem archive = FileSystems.newFileSystem(jar)) {
            take(archive.getPath("/"), wanted, found);
        }
    }

    private static void take(Path root, Predicate<String> wanted, Archive found) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                String name = root.relativize(file).toString().replace('\\', '/');
                if (wanted.test(name)) {
                    found.add(name, Files.readAllBytes(file));
                }
            }
        }
    }
}
