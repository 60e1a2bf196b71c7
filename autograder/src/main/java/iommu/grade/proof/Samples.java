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
import java.util.TreeMap;
import java.util.stream.Stream;

/** Submissions that the kit makes itself: the reference's own rooms, and rooms that always say the same. */
public final class Samples {

    /** The rooms that answer without looking: each must score 0. */
    public static final List<String> CONSTANT = List.of("always-fault", "identity", "null");

    private Samples() {
    }

    /** The reference's rooms, as a learner would have sent them: the same classes in the labs' packages. */
    public static Submission reference(Path home, List<Lab> labs) throws IOException {
        Map<String, LabSources> rooms = new TreeMap<>();
        for (Lab lab : labs) {
            List<SourceFile> files = new ArrayList<>();
            try (Stream<Path> sources = Files.list(home.resolve(lab.source()).getParent())) {
                for (Path source : sources.filter(Samples::isClass).sorted().toList()) {
                    files.add(file(source.getFileName().toString(), Files.readString(source)
                            .replaceFirst("(?m)^package [\\w.]+;", "package " + lab.packageName() + ";")));
                }
            }
            rooms.put(lab.number(), new LabSources(lab.number(), files, Optional.empty()));
        }
        return new Submission("reference", "", rooms, List.of());
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
