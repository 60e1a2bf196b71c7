package iommu.grade.sandbox;

import iommu.probe.Report;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The place where learner code runs. One serves a whole judge, all its threads; closing it removes its folder.
 *
 * <p>{@link #best} tries the walls with a real process before it trusts them.
 */
public final class Sandbox implements AutoCloseable {

    private static final Duration START_CPU = Duration.ofSeconds(60);
    private static final Duration START_QUIET = Duration.ofSeconds(60);
    private static final String COMPILER = "iommu.probe.CompileMain";

    private final Path base;
    private final Kit kit;
    private final ClassArchive archive;
    private final Path empty;
    private final AtomicInteger slots = new AtomicInteger();
    private final StepBytes steps = new StepBytes();
    /** Null in the plain tier. */
    private Bubblewrap walls;
    private String trouble = "";

    private Sandbox() throws IOException {
        base = SandboxFolder.create();
        kit = Kit.stage(SandboxFolder.open(base.resolve("kit")));
        archive = new ClassArchive(this, kit);
        empty = SandboxFolder.open(base.resolve("empty"));
        SandboxFolder.open(base.resolve("jobs"));
    }

    /** The best tier that works on this host. @throws IOException if there is no room for its folder */
    public static Sandbox best() throws IOException {
        Sandbox sandbox = new Sandbox();
        for (boolean ownUser : SandboxFolder.isRoot() ? new boolean[] {true, false} : new boolean[] {false}) {
            for (boolean noUserSpaces : new boolean[] {true, false}) {
                sandbox.walls = new Bubblewrap(ownUser, noUserSpaces);
                if (sandbox.works()) {
                    return sandbox;
                }
            }
        }
        sandbox.walls = null;
        return sandbox;
    }

    /** A tier without walls. @throws IOException if there is no room for its folder */
    public static Sandbox plain() throws IOException {
        Sandbox sandbox = new Sandbox();
        sandbox.trouble = "asked for";
        return sandbox;
    }

    /** For whoever sends steps to processes here. */
    StepBytes steps() {
        return steps;
    }

    public Tier tier() {
        return walls == null ? Tier.PLAIN : Tier.BUBBLEWRAP;
    }

    /** One line for the report and for the doctor. */
    public String describe() {
        if (walls == null) {
            return "plain: no walls" + (trouble.isEmpty() ? "" : " (" + trouble + ")");
        }
        return "bubblewrap: own namespaces, read-only files, no network"
                + (walls.ownUser() ? ", own user" : "") + (walls.noUserSpaces() ? ", no further user namespaces" : "");
    }

    /** What to say aloud before running other people's code here; empty behind walls. */
    public Optional<String> notice() {
        return walls != null ? Optional.empty() : Optional.of("""
                WARNING: no sandbox. Submissions run as you, with your files and your network.
                Only processor time and memory are watched. Grade nobody's work but your own like this.
                To have walls, install bubblewrap (Debian: apt-get install bubblewrap). The reason: %s"""
                .formatted(trouble));
    }

    @Override
    public void close() {
        archive.close();
        SandboxFolder.delete(base);
    }

    private boolean works() {
        Job job = null;
        try {
            job = job(COMPILER, List.of(Job.INSIDE + "/s", Job.KIT + "/arch.jar", Job.SCRATCH), 1024);
            start(job, Limits.COMPILER, Report.CLASSES_LIMIT).close();
            return true;
        } catch (IOException | Ending e) {
            trouble = e.getMessage();
            return false;
        } finally {
            SandboxFolder.delete(job == null ? null : job.folder());
        }
    }

    /** A job with a folder of its own, which the caller fills, and deletes when the job is done. */
    Job job(String mainClass, List<String> arguments, int stackKiB) throws IOException {
        int slot = slots.getAndIncrement();
        Path folder = Files.createDirectory(base.resolve("jobs").resolve(Integer.toString(slot)));
        return new Job(folder, slot, mainClass, arguments, stackKiB);
    }

    /** Gives a job's folder, and all that is in it by now, to the user that the job runs as. */
    void give(Job job) throws IOException {
        SandboxFolder.give(job.folder(), walls != null && walls.ownUser() ? Bubblewrap.userOf(job.slot()) : -1);
    }

    /** Starts a job and waits for its greeting. No learner's code has run by then, so that any failure is the host's. */
    Conversation start(Job job, Limits limits, int frameLimit) throws Ending {
        return start(job, command(job, limits), limits, frameLimit);
    }

    /** Starts a job without walls: for what is the kit's own alone. @param more options for the virtual machine */
    Conversation startOwn(Job job, Limits limits, int frameLimit, List<String> more) throws Ending {
        return start(job, bare(job, limits, more), limits, frameLimit);
    }

    private Conversation start(Job job, List<String> command, Limits limits, int frameLimit) throws Ending {
        Path address = job.folder().resolve("s");
        Contained process = null;
        try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
                Selector selector = Selector.open()) {
            listener.bind(UnixDomainSocketAddress.of(address));
            give(job);
            process = Contained.start(command, base);
            listener.configureBlocking(false).register(selector, SelectionKey.OP_ACCEPT);
            SocketChannel channel = accept(listener, selector, process);
            Files.delete(address);
            Conversation conversation = new Conversation(process, channel, limits, frameLimit);
            if (!(conversation.hear() instanceof Report.Hello)) {
                throw new Ending(Cause.SANDBOX, "the process did not greet");
            }
            return conversation;
        } catch (IOException | Ending e) {
            throw new Ending(Cause.SANDBOX, "the sandbox did not start: " + e.getMessage() + stopped(process));
        }
    }

    private List<String> command(Job job, Limits limits) {
        List<String> archived = JavaCommand.archived(archive.serves());
        return walls == null ? bare(job, limits, archived) : walls.command(job, limits, archived, base.resolve("kit"), empty);
    }

    private List<String> bare(Job job, Limits limits, List<String> more) {
        List<String> command = new ArrayList<>();
        for (String word : JavaCommand.of(job, limits, more)) {
            command.add(word.replace(Job.INSIDE, job.folder().toString()).replace(Job.KIT, kit.archJar().getParent().toString())
                    .replace(Job.SCRATCH, job.folder().resolve("tmp").toString()));
        }
        return command;
    }

    private static SocketChannel accept(ServerSocketChannel listener, Selector selector, Contained process)
            throws IOException, Ending {
        Watch watch = new Watch(Limits.DEFAULT.withCpu(START_CPU).withQuiet(START_QUIET), LinuxTree.available());
        long began = System.nanoTime();
        long looked = began;
        for (SocketChannel channel = listener.accept();; channel = listener.accept()) {
            if (channel != null) {
                return channel;
            }
            if (!process.running()) {
                throw new Ending(Cause.SANDBOX, "it ended at once (status " + process.exit() + ")");
            }
            selector.select(Watch.INTERVAL.toMillis());
            selector.selectedKeys().clear();
            if (System.nanoTime() - looked >= Watch.INTERVAL.toNanos()) {
                looked = System.nanoTime();
                watch.look(Duration.ofNanos(looked - began), process.tree().look());
            }
        }
    }

    private static String stopped(Contained process) {
        if (process == null) {
            return "";
        }
        process.kill();
        String printed = process.printed().strip();
        return printed.isEmpty() ? "" : ": " + printed.lines().findFirst().orElse("");
    }
}
