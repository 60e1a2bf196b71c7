package iommu.grade.proof;

import iommu.grade.labs.Lab;
import iommu.grade.intake.LabSources;
import iommu.grade.intake.SourceFile;
import iommu.grade.intake.Submission;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Submissions that the kit makes itself: the reference's own rooms, and rooms that always say the same. */
public final class Samples {

    /** The rooms that answer without looking: each must score 0. */
    public static final List<String> CONSTANT = List.of("always-fault", "identity", "null");

    private static final Pattern SHARED = Pattern.compile("(?m)^import iommu\\.emulator\\.(\\w+)\\.(\\w+);\\R");

    private Samples() {
    }

    /** The reference's rooms, as a learner would have sent them: the same classes in the labs' packages. */
    public static Submission reference(Path home, List<Lab> labs) throws IOException {
        Map<String, LabSources> rooms = new TreeMap<>();
        for (Lab lab : labs) {
            List<SourceFile> files = new ArrayList<>();
            for (Path source : sources(home.resolve(lab.source()).getParent())) {
                files.add(file(source.getFileName().toString(), SHARED.matcher(Files.readString(source)).replaceAll("")
                        .replaceFirst("(?m)^package [\\w.]+;", "package " + lab.packageName() + ";")));
            }
            rooms.put(lab.number(), new LabSources(lab.number(), files, Optional.empty()));
        }
        return new Submission("reference", "", rooms, List.of());
    }

    /** The classes of a room, and those of the packages that it shares with other rooms. */
    private static List<Path> sources(Path room) throws IOException {
        Set<Path> all = new TreeSet<>(classes(room));
        for (Path source : List.copyOf(all)) {
            Matcher shared = SHARED.matcher(Files.readString(source));
            while (shared.find()) {
                all.addAll(classes(room.resolveSibling(shared.group(1))));
            }
        }
        return List.copyOf(all);
    }

    private static List<Path> classes(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Samples::isClass).toList();
        }
    }

    private static boolean isClass(Path file) {
        return file.toString().endsWith(".java") && !file.endsWith("package-info.java");
    }

    /** Rooms that always answer the same. @param kind one of {@link #CONSTANT} */
    public static Submission constant(String kind, List<Lab> labs) throws IOException {
        Map<String, LabSources> rooms = new TreeMap<>();
        for (Lab lab : labs) {
            String name = lab.entry() + ".java";
            String resource = "constant/" + kind + "/" + lab.packageName() + "/" + name;
            try (InputStream in = Samples.class.getResourceAsStream(resource)) {
                if (in == null) {
                    throw new IOException("the kit lacks " + resource);
                }
                rooms.put(lab.number(), new LabSources(lab.number(),
                        List.of(file(name, new String(in.readAllBytes(), StandardCharsets.UTF_8))), Optional.empty()));
            }
        }
        return new Submission(kind, "", rooms, List.of());
    }

    private static SourceFile file(String name, String text) {
        return new SourceFile(name, name, text);
    }
}
