package iommu.grade.sandbox;

import iommu.arch.stimulus.Stimulus;
import iommu.probe.ProbeMain;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * Everything of the kit that learner code may see: two jars, made from where the judge itself found the classes.
 * However the judge is packaged, only {@code iommu.arch} and {@code iommu.probe} are in them.
 *
 * @param archJar  what learners compile against
 * @param probeJar what drives their rooms
 */
record Kit(Path archJar, Path probeJar) {

    private static final String ARCH = "arch.jar";
    private static final String PROBE = "probe.jar";

    static Kit stage(Path folder) throws IOException {
        Path arch = folder.resolve(ARCH);
        Path probe = folder.resolve(PROBE);
        pack(Stimulus.class, "iommu/arch", arch);
        pack(ProbeMain.class, "iommu/probe", probe);
        return new Kit(arch, probe);
    }

    /** @param folder where the jars are, as the reader of the path sees them */
    static String classPathIn(String folder) {
        return folder + "/" + ARCH + File.pathSeparator + folder + "/" + PROBE;
    }

    private static void pack(Class<?> member, String packages, Path jar) throws IOException {
        Path source;
        try {
            source = Path.of(member.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IOException("can't tell where " + member.getName() + " came from", e);
        }
        if (Files.isDirectory(source)) {
            pack(source, source.resolve(packages), jar);
            return;
        }
        try (FileSystem archive = FileSystems.newFileSystem(source)) {
            Path root = archive.getPath("/");
            pack(root, root.resolve(packages), jar);
        }
    }

    private static void pack(Path root, Path packages, Path jar) throws IOException {
        try (OutputStream out = Files.newOutputStream(jar); JarOutputStream entries = new JarOutputStream(out);
                Stream<Path> files = Files.walk(packages)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".class")).sorted().toList()) {
                JarEntry entry = new JarEntry(root.relativize(file).toString().replace('\\', '/'));
                entry.setTime(0);
                entries.putNextEntry(entry);
                Files.copy(file, entries);
                entries.closeEntry();
            }
        }
    }
}
