package iommu.grade.intake;

import static iommu.grade.intake.Given.CACHE;
import static iommu.grade.intake.Given.MANIFEST;
import static iommu.grade.intake.Given.WALK;
import static iommu.grade.intake.Given.file;
import static iommu.grade.intake.Given.listed;
import static iommu.grade.intake.Given.received;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import iommu.arch.SeamVersion;
import iommu.grade.labs.Lab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Packing a learner's work")
class PackerTest {

    private static final String WALK_FILE = "work/lab02-walk/src/main/java/lab02/SecondStageWalk.java";

    @TempDir
    Path kit;
    private final Packer packer = new Packer(MANIFEST);
    private Path out;

    @BeforeEach
    void start() throws IOException {
        out = kit.resolve("amy.zip");
        file(kit, WALK_FILE, WALK);
        file(kit, "work/lab02-walk/src/test/java/lab02/WalkTest.java", "package lab02; class WalkTest { }");
        file(kit, "work/lab02-walk/pom.xml", "<project/>");
        file(kit, "work/lab04-iotlb/src/main/java/lab04/TaggedCache.java", CACHE);
    }

    @Test
    @DisplayName("takes the sources of every lab that was started, and the receipt is the grader's")
    void all() {
        Submission packed = packer.pack(kit, List.of(), out);
        assertThat(packed.labs()).containsOnlyKeys("02", "04");
        assertThat(packed.notes()).isEmpty();
        assertThat(packed.receipt()).isEqualTo(received(out).receipt())
                .isEqualTo(received(kit.resolve("work")).receipt());
        assertThat(received(out).labs().get("02").files()).extracting(SourceFile::displayName)
                .containsExactly("lab02-walk/src/main/java/lab02/SecondStageWalk.java");
    }

    @Test
    @DisplayName("takes only the labs asked for, from the kit or from its work folder")
    void some() {
        assertThat(packer.pack(kit.resolve("work"), List.of("04"), out).labs()).containsOnlyKeys("04");
    }

    @Test
    @DisplayName("gives the same bytes for the same sources, whenever")
    void sameBytes() throws IOException {
        packer.pack(kit, List.of("02", "04"), out);
        byte[] first = Files.readAllBytes(out);
        Files.setLastModifiedTime(kit.resolve(WALK_FILE), FileTime.fromMillis(0));
        packer.pack(kit, List.of("04", "02", "02"), out);
        assertThat(Files.readAllBytes(out)).isEqualTo(first);
    }

    @Test
    @DisplayName("says what it was packed by, and what was packed for other seams is refused, naming both versions")
    void otherSeams() throws IOException {
        packer.pack(kit, List.of("02"), out);
        assertThat(new Intake(MANIFEST).read(out)).isInstanceOf(IntakeResult.Received.class);
        file(kit, "work/iommu-kit.txt", "kit 7.2.0\nseams " + (SeamVersion.MAJOR + 1) + "\n");
        assertThat(new Intake(MANIFEST).read(kit.resolve("work"))).isInstanceOfSatisfying(IntakeResult.Refused.class,
                refused -> assertThat(refused.sentence()).contains("kit 7.2.0 for version " + (SeamVersion.MAJOR + 1) + " of the seams",
                        "has version " + SeamVersion.MAJOR));
        file(kit, "work/iommu-kit.txt", "anything else");
        assertThat(received(kit.resolve("work")).labs()).containsOnlyKeys("02", "04");
    }

    @Test
    @DisplayName("says already here what the grader would reject")
    void rejection() throws IOException {
        file(kit, WALK_FILE, "public class SecondStageWalk { }");
        assertThat(packer.pack(kit, List.of(), out).labs().get("02").rejection().orElseThrow())
                .contains("SecondStageWalk.java", "declares no package");
    }

    @Test
    @DisplayName("of a lab that is unknown, not started or empty is a usage error")
    void errors() throws IOException {
        assertRefused(List.of("99"), "no lab 99", listed(Lab::number, ", "));
        assertRefused(List.of("01"), "lab 01", "./iommu start 01");
        Files.delete(kit.resolve(WALK_FILE));
        assertRefused(List.of("02"), "no Java file");
        Path empty = Files.createDirectories(kit.resolve("empty"));
        assertThatExceptionOfType(UsageException.class).isThrownBy(() -> packer.pack(empty, List.of(), out))
                .withMessageContaining("nothing to pack");
        assertThatExceptionOfType(UsageException.class)
                .isThrownBy(() -> packer.pack(kit, List.of("04"), kit.resolve("no/such/folder.zip")))
                .withMessageContaining("there is no folder");
    }

    private void assertRefused(List<String> labs, String... parts) {
        assertThatExceptionOfType(UsageException.class).isThrownBy(() -> packer.pack(kit, labs, out))
                .satisfies(thrown -> assertThat(thrown.getMessage()).contains(parts));
    }
}
