package iommu.house;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Files stay small enough to be read at one sitting. */
class SourceSizeTest {

    private static final Path HOME = Path.of("").toAbsolutePath().getParent();

    @Test
    void noSourceFileIsLongerThanFourHundredLinesNorATestThanSixHundred() throws IOException {
        assertThat(sources().filter(f -> lines(f) > (f.toString().contains("src/test") ? 600 : 400))).isEmpty();
    }

    @Test
    void everyMainPackageOfTheHouseHasADoor() throws IOException {
        List<Path> packages = sources().filter(f -> f.toString().contains("src/main/java/iommu"))
                .map(Path::getParent).distinct().toList();
        assertThat(packages).isNotEmpty().allMatch(p -> Files.exists(p.resolve("package-info.java")));
    }

    private static Stream<Path> sources() throws IOException {
        try (Stream<Path> files = Files.walk(HOME)) {
            return files.filter(f -> f.toString().endsWith(".java")).filter(f -> !f.toString().contains("/target/"))
                    .filter(f -> !HOME.relativize(f).startsWith("work")).toList().stream();
        }
    }

    private static long lines(Path file) {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.count();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
