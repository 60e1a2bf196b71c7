package iommu.grade.intake;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.READ;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.Deque;

/** Reads a folder that a stranger may have filled: follows no link and opens nothing but regular files. */
final class FolderReader {

    private final Path root;
    private final String prefix;
    private final Sieve sieve;

    FolderReader(Path root, Sieve sieve) {
        this(root, "", sieve);
    }

    /** @param prefix what the names of all that it holds begin with: the folder's own place, ended by a slash */
    FolderReader(Path root, String prefix, Sieve sieve) {
        this.root = root;
        this.prefix = prefix;
        this.sieve = sieve;
    }

    void read() throws RefusedException {
        Deque<Path> folders = new ArrayDeque<>();
        folders.add(root);
        while (!folders.isEmpty()) {
            Path folder = folders.remove();
            try (DirectoryStream<Path> children = Files.newDirectoryStream(folder)) {
                for (Path child : children) {
                    sieve.count();
                    visit(child, folders);
                }
            } catch (IOException | DirectoryIteratorException | UncheckedIOException unreadable) {
                throw new RefusedException(shown(folder) + " can't be read");
            }
        }
    }

    private void visit(Path child, Deque<Path> folders) throws RefusedException {
        String path = slashed(child);
        BasicFileAttributes attributes = attributes(child);
        if (sieve.isLitter(path, attributes.isDirectory())) {
            return;
        }
        if (attributes.isSymbolicLink()) {
            throw new RefusedException(shown(child) + " is a symbolic link, and links are not followed");
        }
        if (attributes.isDirectory()) {
            if (root.relativize(child).getNameCount() > Limits.DEPTH) {
                throw new RefusedException("It has folders more than " + Limits.DEPTH + " deep");
            }
            folders.add(child);
        } else if (!attributes.isRegularFile()) {
            throw new RefusedException(shown(child) + " is neither a file nor a folder");
        } else if (TestFile.isOne(path)) {
            if (sieve.wantsTest(path, attributes.size())) {
                sieve.keepTest(new RawFile(path, content(child)));
            }
        } else if (sieve.wants(path)) {
            sieve.checkSize(path, attributes.size());
            sieve.keep(new RawFile(path, content(child)));
        }
    }

    private BasicFileAttributes attributes(Path child) throws RefusedException {
        try {
            return Files.readAttributes(child, BasicFileAttributes.class, NOFOLLOW_LINKS);
        } catch (IOException unreadable) {
            throw new RefusedException(shown(child) + " can't be read");
        }
    }

    private byte[] content(Path file) throws RefusedException {
        if (hasOtherNames(file)) {
            throw new RefusedException(shown(file) + " is a hard link to another file; send a copy");
        }
        try (InputStream in = Files.newInputStream(file, READ, NOFOLLOW_LINKS)) {
            // One byte more than allowed shows a file that has grown since it was measured.
            return in.readNBytes(Limits.FILE_BYTES + 1);
        } catch (IOException unreadable) {
            throw new RefusedException(shown(file) + " can't be read");
        }
    }

    private static boolean hasOtherNames(Path file) throws RefusedException {
        if (!file.getFileSystem().supportedFileAttributeViews().contains("unix")) {
            return false;
        }
        try {
            return (Integer) Files.getAttribute(file, "unix:nlink", NOFOLLOW_LINKS) > 1;
        } catch (IOException unreadable) {
            throw new RefusedException(Printable.shortened(file.getFileName().toString()) + " can't be read");
        }
    }

    private String slashed(Path child) {
        return prefix + root.relativize(child).toString().replace(child.getFileSystem().getSeparator(), "/");
    }

    private String shown(Path path) {
        return path.equals(root) ? prefix.isEmpty() ? "The folder" : Printable.shortened(prefix) : Printable.shortened(slashed(path));
    }
}
