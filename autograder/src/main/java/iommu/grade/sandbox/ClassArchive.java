package iommu.grade.sandbox;

import iommu.arch.Access;
import iommu.arch.Capabilities;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Rights;
import iommu.arch.WalkStart;
import iommu.arch.stimulus.Stimulus;
import iommu.probe.Frames;
import iommu.probe.ProbeMain;
import iommu.probe.RoomKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.jar.JarFile;

/**
 * The kit's classes as a virtual machine keeps them in memory: a process that maps the archive need not find, parse and
 * verify them again, which is most of its start. It is made beside the work when so many processes were started that more
 * will be; until then, and where it can't be made, everything runs the same, only later. No learner's class is in it.
 */
final class ClassArchive implements AutoCloseable {

    static final String NAME = "classes.jsa";

    /** One lab's check takes fewer processes. */
    private static final int WORTH_IT = 8;
    private static final int PATIENCE_SECONDS = 120;

    private final Sandbox sandbox;
    private final Kit kit;
    private final Path folder;
    private final AtomicInteger started = new AtomicInteger();
    private volatile boolean made;
    private Thread making;
    private Process maker;
    private boolean closed;

    /** @param kit beside whose jars the archive will be */
    ClassArchive(Sandbox sandbox, Kit kit) {
        this.sandbox = sandbox;
        this.kit = kit;
        folder = kit.archJar().getParent();
    }

    /** Counts a process that is to be started. @return whether it can use the archive */
    boolean serves() {
        if (started.incrementAndGet() == WORTH_IT) {
            begin();
        }
        return made;
    }

    private synchronized void begin() {
        if (!closed) {
            making = Thread.ofPlatform().daemon().name("class-archive").start(this::make);
        }
    }

    private void make() {
        Path list = folder.resolve("classes.list");
        Path archive = folder.resolve(NAME + ".part");
        try {
            list(list);
            Files.write(list, kitClasses(), StandardOpenOption.APPEND);
            if (ends(new ProcessBuilder(JavaCommand.HOME.resolve("bin/java").toString(), "-Xshare:dump", "-XX:+UseSerialGC", "-Xlog:disable",
                    "-XX:SharedClassListFile=" + list, "-XX:SharedArchiveFile=" + archive, "-cp", Kit.classPathIn(folder.toString())))
                    && Files.exists(archive)) {
                Files.delete(list);
                SandboxFolder.readable(archive);
                Files.move(archive, folder.resolve(NAME), StandardCopyOption.ATOMIC_MOVE);
                made = true;
            }
        } catch (IOException | Ending e) {
            return; // without it everything runs the same
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Writes down what a process loads that is asked something, and has no room to answer it. */
    private void list(Path list) throws IOException, Ending {
        Job job = sandbox.job(ProbeMain.class.getName(), List.of(Job.INSIDE + "/s", RoomKind.WALK.name(), "none.Room", Job.INSIDE + "/classes",
                Job.INSIDE + "/rehearsal"), 1024);
        Files.createDirectory(job.folder().resolve("classes"));
        try (ProbeSession session = ProbeSession.over(RoomKind.WALK, sandbox.startOwn(job, Limits.DEFAULT, Frames.LIMIT,
                List.of("-XX:DumpLoadedClassList=" + list)))) {
            session.startCase(Capabilities.DEFAULT, 0);
            session.tell(new Stimulus.Store64(new Gpa(0x1000), 1));
            session.ask(new Stimulus.Walk(new WalkStart(new Gpa(0x1000), 4, Rights.RW, 48), new Iova(0), Access.READ));
        } finally {
            SandboxFolder.delete(job.folder());
        }
    }

    /** Every class of the kit: which of them a process loads depends on its room. */
    private List<String> kitClasses() throws IOException {
        List<String> names = new ArrayList<>();
        for (Path jar : List.of(kit.archJar(), kit.probeJar())) {
            try (JarFile file = new JarFile(jar.toFile())) {
                file.stream().map(entry -> entry.getName().replace(".class", "")).forEach(names::add);
            }
        }
        return names;
    }

    private boolean ends(ProcessBuilder builder) throws IOException, InterruptedException {
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD);
        Process begun;
        synchronized (this) {
            if (closed) {
                return false;
            }
            maker = builder.start();
            begun = maker;
        }
        return begun.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) && begun.exitValue() == 0;
    }

    /** Nothing is written any more when it returns. */
    @Override
    public void close() {
        Thread busy;
        synchronized (this) {
            closed = true;
            busy = making;
            if (maker != null) {
                maker.destroyForcibly();
            }
        }
        try {
            if (busy != null) {
                busy.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
