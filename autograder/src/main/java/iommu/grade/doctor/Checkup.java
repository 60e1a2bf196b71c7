package iommu.grade.doctor;

import iommu.grade.judge.CaseSource;
import iommu.grade.labs.Lab;
import iommu.grade.labs.Manifest;
import iommu.grade.sandbox.Sandbox;
import iommu.grade.sandbox.Tier;
import iommu.grade.work.Desk;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;

/** Looks at the machine, at the kit and at the folder {@code work/}; changes nothing that lasts. */
public final class Checkup {

    private static final int OLDEST_JDK = 21;
    private static final long LEAST_DISK_MIB = 300;
    private static final long LEAST_MEMORY_MIB = 700;

    private final Manifest manifest;
    private final Path home;
    private final Path work;
    private final boolean wholeKit;

    /** @param home the kit's folder @param work the learner's */
    public Checkup(Manifest manifest, Path home, Path work) {
        this.manifest = manifest;
        this.home = home;
        this.work = work;
        wholeKit = CaseSource.maker().knowsTheOracle();
    }

    /** Everything, in the order in which it should be mended. */
    public List<Finding> findings() {
        List<Finding> findings = new ArrayList<>(List.of(jdk(), maven(), sandbox(), memory(), disk(home, "disk, the kit"),
                disk(Path.of(System.getProperty("java.io.tmpdir")), "disk, scratch"), saves()));
        findings.addAll(workFolder());
        if (wholeKit) {
            findings.add(qemu());
        }
        return findings;
    }

    private static Finding jdk() {
        String seen = Runtime.version() + ", " + System.getProperty("java.home");
        if (ToolProvider.getSystemJavaCompiler() == null) {
            return Finding.wrong("JDK", seen + ", without a compiler", "Install a JDK, not a JRE, and set JAVA_HOME to it.");
        }
        return Runtime.version().feature() < OLDEST_JDK
                ? Finding.wrong("JDK", seen, "Install a JDK of version " + OLDEST_JDK + " or later, and set JAVA_HOME to it.")
                : Finding.ok("JDK", seen);
    }

    private Finding maven() {
        return Machine.program("mvn").map(found -> Finding.ok("Maven", found.toString()))
                .orElseGet(() -> Finding.warning("Maven", "there is no mvn on PATH", "The kit is built, so the labs work. "
                        + (wholeKit ? "To build it anew or to run ./iommu test, install Maven." : "IDEs bring their own.")));
    }

    private static Finding sandbox() {
        try (Sandbox sandbox = Sandbox.best()) {
            return sandbox.tier() == Tier.BUBBLEWRAP ? Finding.ok("sandbox", sandbox.describe())
                    : Finding.warning("sandbox", sandbox.describe(), "Your own code runs all the same. To grade other people's,"
                            + " install bubblewrap on Linux (Debian: apt-get install bubblewrap).");
        } catch (IOException e) {
            return Finding.wrong("sandbox", "it has no folder: " + e.getMessage(), "Make room in "
                    + System.getProperty("java.io.tmpdir") + ", or let TMPDIR or -Djava.io.tmpdir name another folder.");
        }
    }

    private static Finding memory() {
        long free = Machine.freeMemoryMiB();
        String seen = free + " MiB free";
        return free >= LEAST_MEMORY_MIB || free == 0 ? Finding.ok("memory", free == 0 ? "unknown" : seen)
                : Finding.warning("memory", seen, "A check takes up to " + LEAST_MEMORY_MIB + " MiB: close other programs.");
    }

    private static Finding disk(Path folder, String what) {
        long free = Machine.freeDiskMiB(folder);
        String seen = free + " MiB free in " + folder;
        return free >= LEAST_DISK_MIB ? Finding.ok(what, seen) : Finding.warning(what, seen, "Make room: the kit and its"
                + " sandbox need " + LEAST_DISK_MIB + " MiB.");
    }

    private Finding saves() {
        try (var service = FileSystems.getDefault().newWatchService()) {
            return Finding.ok("watching", "the system tells of saved files (" + service.getClass().getSimpleName() + ")");
        } catch (IOException | UnsupportedOperationException e) {
            return Finding.warning("watching", "the system can't tell of saved files: " + e.getMessage(),
                    "./iommu watch looks for itself instead, 20 times a second.");
        }
    }

    private List<Finding> workFolder() {
        Desk desk = new Desk(work, manifest);
        Path nearest = Files.exists(work) ? work : home;
        if (!Files.isWritable(nearest)) {
            return List.of(Finding.wrong("work", nearest + " can't be written to", "Give yourself the right to, or unpack the"
                    + " kit in a folder of your own."));
        }
        List<Finding> findings = new ArrayList<>();
        List<Lab> begun = manifest.labs().stream().filter(desk::hasBegun).toList();
        findings.add(Finding.ok("work", begun.isEmpty() ? "no lab begun" : "begun: lab "
                + begun.stream().map(Lab::number).collect(Collectors.joining(", "))));
        begun.stream().filter(lab -> !Files.exists(entry(desk, lab))).forEach(lab -> findings.add(Finding.warning("work",
                desk.folder(lab).getFileName() + " lacks " + lab.entry() + ".java", "If you have not moved it yourself, begin the"
                        + " lab anew, which keeps what is there: ./iommu reset " + lab.number())));
        desk.damaged().forEach(lab -> findings.add(Finding.warning("work", desk.diaryFile(lab) + " can't be read",
                "Delete it: the next ./iommu check " + lab.number() + " writes it anew.")));
        return findings;
    }

    private static Path entry(Desk desk, Lab lab) {
        return desk.folder(lab).resolve("src/main/java").resolve(lab.packageName()).resolve(lab.entry() + ".java");
    }

    private static Finding qemu() {
        return Machine.program("qemu-system-x86_64").map(found -> Finding.ok("QEMU", found.toString()))
                .orElseGet(() -> Finding.warning("QEMU", "not installed", "Only ./iommu compare needs it (Debian:"
                        + " apt-get install --no-install-recommends qemu-system-x86)."));
    }
}
