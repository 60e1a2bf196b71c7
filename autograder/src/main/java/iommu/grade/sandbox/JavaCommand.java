package iommu.grade.sandbox;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The virtual machine for learner code: this judge's own, small, alike every time, with nothing to attach to. It seldom
 * lives for a second, so that what it compiles and links costs it more than what it runs: it compiles once, inlines
 * little, and makes no code for reflection.
 */
final class JavaCommand {

    static final Path HOME = Path.of(System.getProperty("java.home")).toAbsolutePath();
    private static final int DENYING_NATIVE_ACCESS = 24;
    /** Memory that is touched again costs less than memory that is new. */
    private static final int YOUNG_MIB = 8;

    private JavaCommand() {
    }

    /** For a process that maps the kit's {@link ClassArchive}, if there is one. */
    static List<String> archived(boolean made) {
        return made ? List.of("-XX:SharedArchiveFile=" + Job.KIT + "/" + ClassArchive.NAME, "-Xlog:disable") : List.of();
    }

    /** Its command line, with the place holders of {@link Job} in it. @param more options */
    static List<String> of(Job job, Limits limits, List<String> more) {
        List<String> command = new ArrayList<>(List.of(HOME.resolve("bin/java").toString(),
                "-Xms" + limits.heapMiB() + "m", "-Xmx" + limits.heapMiB() + "m", "-Xmn" + YOUNG_MIB + "m", "-Xss" + job.stack() + "k",
                "-XX:MaxMetaspaceSize=128m", "-XX:CompressedClassSpaceSize=64m", "-XX:ReservedCodeCacheSize=48m",
                "-XX:MaxDirectMemorySize=32m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-XX:C1MaxInlineSize=20", "-Xshare:auto",
                "-XX:-UsePerfData", "-XX:+DisableAttachMechanism", "-XX:-UseContainerSupport", "-XX:ActiveProcessorCount=1",
                "-XX:-CreateCoredumpOnCrash", "-XX:-HeapDumpOnOutOfMemoryError", "-XX:ErrorFile=/dev/null",
                "-Djdk.reflect.useNativeAccessorOnly=true", "-Djava.io.tmpdir=" + Job.SCRATCH, "-Dfile.encoding=UTF-8",
                "-Duser.language=en", "-Duser.country=US", "-Duser.timezone=UTC"));
        if (Runtime.version().feature() >= DENYING_NATIVE_ACCESS) {
            command.add("--illegal-native-access=deny");
            command.add("--sun-misc-unsafe-memory-access=deny");
        }
        command.addAll(more);
        command.addAll(List.of("-cp", Kit.classPathIn(Job.KIT), job.mainClass()));
        command.addAll(job.arguments());
        return command;
    }
}
