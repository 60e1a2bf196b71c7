package iommu.grade.labs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import iommu.grade.verdict.Behaviour;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The manifest of the labs")
class ManifestTest {

    private static final String LAB = """
            suite = "1"
            [[lab]]
            number = "02"
            name = "walk"
            title = "The walk"
            package = "lab02"
            entry = "SecondStageWalk"
            seam = "PageWalk"
            takes = ["memory", "capabilities"]
            source = "SecondStageWalk.java"
            hours = 5
            sections = ["§3.7"]
            blank = ["walk"]
            keep = []
            """;

    private static String group(String id, String kind, int points, String more) {
        return """
                [[lab.group]]
                id = "%s"
                title = "walks"
                kind = "%s"
                points = %d
                stage = 1
                rule = "§3.7"
                hints = ["Walk."]
                %s
                """.formatted(id, kind, points, more);
    }

    private static void assertRefused(String toml, String... parts) {
        assertThatExceptionOfType(ManifestException.class).isThrownBy(() -> Manifest.parse("labs.toml", toml))
                .satisfies(thrown -> assertThat(thrown.getMessage()).startsWith("labs.toml").contains(parts));
    }

    @Test
    @DisplayName("may have hints for kinds of mistake, of labs and kinds that there are")
    void turns() {
        String lab = LAB + group("02.levels", "law", 20, "");
        Manifest manifest = Manifest.parse("labs.toml", lab + "\n[turns.02]\nstale = [\"When was it removed?\"]\n");
        assertThat(manifest.turns(manifest.labs().getFirst())).containsEntry(Behaviour.STALE, java.util.List.of("When was it removed?"));
        assertRefused(lab + "\n[turns.02]\nlate = [\"x\"]\n", "turns.02", "no key late", "stale");
        assertRefused(lab + "\n[turns.03]\nstale = [\"x\"]\n", "turns", "no key 03");
        assertRefused(lab + "\n[turns.02]\nstale = \"x\"\n", "turns.02", "stale is not a list");
    }

    @Test
    @DisplayName("of the kit itself is sound, and each of its labs has 20 points")
    void kit() {
        Manifest manifest = Manifest.read(Manifest.below(Path.of("..")));
        assertThat(manifest.labs()).extracting(Lab::folder).contains("lab01-context", "lab02-walk", "lab04-iotlb");
        assertThat(manifest.labs()).allSatisfy(lab -> {
            assertThat(lab.groups().stream().mapToInt(Group::points).sum()).isEqualTo(20);
            assertThat(Files.isDirectory(Path.of("..", "labs", lab.folder()))).isTrue();
        });
        Lab walk = manifest.lab("02").orElseThrow();
        assertThat(walk.entry()).isEqualTo("SecondStageWalk");
        assertThat(walk.takes()).containsExactly("memory", "capabilities");
        assertThat(walk.group("02.rights").orElseThrow().needs()).containsExactly("02.levels");
        assertThat(manifest.labOfPackage("lab04").orElseThrow().id()).isEqualTo("04-iotlb");
        assertThat(manifest.labOfPackage("lab99")).isEmpty();
    }

    @Test
    @DisplayName("says the file and the line where the TOML breaks")
    void syntax() {
        assertRefused("suite = \"1\"\nlab = = 3\n", "labs.toml:2:");
    }

    @Test
    @DisplayName("says the lab, the group and the key that is missing, unknown or of another type")
    void keys() {
        String lab = LAB + group("02.levels", "law", 20, "");
        assertRefused(lab.replace("hours = 5\n", ""), "lab 02", "hours is missing");
        assertRefused(lab.replace("hours = 5", "hours = \"5\""), "lab 02", "hours is not a whole number");
        assertRefused(lab.replace("keep = []", "keeps = []"), "lab 02", "has no key keeps");
        assertRefused(lab.replace("keep = []", "keep = [1]"), "lab 02", "keep is not a list of texts");
        assertRefused(lab.replace("\"walk\"\ntitle", "\"\"\ntitle"), "lab 02", "name is not a text");
        assertRefused(LAB, "lab 02", "group is missing");
        assertRefused(LAB + group("02.levels", "law", 20, "colour = \"red\""), "lab 02, group 02.levels", "colour");
        assertRefused("lab = []", "suite is missing");
        assertRefused("suite = \"1\"\nlab = 3", "lab is not a list");
        assertRefused("suite = \"1\"\nlab = []", "there is no lab");
    }

    @Test
    @DisplayName("demands that neighbours are rooms that somebody can answer for, all of them, and never the room itself")
    void neighbours() {
        String six = "\"ContextLookup\", \"PageWalk\", \"TranslationCache\", \"FaultLog\", \"RegisterFile\", \"InvalidationQueue\"";
        String unit = LAB.replace("\"PageWalk\"", "\"UnitPort\"").replace("[\"memory\", \"capabilities\"]", "[\"rooms\", \"outside\"]");
        String group = group("02.levels", "law", 20, "");
        String with = unit.replace("source =", "neighbours = [" + six + "]\nsource =") + group;
        assertThat(Manifest.parse("labs.toml", with).labs().getFirst().neighbours()).hasSize(6);
        assertRefused(unit + group, "lab 02", "neighbours are for labs that take rooms");
        assertRefused(with.replace("\"rooms\", ", ""), "lab 02", "neighbours are for labs that take rooms");
        assertRefused(with.replace(", \"FaultLog\"", ", \"SafetyPolicy\""), "lab 02", "SafetyPolicy");
        assertRefused(with.replace(", \"FaultLog\"", ""), "lab 02", "all of");
        assertRefused(with.replace("\"UnitPort\"", "\"PageWalk\""), "lab 02", "no neighbour of itself");
    }

    @Test
    @DisplayName("demands 20 points a lab, at most 6 of them from contract groups")
    void points() {
        String law = group("02.levels", "law", 14, "");
        assertThat(Manifest.parse("labs.toml", LAB + law + group("02.steps", "contract", 6, "")).labs()).hasSize(1);
        assertRefused(LAB + law, "lab 02", "14 points, not 20");
        assertRefused(LAB + group("02.levels", "law", 13, "") + group("02.steps", "contract", 7, ""),
                "lab 02", "30 %");
        assertRefused(LAB + group("02.levels", "advice", 20, ""), "02.levels", "law or contract");
    }

    @Test
    @DisplayName("knows what a group judges of its room's answers, and says the line where it is none that it knows")
    void judges() {
        String safety = LAB.replace("PageWalk", "SafetyPolicy");
        String texts = group("02.texts", "contract", 6, "judges = \"texts\"");
        Lab lab = Manifest.parse("labs.toml", safety + group("02.all", "law", 14, "") + texts).lab("02").orElseThrow();
        assertThat(lab.groups()).extracting(Group::judges).containsExactly(Judged.EVERYTHING, Judged.TEXTS);
        String wrong = safety + group("02.all", "law", 14, "judges = \"verdicts\"") + group("02.texts", "contract", 6, "judges = 'text'");
        long line = wrong.lines().takeWhile(l -> !l.contains("'text'")).count() + 1;
        assertRefused(wrong, "labs.toml:" + line + ": lab 02, group 02.texts", "judges is text, none of everything, records, verdicts, order, texts");
        assertRefused(LAB + group("02.all", "law", 14, "") + texts, "02.texts", "judges texts", "PageWalk");
        assertRefused(safety + group("02.all", "law", 20, "judges = \"texts\""), "02.all", "no law group");
        assertRefused(safety + group("02.all", "law", 14, "") + group("02.texts", "contract", 6, ""), "02.texts", "judges everything");
        assertRefused(LAB + group("02.all", "law", 20, "judges = 3"), "02.all", "judges is not a text");
    }

    @Test
    @DisplayName("demands that ids are unique, begin with the lab's number, and need only earlier groups")
    void ids() {
        String half = group("02.levels", "law", 10, "");
        assertRefused(LAB + half + half, "02.levels", "twice");
        assertRefused(LAB + group("03.levels", "law", 20, ""), "03.levels", "the lab's number");
        assertRefused(LAB + half + group("02.rights", "law", 10, "needs = [\"02.nothing\"]"), "02.rights",
                "needs 02.nothing");
        assertRefused(LAB + group("02.levels", "law", 20, "needs = [\"02.levels\"]"), "needs 02.levels");
    }

    @Test
    @DisplayName("demands that each lab stands once, with a package of its own")
    void labs() {
        String lab = LAB + group("02.levels", "law", 20, "");
        String again = lab.replace("suite = \"1\"", "");
        assertRefused(lab + again, "lab 02", "once");
        assertRefused(lab + again.replace("\"02\"", "\"03\"").replace("02.levels", "03.levels"), "lab 03",
                "package lab02 is another lab's");
    }

    @Test
    @DisplayName("that can't be read is named")
    void unreadable(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("labs.toml");
        assertThatExceptionOfType(ManifestException.class).isThrownBy(() -> Manifest.read(file))
                .withMessageContaining("labs.toml").withMessageContaining("no such file");
        Files.write(file, "suite = \"\u00e9\"".getBytes(StandardCharsets.ISO_8859_1));
        assertThatExceptionOfType(ManifestException.class).isThrownBy(() -> Manifest.read(file))
                .withMessageContaining("UTF-8");
    }
}
