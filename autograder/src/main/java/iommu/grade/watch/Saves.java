package iommu.grade.watch;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.ClosedWatchServiceException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Tells when the Java files below a folder were saved. The system's own events only wake it early: what counts is what
 * the files look like, so that no event need be understood, and a host without them does too.
 */
public final class Saves implements AutoCloseable {

    /** Between two looks where the system does not tell. */
    private static final int LOOK_MILLIS = 50;
    /** Between two looks where it does. */
    private static final int SELDOM_MILLIS = 500;
    /** Editors empty a file before they write it, or write it in pieces: so long it must stay as it is. */
    private static final int SETTLE_MILLIS = 10;
    /** An empty file is waited for so many times. */
    private static final int PATIENCE = 20;

    private final Path folder;
    private final WatchService events;
    private final Set<Path> watched = new HashSet<>();
    private Map<Path, Seen> last;

    /** How a file looked. */
    private record Seen(FileTime modified, long size, Object key) {
    }

    /** @param folder what is not there yet may come */
    public Saves(Path folder) {
        this.folder = folder;
        this.events = service();
        this.last = look();
    }

    /** Only where it is quick: elsewhere the JDK itself looks every few seconds. */
    private static WatchService service() {
        if (!System.getProperty("os.name").startsWith("Linux") && !System.getProperty("os.name").startsWith("Windows")) {
            return null;
        }
        try {
            return FileSystems.getDefault().newWatchService();
        } catch (IOException | UnsupportedOperationException none) {
            return null;
        }
    }

    /** Waits until some file was saved, came or went since the last call. @throws InterruptedException also if it was closed */
    public void await() throws InterruptedException {
        Map<Path, Seen> now = look();
        while (now.equals(last)) {
            pause();
            now = look();
        }
        for (int i = 0; i < PATIENCE; i++) {
            Thread.sleep(SETTLE_MILLIS);
            Map<Path, Seen> then = look();
            boolean still = then.equals(now) && then.values().stream().allMatch(seen -> seen.size() > 0);
            now = then;
            if (still) {
                break;
            }
        }
        last = now;
    }

    private void pause() throws InterruptedException {
        if (events == null) {
            Thread.sleep(LOOK_MILLIS);
            return;
        }
        try {
            WatchKey key = events.poll(watched.isEmpty() ? LOOK_MILLIS : SELDOM_MILLIS, TimeUnit.MILLISECONDS);
            if (key != null) {
                key.pollEvents();
                if (!key.reset()) {
                    watched.remove((Path) key.watchable());
                }
            }
        } catch (ClosedWatchServiceException closed) {
            throw new InterruptedException("nobody waits for saves any more");
        }
    }

    private Map<Path, Seen> look() {
        Map<Path, Seen> files = new TreeMap<>();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> all = Files.walk(folder)) {
                all.forEach(path -> look(path, files));
            } catch (IOException | UncheckedIOException changing) {
                return files; // another look follows
            }
        }
        return files;
    }

    private void look(Path path, Map<Path, Seen> files) {
        try {
            BasicFileAttributes is = Files.readAttributes(path, BasicFileAttributes.class);
            if (is.isDirectory() && events != null && !watched.contains(path)) {
                path.register(events, StandardWatchEventKinds.ENTRY_CREATE, StandardWatchEventKinds.ENTRY_MODIFY,
                        StandardWatchEventKinds.ENTRY_DELETE);
                watched.add(path);
            } else if (is.isRegularFile() && path.toString().endsWith(".java")) {
                files.put(path, new Seen(is.lastModifiedTime(), is.size(), is.fileKey()));
            }
        } catch (IOException | ClosedWatchServiceException gone) {
            files.remove(path);
        }
    }

    @Override
    public void close() throws IOException {
        if (events != null) {
            events.close();
        }
    }
}
