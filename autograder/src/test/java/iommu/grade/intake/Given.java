package iommu.grade.intake;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.grade.labs.Lab;
import iommu.grade.labs.Manifest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What the tests of this room send, and how they ask what came of it. */
final class Given {

    static final Manifest MANIFEST = Manifest.read(Manifest.below(Path.of("..")));
    static final String WALK = """
            package lab02;

            public class SecondStageWalk {
            }
            """;
    static final String CONTEXT = "package lab01;\npublic class RootAndContextLookup { }\n";
    static final String CACHE = "package lab04;\npublic class TaggedCache { }\n";

    private Given() {
    }

    static Path file(Path folder, String path, String text) throws IOException {
        return file(folder, path, text.getBytes(StandardCharsets.UTF_8));
    }

    static Path file(Path folder, String path, byte[] bytes) throws IOException {
        Path file = folder.resolve(path);
        Files.createDirectories(file.getParent());
        return Files.write(file, bytes);
    }

    /** What all labs have of this, in their order. */
    static String listed(Function<Lab, String> what, String between) {
        return MANIFEST.labs().stream().map(what).collect(Collectors.joining(between));
    }

    static Submission received(Path path) {
        IntakeResult result = new Intake(MANIFEST).read(path);
        assertThat(result).isInstanceOf(IntakeResult.Received.class);
        return ((IntakeResult.Received) result).submission();
    }

    static String refused(Path path) {
        IntakeResult result = new Intake(MANIFEST).read(path);
        assertThat(result).isInstanceOf(IntakeResult.Refused.class);
        return ((IntakeResult.Refused) result).sentence();
    }

    /** The rejection of one lab of a submission that was received. */
    static String rejection(Path path, String lab) {
        return received(path).labs().get(lab).rejection().orElseThrow();
    }
}
