package iommu.grade.sandbox;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The walls: a command line of bubblewrap, in namespaces of its own for users, processes, network, mounts and the
 * rest. Inside there are the system's libraries, the JDK, the kit's two jars with their archive, and the job's folder, all read-only,
 * and a small private /tmp.
 *
 * @param ownUser       whether to change to an unprivileged user first: as root no limit on processes holds otherwise
 * @param noUserSpaces  whether this bubblewrap can forbid further user namespaces
 */
record Bubblewrap(boolean ownUser, boolean noUserSpaces) {

    private static final int FIRST_USER = 61_184;
    private static final int USERS = 4_000;
    private static final int NOBODY = 65_534;
    private static final int OPEN_FILES = 128;
    private static final int CPU_SECONDS = 3_600;
    private static final long ADDRESS_SPACE = 4L << 30;
    private static final Path PRLIMIT = Path.of("/usr/bin/prlimit");
    /** Hidden although under /usr: other programs, and whatever the host's owner has installed. */
    private static final List<String> HIDDEN = List.of("/usr/bin", "/usr/sbin", "/usr/games", "/usr/local", "/usr/share",
            "/usr/src", "/usr/include", "/usr/libexec");

    /** The user that a slot runs as on the host. */
    static int userOf(int slot) {
        return FIRST_USER + Math.floorMod((int) ProcessHandle.current().pid() * 16 + slot, USERS);
    }

    /** @param more options for the virtual machine */
    List<String> command(Job job, Limits limits, List<String> more, Path kit, Path empty) {
        List<String> command = new ArrayList<>();
        if (ownUser) {
            String user = Integer.toString(userOf(job.slot()));
            command.addAll(List.of("setpriv", "--reuid", user, "--regid", user, "--clear-groups", "--no-new-privs"));
        }
        command.addAll(List.of("bwrap", "--unshare-all", "--die-with-parent", "--new-session", "--clearenv",
                "--setenv", "LC_ALL", "C.UTF-8",
                "--hostname", "sandbox", "--uid", "" + NOBODY, "--gid", "" + NOBODY, "--cap-drop", "ALL"));
        if (noUserSpaces) {
            command.addAll(List.of("--unshare-user", "--disable-userns"));
        }
        mounts(command, empty);
        command.addAll(List.of("--ro-bind", kit.toString(), "/kit", "--ro-bind", job.folder().toString(), "/job",
                "--ro-bind", PRLIMIT.toString(), "/prlimit", "--proc", "/proc", "--dev", "/dev",
                "--size", Long.toString((long) limits.diskMiB() << 20), "--tmpfs", "/tmp",
                "--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/tmp", "--"));
        // inside: the user namespace counts its own tasks
        command.addAll(List.of("/prlimit", "--nofile=" + OPEN_FILES, "--nproc=" + limits.tasks(),
                "--fsize=" + ((long) limits.diskMiB() << 20), "--cpu=" + CPU_SECONDS, "--core=0", "--as=" + ADDRESS_SPACE));
        for (String word : JavaCommand.of(job, limits, more)) {
            command.add(word.replace(Job.INSIDE, "/job").replace(Job.KIT, "/kit").replace(Job.SCRATCH, "/tmp"));
        }
        return command;
    }

    private static void mounts(List<String> command, Path empty) {
        command.addAll(List.of("--ro-bind", "/usr", "/usr"));
        for (String hidden : HIDDEN) {
            if (Files.isDirectory(Path.of(hidden)) && !JavaCommand.HOME.startsWith(hidden)) {
                command.addAll(List.of("--ro-bind", empty.toString(), hidden));
            }
        }
        for (String top : List.of("/lib", "/lib32", "/lib64", "/libx32")) {
            Path path = Path.of(top);
            if (Files.isSymbolicLink(path)) {
                command.addAll(List.of("--symlink", linkOf(path), top));
            } else if (Files.isDirectory(path)) {
                command.addAll(List.of("--ro-bind", top, top));
            }
        }
        command.addAll(List.of("--ro-bind-try", "/etc/ld.so.cache", "/etc/ld.so.cache"));
        // Debian's own JDKs keep their configuration there
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(Path.of("/etc"), "java*")) {
            folders.forEach(f -> command.addAll(List.of("--ro-bind", f.toString(), f.toString())));
        } catch (IOException e) {
            throw new IllegalStateException("can't read /etc", e);
        }
        command.addAll(List.of("--ro-bind", JavaCommand.HOME.toString(), JavaCommand.HOME.toString()));
    }

    private static String linkOf(Path path) {
        try {
            return Files.readSymbolicLink(path).toString();
        } catch (IOException e) {
            throw new IllegalStateException("can't read the link " + path, e);
        }
    }
}
