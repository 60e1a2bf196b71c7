package iommu.grade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import iommu.grade.KitCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Bad input gets one clear line and exit code 2; one bad submission is rejected alone. */
class WrongUsageTest {

    @TempDir
    private Path folder;

    private static void refuses(String because, String... arguments) {
        KitCommand.Result result = KitCommand.run(arguments);
        assertThat(result.exit()).as(String.join(" ", arguments) + ": " + result.err()).isEqualTo(2);
        assertThat(result.err()).contains(because).doesNotContain("\tat ").doesNotContain("Exception");
        assertThat(result.err().lines().filter(l -> !l.startsWith("Try: "))).hasSize(1);
    }

    @Test
    void anUnknownCommandOrOptionIsNamed() {
        refuses("there is no command frobnicate", "frobnicate");
        refuses("there is no command chek. Do you mean check?", "chek", "02");
        refuses("--frobnicate", "grade", "--frobnicate", folder.toString());
        refuses("PATH", "grade");
        refuses("--seed", "grade", folder.toString(), "--seed", "many");
        refuses("--workers", "grade", folder.toString(), "--workers", "0");
    }

    @Test
    void aBoardWithoutASocketOrWithAnOddWordSaysSo() {
        refuses("-qtest unix:PATH is missing", "qtest");
        refuses("-machine pc", "qtest", "-qtest", "unix:/nowhere", "-machine", "pc");
        refuses("can't connect to /nowhere", "qtest", "-qtest", "unix:/nowhere", "-V", "--version", "-hda", "disk");
    }

    @Test
    void aPeerOrProfileThatIsNotThereIsNamedWithThoseThatAre() {
        refuses("--peer", "compare");
        refuses("there is qemu", "compare", "--peer", "bochs");
        refuses("there are qemu-7.2, strict", "compare", "--peer", "qemu", "--profile", "lenient");
        refuses("--ops", "compare", "--peer", "qemu", "--ops", "0");
    }

    @Test
    void aMissingOrEmptyFolderIsNamed() {
        refuses("nowhere", "grade", folder.resolve("nowhere").toString());
        refuses(folder.getFileName().toString(), "grade", folder.toString());
    }

    @Test
    void aLabThatIsNotThereIsNamed() {
        refuses("99", "grade", KitCommand.examples().toString(), "--labs", "99");
        refuses("99", "start", "99");
        refuses("99", "check", "99");
    }

    @Test
    void aScenarioWithAnUnknownWordIsAnErrorWithFileLineAndColumn() throws IOException {
        Path file = Files.writeString(folder.resolve("odd.vtd"), "vtd 1\nroom walk\nwonk 00:03.0\n");
        refuses("odd.vtd:3:1: ", "replay", file.toString());
        refuses("no such file", "replay", folder.resolve("none.vtd").toString());
        refuses("--lab", "replay", file.toString(), "--room", folder.toString());
    }

    private JsonNode gradeOne(String name) throws IOException {
        Path out = folder.resolve("out");
        KitCommand.Result result = KitCommand.run("grade", folder.resolve("class").toString(), "--out", out.toString());
        assertThat(result.exit()).as(result.err()).isZero();
        return new ObjectMapper().readTree(out.resolve(name).resolve("result.json").toFile());
    }

    @Test
    void aZipThatCantBeReadIsRejectedAlone() throws IOException {
        Files.createDirectories(folder.resolve("class"));
        Files.writeString(folder.resolve("class/broken.zip"), "this is no zip");
        assertThat(gradeOne("broken").get("verdict").asText()).isEqualTo("rejected");
    }

    @Test
    void aSubmissionForAnUnknownLabIsRejectedAlone() throws IOException {
        Path source = folder.resolve("class/zoe/lab99/src/main/java/lab99/Room.java");
        Files.createDirectories(source.getParent());
        Files.writeString(source, "package lab99;\n\npublic class Room {\n}\n");
        JsonNode result = gradeOne("zoe");
        assertThat(result.get("verdict").asText()).isEqualTo("rejected");
        assertThat(result.toString()).contains("lab99");
    }
}
