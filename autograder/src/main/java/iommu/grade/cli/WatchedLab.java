package iommu.grade.cli;

import iommu.grade.intake.SourceFile;
import iommu.grade.labs.Lab;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A {@code watch} in a process of its own, with a clock on what it prints. */
final class WatchedLab implements AutoCloseable {

    /** A learner's pause between two saves. */
    private static final int PAUSE_MILLIS = 1500;
    private static final String ENDED = "(ended)";
    private static final int PATIENCE_MINUTES = 2;
    private static final Pattern VERDICT = Pattern.compile("\\d\\d:\\d\\d:\\d\\d lab .*?: (\\w+).*");

    private final Process process;
    private final BlockingQueue<Printed> lines = new LinkedBlockingQueue<>();

    private record Printed(String line, long nanos) {
    }

    /** @param millis from the save to the first verdict */
    record Heard(String verdict, long millis) {
    }

    WatchedLab(Path home, Path work, Lab lab) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Diommu.home=" + home, "-Diommu.work=" + work, "-cp", System.getProperty("java.class.path"),
                Main.class.getName(), "watch", lab.number(), "--plain").redirectErrorStream(true);
        builder.environment().put("COLUMNS", "9999");
        process = builder.start();
        Thread reader = new Thread(this::read, "verdicts");
        reader.setDaemon(true);
        reader.start();
    }

    private void read() {
        try (BufferedReader printed = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = printed.readLine(); line != null; line = printed.readLine()) {
                lines.add(new Printed(line, System.nanoTime()));
            }
        } catch (IOException closed) {
            lines.add(new Printed(ENDED, System.nanoTime()));
        }
    }

    /** Waits for the next verdict. @param since when the clock began */
    Heard await(long since) throws IOException, InterruptedException {
        while (true) {
            Printed next = lines.poll(PATIENCE_MINUTES, TimeUnit.MINUTES);
            if (next == null || next.line().equals(ENDED)) {
                throw new IOException("the watch has ended, or said nothing for " + PATIENCE_MINUTES + " minutes");
            }
            Matcher said = VERDICT.matcher(next.line());
            if (said.matches()) {
                return new Heard(said.group(1), TimeUnit.NANOSECONDS.toMillis(next.nanos() - since));
            }
        }
    }

    /** Saves these files and no others, after a pause, and waits for the verdict on them. */
    Heard save(Path folder, List<SourceFile> files, String lastLine) throws IOException, InterruptedException {
        Thread.sleep(PAUSE_MILLIS);
        lines.clear();
        long began = System.nanoTime();
        for (SourceFile file : files) {
            String name = file.path().substring(file.path().lastIndexOf('/') + 1);
            Files.writeString(folder.resolve(name), file.text() + lastLine + "\n");
        }
        try (DirectoryStream<Path> there = Files.newDirectoryStream(folder)) {
            for (Path old : there) {
                if (files.stream().noneMatch(file -> file.path().endsWith(old.getFileName().toString()))) {
                    Files.delete(old);
                }
            }
        }
        return await(began);
    }

    @Override
    public void close() {
        process.destroy();
        process.onExit().join();
    }
}
