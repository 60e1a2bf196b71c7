package iommu.grade.sandbox;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A running process with its tree, and the end of both. */
final class Contained {

    private static final int KILL_ROUNDS = 2_000;
    private static final int ROUND_MILLIS = 5;

    /**
     * Starts every process: a sandbox dies with the <em>thread</em> that started it (prctl PDEATHSIG), so that one has
     * to live as long as the judge.
     */
    private static final ExecutorService STARTER = Executors.newSingleThreadExecutor(task -> {
        Thread thread = new Thread(task, "sandbox-starter");
        thread.setDaemon(true);
        return thread;
    });

    private final Process process;
    private final ProcessTree tree;
    private final Printed printed = new Printed();

    private Contained(Process process) {
        this.process = process;
        this.tree = ProcessTree.of(process.toHandle());
        printed.drain(process.getInputStream());
    }

    /** Starts a command with an empty environment and nothing to read. */
    static Contained start(List<String> command, Path folder) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true).directory(folder.toFile());
        String path = System.getenv("PATH");
        builder.environment().clear();
        builder.environment().put("LC_ALL", "C.UTF-8");
        builder.environment().put("PATH", path == null ? "/usr/bin:/bin:/usr/sbin:/sbin" : path);
        try {
            Process process = STARTER.submit(builder::start).get();
            process.getOutputStream().close();
            return new Contained(process);
        } catch (ExecutionException e) {
            throw new IOException(e.getCause().getMessage(), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    ProcessTree tree() {
        return tree;
    }

    String printed() {
        return printed.text();
    }

    boolean running() {
        return process.isAlive();
    }

    /** Waits for the process to end, but no longer than this. */
    void await(Duration time) {
        try {
            process.waitFor(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The exit status of a process that has ended. */
    int exit() {
        return process.exitValue();
    }

    /** Kills the whole tree with SIGKILL until nothing of it is left. @return whether nothing is */
    boolean kill() {
        Set<Long> known = new HashSet<>(tree.alive());
        process.destroyForcibly();
        for (int round = 0; round < KILL_ROUNDS; round++) {
            Set<Long> left = new HashSet<>();
            for (long pid : known) {
                ProcessHandle.of(pid).ifPresent(p -> left.addAll(ProcessTree.of(p).alive()));
            }
            if (left.isEmpty() && !process.isAlive()) {
                return true;
            }
            left.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
            known = left;
            pause();
        }
        return false;
    }

    private static void pause() {
        try {
            Thread.sleep(ROUND_MILLIS);
        } catch (InterruptedException e) {
            // killing goes on, and the caller hears of the interrupt afterwards
            Thread.currentThread().interrupt();
        }
    }
}
