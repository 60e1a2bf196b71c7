package iommu.grade.sandbox;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.nio.file.attribute.UserPrincipal;

/** The sandbox's folders on the host, and who may look into them. */
final class SandboxFolder {

    private static final String PASSABLE = "rwx--x--x";
    private static final String READABLE = "rwxr-xr-x";
    private static final String LEGIBLE = "rw-r--r--";
    private static final String PRIVATE = "rwx------";

    private SandboxFolder() {
    }

    /** The base: others may pass through it to what is theirs, and see nothing. */
    static Path create() throws IOException {
        Path base = Files.createTempDirectory("iommu-sandbox-");
        permit(base, PASSABLE);
        return base;
    }

    /** A folder that everyone may read: the kit. */
    static Path open(Path folder) throws IOException {
        Files.createDirectory(folder);
        permit(folder, READABLE);
        return folder;
    }

    /** Lets everyone read a file of the kit. */
    static void readable(Path file) throws IOException {
        permit(file, LEGIBLE);
    }

    /** Gives a job's folder and all in it to one user alone. @param user its number, or -1 for the judge's own */
    static void give(Path folder, int user) throws IOException {
        Files.createDirectories(folder.resolve("tmp"));
        permit(folder, PRIVATE);
        if (user < 0) {
            return;
        }
        UserPrincipal owner = folder.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName("" + user);
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path each, BasicFileAttributes a) throws IOException {
                Files.setOwner(each, owner);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path each, BasicFileAttributes a) throws IOException {
                Files.setOwner(each, owner);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    /** Deletes a folder with everything in it, as far as it can be. */
    static void delete(Path folder) {
        if (folder == null || !Files.exists(folder)) {
            return;
        }
        try {
            Files.walkFileTree(folder, new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes a) throws IOException {
                    Files.delete(file);
                    return FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult postVisitDirectory(Path each, IOException e) throws IOException {
                    Files.delete(each);
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            System.err.println("left behind: " + folder + " (" + e.getMessage() + ")");
        }
    }

    private static void permit(Path path, String permissions) throws IOException {
        if (path.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
        }
    }
}
