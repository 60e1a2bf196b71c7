package iommu.grade.doctor;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** What there is to see of this machine. */
final class Machine {

    private static final String AVAILABLE = "MemAvailable:";
    private static final int KIB_PER_MIB = 1024;

    private Machine() {
    }

    /** A program on PATH. */
    static Optional<Path> program(String name) {
        String path = System.getenv().getOrDefault("PATH", "");
        for (String folder : path.split(File.pathSeparator)) {
            for (String ending : new String[] {"", ".cmd", ".exe", ".bat"}) {
                Path file = Path.of(folder.isEmpty() ? "." : folder, name + ending);
                if (Files.isRegularFile(file) && Files.isExecutable(file)) {
                    return Optional.of(file);
                }
            }
        }
        return Optional.empty();
    }

    /** Memory that a new program can have, in MiB: on Linux with what the system would give back. */
    static long freeMemoryMiB() {
        try {
            for (String line : Files.readAllLines(Path.of("/proc/meminfo"))) {
                if (line.startsWith(AVAILABLE)) {
                    return Long.parseLong(line.substring(AVAILABLE.length()).replace("kB", "").strip()) / KIB_PER_MIB;
                }
            }
        } catch (IOException | NumberFormatException notLinux) {
            return freeAsJavaSeesIt();
        }
        return freeAsJavaSeesIt();
    }

    private static long freeAsJavaSeesIt() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof com.sun.management.OperatingSystemMXBean os
                ? os.getFreeMemorySize() >> 20 : 0;
    }

    /** Room for files in this folder, in MiB; 0 if that can't be told. */
    static long freeDiskMiB(Path folder) {
        try {
            return Files.getFileStore(folder).getUsableSpace() >> 20;
        } catch (IOException unknown) {
            return 0;
        }
    }
}
