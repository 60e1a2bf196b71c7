package iommu.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The graph of the rooms is a star: they meet in {@code machine} only. */
class RoomsTest {

    private static final Path ROOT = Path.of("src", "main", "java", "iommu", "emulator");

    @ParameterizedTest
    @ValueSource(strings = {"firstdma", "context", "secondstage", "cache", "fault", "register", "invalidation", "interrupt", "event",
            "pasid", "firststage", "pagerequest", "notifier", "safety", "shadow", "adversary", "fast"})
    void aRoomImportsNoOtherRoom(String room) throws IOException {
        try (Stream<Path> files = Files.list(ROOT.resolve(room))) {
            List<Path> sources = files.toList();
            assertThat(sources).isNotEmpty().allSatisfy(source -> assertThat(Files.readAllLines(source))
                    .noneMatch(line -> line.matches("import iommu\\.(emulator|oracle|guest|view|board)\\.(?!event\\.|told\\.).*")));
        }
    }
}
