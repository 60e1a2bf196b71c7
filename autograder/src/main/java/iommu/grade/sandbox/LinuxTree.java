package iommu.grade.sandbox;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A process tree as Linux shows it in /proc. A process that ends while it is looked at is passed over. */
final class LinuxTree implements ProcessTree {

    private static final Path PROC = Path.of("/proc");
    private static final long NANOS_PER_TICK = 10_000_000;
    private static final long PAGE = 4096;
    /** Fields of /proc/PID/stat, counted from the one after the command's name. */
    private static final int STATE = 0;
    private static final int PARENT = 1;
    private static final int FIRST_TIME = 11;
    private static final int LAST_TIME = 14;
    private static final int THREADS = 17;
    private static final int RESIDENT = 21;

    private final long root;

    LinuxTree(long root) {
        this.root = root;
    }

    static boolean available() {
        return Files.isReadable(PROC.resolve("self/stat")) && Files.isReadable(PROC.resolve("self/schedstat"));
    }

    @Override
    public Vitals look() {
        long ticks = 0;
        long waited = 0;
        long resident = 0;
        int tasks = 0;
        boolean resting = true;
        for (Map.Entry<Long, String[]> process : family().entrySet()) {
            String[] stat = process.getValue();
            for (int field = FIRST_TIME; field <= LAST_TIME; field++) {
                ticks += Long.parseLong(stat[field]);
            }
            resident += Long.parseLong(stat[RESIDENT]) * PAGE;
            tasks += Integer.parseInt(stat[THREADS]);
            for (Path thread : list(PROC.resolve(process.getKey() + "/task"))) {
                resting &= !awake(read(thread.resolve("stat")));
                waited += waited(read(thread.resolve("schedstat")));
            }
        }
        return new Vitals(Duration.ofNanos(ticks * NANOS_PER_TICK), Duration.ofNanos(waited), resting, resident, tasks);
    }

    @Override
    public List<Long> alive() {
        return family().entrySet().stream().filter(p -> !p.getValue()[STATE].equals("Z")).map(Map.Entry::getKey).toList();
    }

    /** Running, ready to run, or waiting for a disk; a thread that stopped itself is none of these. */
    private static boolean awake(String stat) {
        if (stat.isEmpty()) {
            return false;
        }
        String state = fields(stat)[STATE];
        return state.equals("R") || state.equals("D");
    }

    /** The second number of schedstat: nanoseconds spent ready, without a processor. */
    private static long waited(String schedstat) {
        String[] numbers = schedstat.strip().split(" ");
        return numbers.length < 2 ? 0 : Long.parseLong(numbers[1]);
    }

    /** The processes of the tree, with their stat fields. */
    private Map<Long, String[]> family() {
        Map<Long, String[]> stats = new HashMap<>();
        Map<Long, List<Long>> children = new HashMap<>();
        for (Path process : list(PROC)) {
            String name = process.getFileName().toString();
            String stat = Character.isDigit(name.charAt(0)) ? read(process.resolve("stat")) : "";
            if (!stat.isEmpty()) {
                String[] fields = fields(stat);
                stats.put(Long.valueOf(name), fields);
                children.computeIfAbsent(Long.valueOf(fields[PARENT]), p -> new ArrayList<>()).add(Long.valueOf(name));
            }
        }
        Map<Long, String[]> family = new LinkedHashMap<>();
        collect(root, stats, children, family);
        return family;
    }

    private static void collect(long pid, Map<Long, String[]> stats, Map<Long, List<Long>> children,
            Map<Long, String[]> family) {
        if (stats.containsKey(pid) && family.putIfAbsent(pid, stats.get(pid)) == null) {
            children.getOrDefault(pid, List.of()).forEach(child -> collect(child, stats, children, family));
        }
    }

    /** What follows the command's name, which is in parentheses and may hold anything. */
    private static String[] fields(String stat) {
        return stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    }

    private static List<Path> list(Path folder) {
        List<Path> paths = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            stream.forEach(paths::add);
        } catch (IOException | RuntimeException gone) {
            return paths;
        }
        return paths;
    }

    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        } catch (IOException gone) {
            return "";
        }
    }
}
