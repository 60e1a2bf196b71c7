package iommu.emulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** FREEDOMS.md and the code that names a freedom agree. */
class FreedomsTest {

    private static final Pattern LISTED = Pattern.compile("^\\| `([a-z-]+)` \\|.*\\| `([a-zA-Z.]+)` \\|$", Pattern.MULTILINE);
    private static final Pattern NAMED = Pattern.compile("freedom[\\s*]+\\{@code ([a-z-]+)}");

    @Test
    void everyFreedomIsNamedInTheClassThatMakesTheChoice() throws IOException {
        Set<String> listed = LISTED.matcher(Files.readString(Path.of("..", "FREEDOMS.md"))).results()
                .map(row -> row.group(2) + ": " + row.group(1)).collect(Collectors.toCollection(TreeSet::new));
        assertThat(listed).isNotEmpty().isEqualTo(named());
    }

    private static Set<String> named() throws IOException {
        Path root = Path.of("src", "main", "java", "iommu", "emulator");
        Set<String> named = new TreeSet<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                String type = root.relativize(file).toString().replace(".java", "").replace(file.getFileSystem().getSeparator(), ".");
                NAMED.matcher(Files.readString(file)).results().map(match -> match.group(1))
                        .forEach(freedom -> named.add(type + ": " + freedom));
            }
        }
        return named;
    }
}
