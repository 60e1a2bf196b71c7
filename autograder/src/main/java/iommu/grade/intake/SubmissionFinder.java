package iommu.grade.intake;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** From the paths of a command line to submissions: see {@link Intake#find}. */
final class SubmissionFinder {

    /** Not read, but whoever sent one must hear of it. */
    private static final List<String> SENT_BY_MISTAKE = List.of(".ipynb", ".rar", ".7z", ".tar", ".gz", ".tgz", ".xz",
            ".bz2", ".jar");

    List<Path> find(List<Path> paths) {
        Map<String, Path> byName = new LinkedHashMap<>();
        for (Path path : paths) {
            for (Path submission : at(path)) {
                Path other = byName.putIfAbsent(Intake.nameOf(submission), submission);
                if (other != null) {
                    throw new UsageException("two submissions have the same name: " + shown(other) + " and "
                            + shown(submission));
                }
            }
        }
        return List.copyOf(byName.values());
    }

    private static List<Path> at(Path path) {
        if (!Files.exists(path)) {
            throw new UsageException(shown(path) + ": there is no such file or folder");
        }
        if (!Files.isReadable(path)) {
            throw new UsageException(shown(path) + ": it can't be read");
        }
        if (!Files.isDirectory(path)) {
            if (Files.isRegularFile(path) && Intake.isZip(path)) {
                return List.of(real(path));
            }
            String hint = path.toString().endsWith(".ipynb") ? "; notebooks can't be graded by this version" : "";
            throw new UsageException(shown(path) + ": it is neither a folder nor a .zip" + hint);
        }
        if (isSubmission(path)) {
            return List.of(real(path));
        }
        List<Path> submissions = children(path).stream().filter(SubmissionFinder::isSent).toList();
        if (submissions.isEmpty()) {
            throw new UsageException(shown(path) + ": there is no submission in this folder");
        }
        return submissions;
    }

    private static boolean isSubmission(Path folder) {
        return hasSources(folder)
                || children(folder).stream().anyMatch(child -> isLabWithSources(child) || isWorkFolder(child));
    }

    /** A Java file, or {@code src}, directly in it. */
    private static boolean hasSources(Path folder) {
        return Files.isDirectory(folder.resolve("src")) || children(folder).stream()
                .anyMatch(child -> Sieve.isJava(child.toString()) && Files.isRegularFile(child));
    }

    private static boolean isLabWithSources(Path folder) {
        return folder.getFileName().toString().matches("lab[0-9]{2}(-.*)?") && isRealFolder(folder)
                && hasSources(folder);
    }

    private static boolean isWorkFolder(Path folder) {
        return folder.getFileName().toString().equals("work") && isRealFolder(folder)
                && children(folder).stream().anyMatch(SubmissionFinder::isLabWithSources);
    }

    private static boolean isRealFolder(Path folder) {
        return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS);
    }

    private static boolean isSent(Path child) {
        String name = child.getFileName().toString().toLowerCase(Locale.ROOT);
        if (name.startsWith(".") || name.equals("__macosx")) {
            return false;
        }
        return Files.isDirectory(child) || Intake.isZip(child)
                || SENT_BY_MISTAKE.stream().anyMatch(name::endsWith);
    }

    /** In the order of their names; a folder that can't be listed is a usage error. */
    private static List<Path> children(Path folder) {
        List<Path> children = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            stream.forEach(children::add);
        } catch (IOException | DirectoryIteratorException unreadable) {
            throw new UsageException(shown(folder) + ": it can't be read");
        }
        children.sort(Comparator.comparing(child -> child.getFileName().toString()));
        return children;
    }

    /** A link that the user names is followed; one that lies in a folder of submissions is not. */
    private static Path real(Path path) {
        try {
            return Files.isSymbolicLink(path) ? path.toRealPath() : path;
        } catch (IOException unreadable) {
            throw new UsageException(shown(path) + ": it can't be read");
        }
    }

    private static String shown(Path path) {
        return Printable.of(path.toString());
    }
}
