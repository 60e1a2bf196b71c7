package iommu.grade.handout;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The allow-list: what no line of it names is not packed. */
public final class HandoutList {

    private static final Path FILE = Path.of("autograder", "handout.list");

    private final Map<String, List<PathMatcher>> patterns = new LinkedHashMap<>();
    private final Map<String, Path> modules = new LinkedHashMap<>();

    private HandoutList() {
    }

    /** @param home the kit's folder */
    public static HandoutList of(Path home) throws IOException {
        return parse(Files.readAllLines(home.resolve(FILE)));
    }

    /** @throws IOException naming the line that says nothing */
    public static HandoutList parse(List<String> lines) throws IOException {
        HandoutList list = new HandoutList();
        for (String line : lines) {
            String[] words = line.strip().split("\\s+");
            switch (words[0]) {
                case "tree", "class", "library" -> list.patterns.computeIfAbsent(words[0], none -> new ArrayList<>())
                        .add(FileSystems.getDefault().getPathMatcher("glob:" + words[1]));
                case "module" -> list.modules.put(words[1], Path.of(words[2]));
                default -> {
                    if (!words[0].isEmpty() && !words[0].startsWith("#")) {
                        throw new IOException(FILE + ": nothing of the list: " + line);
                    }
                }
            }
        }
        return list;
    }

    /** Whether a file of the tree is packed. @param path from the kit's folder */
    public boolean ships(Path path) {
        return matches("tree", path);
    }

    /** Whether a class or resource goes into the program. @param name with slashes, such as {@code iommu/arch/Iova.class} */
    boolean shipsClass(String name) {
        return matches("class", Path.of(name));
    }

    /** Whether all of a jar goes into the program. */
    boolean shipsLibrary(Path jar) {
        return matches("library", jar.getFileName());
    }

    /** The modules of the Maven repository, each with its folder. */
    Map<String, Path> modules() {
        return Map.copyOf(modules);
    }

    private boolean matches(String kind, Path path) {
        return patterns.getOrDefault(kind, List.of()).stream().anyMatch(pattern -> pattern.matches(path));
    }
}
