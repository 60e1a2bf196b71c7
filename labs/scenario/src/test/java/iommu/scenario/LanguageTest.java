package iommu.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iommu.arch.DomainId;
import iommu.arch.SourceId;
import iommu.arch.TranslationType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("The scenario language")
class LanguageTest {

    static Stream<String> samples() {
        return Samples.NAMES.stream();
    }

    static Stream<String> badLines() {
        return Samples.text("bad-lines.txt").lines().filter(line -> !line.startsWith("#"));
    }

    @ParameterizedTest
    @MethodSource("samples")
    @DisplayName("reads what it has written, comments and expectations included")
    void roundTrips(String name) {
        Scenario scenario = Samples.scenario(name);
        String canonical = scenario.text();
        assertThat(Scenario.parse(name, canonical)).isEqualTo(scenario);
        assertThat(Scenario.parse(name, canonical).text()).isEqualTo(canonical);
    }

    @ParameterizedTest
    @MethodSource("samples")
    @DisplayName("carries out every sample")
    void expandsEverySample(String name) {
        assertThat(Expander.expand(Samples.scenario(name)).steps()).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("badLines")
    @DisplayName("says where a line is wrong, what is wrong, and what to write")
    void namesPlaceAndRemedy(String row) {
        int bar = row.indexOf(" | ");
        boolean head = row.startsWith("vtd");
        String text = (head ? "" : "vtd 1\n") + row.substring(0, bar) + "\n";
        assertThatThrownBy(() -> Scenario.parse("bad.vtd", text)).isInstanceOf(ScenarioException.class)
                .hasMessageStartingWith("bad.vtd:" + (head ? 1 : 2) + ":" + row.substring(bar + 3))
                .hasMessageContaining(" — ");
    }

    @Test
    @DisplayName("begins with vtd 1, then the room, then the unit")
    void headLinesHaveTheirPlaces() {
        assertThatThrownBy(() -> Scenario.parse("f", "room walk\n")).hasMessageStartingWith("f:1:1: the first line");
        assertThatThrownBy(() -> Scenario.parse("f", "vtd 1\nvtd 1\n")).hasMessageStartingWith("f:2:1: the first line");
        assertThatThrownBy(() -> Scenario.parse("f", "vtd 1\nwait\nroom walk\n"))
                .hasMessageStartingWith("f:3:1: the room stands after vtd 1, once");
        assertThatThrownBy(() -> Scenario.parse("f", "vtd 1\nwait\n  unit aw=39\n"))
                .hasMessageStartingWith("f:3:3: the unit is described once");
        assertThatThrownBy(() -> Scenario.parse("f", "# nothing\n")).hasMessageStartingWith("f:1:1: the file is empty");
    }

    @Test
    @DisplayName("takes byte order marks, tabs and either line end")
    void toleratesForeignEditors() {
        assertThat(Scenario.parse("f", "\uFEFFvtd 1\r\nattach\t00:03.0\tdid=2\r\n").lines()).containsExactly(
                Line.of(new Statement.Version()), Line.of(new Statement.Attach(new SourceId(0x18), new DomainId(2),
                        OptionalInt.empty(), TranslationType.UNTRANSLATED_ONLY, false)));
    }

    @Test
    @DisplayName("reads hexadecimal, decimal and sizes, and writes one form of each")
    void numbersHaveOneForm() {
        assertThat(Numbers.parse("0xffffffffffffffff")).isEqualTo(-1);
        assertThat(Numbers.parse("512G")).isEqualTo(1L << 39);
        assertThat(Numbers.size(1L << 39)).isEqualTo("512G");
        assertThat(Numbers.size(1L << 21)).isEqualTo("2M");
        assertThat(Numbers.size(0)).isEqualTo("0");
        assertThatThrownBy(() -> Numbers.parse("99999999999999999G")).isInstanceOf(NumberFormatException.class);
        assertThatThrownBy(() -> Numbers.parse("-1")).isInstanceOf(NumberFormatException.class);
    }

    @Test
    @DisplayName("is described, word by word, in the README")
    void readmeNamesEveryWord() throws IOException {
        String readme = Files.readString(Path.of("README.md"), StandardCharsets.UTF_8);
        StatementReader.USAGE.keySet().forEach(word -> assertThat(readme).contains("`" + word));
        Head.KEYS.forEach(key -> assertThat(readme).contains(key + "="));
    }
}
