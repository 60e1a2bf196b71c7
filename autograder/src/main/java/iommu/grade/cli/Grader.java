package iommu.grade.cli;

import iommu.grade.judge.Rooms;
import iommu.grade.judge.Suite;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

/** Everything about this grader that a verdict could depend on, in one line. */
final class Grader {

    private Grader() {
    }

    /** Suite, seed, sandbox with its limits, JDK feature version, and a hash of the kit's own code and scenarios. */
    static String identity(Kit kit, Suite suite, Rooms rooms) throws IOException {
        return "suite " + suite.version() + ", " + suite.origin() + ", " + rooms.describe() + ", JDK "
                + Runtime.version().feature() + ", kit " + build(kit);
    }

    private static String build(Kit kit) throws IOException {
        List<Path> files = new ArrayList<>();
        for (String part : System.getProperty("java.class.path").split(java.io.File.pathSeparator)) {
            collect(Path.of(part), files);
        }
        collect(kit.labs().resolve("labs.toml"), files);
        for (var lab : kit.manifest().labs()) {
            collect(kit.labs().resolve(lab.folder()).resolve("scenarios"), files);
        }
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (Path file : files) {
                digest.update((file.getFileName() + " ").getBytes(StandardCharsets.UTF_8));
                digest.update(Files.readAllBytes(file));
            }
            return HexFormat.of().formatHex(digest.digest(), 0, 8);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no SHA-256", e);
        }
    }

    private static void collect(Path at, List<Path> files) throws IOException {
        if (Files.exists(at)) {
            try (Stream<Path> found = Files.walk(at)) {
                found.filter(Files::isRegularFile).sorted().forEach(files::add);
            }
        }
    }
}
