package iommu.grade.confidence;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.grade.KitCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every mistake of the list of real ones is a seeded bug, but for those that the list says can't be one. */
class RealMistakesTest {

    private static final Pattern BUG = Pattern.compile("`(\\d\\d)/([a-z0-9-]+)`");

    @Test
    void everyRowNamesBugsThatAreThere() throws IOException {
        Path folder = KitCommand.home().resolve("autograder/confidence");
        List<String> rows = Files.readAllLines(folder.resolve("real-mistakes.md")).stream()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| room")).toList();
        assertThat(rows).hasSizeGreaterThan(60);
        for (String row : rows) {
            Matcher named = BUG.matcher(row);
            int bugs = 0;
            while (named.find()) {
                bugs++;
                assertThat(folder.resolve(named.group(1)).resolve("bugs").resolve(named.group(2) + ".bug")).isRegularFile();
            }
            assertThat(bugs).as(row).isPositive();
        }
    }
}
