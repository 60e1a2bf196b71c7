package iommu.grade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import iommu.grade.KitCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Litmus tests in the terminal and for programs. */
class LitmusCommandTest {

    private static final String RUN = """
            vtd 1
            unit caching-mode=off prefetch=requests-only
            map 00:03.0 did=1 iova=0x1000 gpa=0x200000 rw
            dma 00:03.0 read 0x1000 => expect 0x200000
            unmap 00:03.0 iova=0x1000
            dma 00:03.0 read 0x1000 => allow 0x200000, fault READ_DENIED
            invalidate iotlb page did=2 iova=0x1000
            invalidate iotlb page did=1 iova=0x1000 nowait
            dma 00:03.0 read 0x1000
            """;

    @TempDir
    private Path folder;
    private String file;

    @BeforeEach
    void aRun() throws IOException {
        file = Files.writeString(folder.resolve("run.vtd"), RUN).toString();
    }

    private static JsonNode json(KitCommand.Result result) throws IOException {
        return new ObjectMapper().readTree(result.out());
    }

    @Test
    void eachAnswerStandsBesideTheHistoryThatMakesItPossible() {
        KitCommand.Result result = KitCommand.run("litmus", file);
        assertThat(result.exit()).as(result.err()).isZero();
        assertThat(result.out()).containsSubsequence(" ok    4  dma", "0x200000  memory and registers say so now",
                " ok    6  dma", "fault READ_DENIED recorded  memory and registers say so now",
                "0x200000                    an IOTLB entry, filled by the request of line 4\n",
                "       9  dma", "filled by the request of line 4; the", "invalidation of line 7 leaves it; that of line 8",
                "under way", "All 2 expectations hold.");
    }

    @Test
    void withJsonTheSetOfEachAccessIsPrinted() {
        assertThat(KitCommand.run("litmus", file, "--json").out()).isEqualTo("""
                [
                  {"line":4,"allowed":[{"address":"0x200000"}]},
                  {"line":6,"allowed":[{"fault":"0x6","recorded":true},{"address":"0x200000"}]},
                  {"line":9,"allowed":[{"fault":"0x6","recorded":true},{"address":"0x200000"}]}
                ]
                """);
    }

    @Test
    void anExpectationThatIsNotTheWholeSetFails() throws IOException {
        Files.writeString(Path.of(file), RUN.replace("allow 0x200000, fault READ_DENIED", "expect fault READ_DENIED"));
        KitCommand.Result result = KitCommand.run("litmus", file);
        assertThat(result.exit()).isEqualTo(1);
        assertThat(result.out()).contains("NOT    6  dma", "The file says: expect fault READ_DENIED.",
                "1 of 2 expectations do not hold.");
        assertThat(KitCommand.run("litmus", file, "--json").exit()).isEqualTo(1);
        assertThat(KitCommand.run("litmus", file, "unmap-cm1").out()).contains(" NO  run", "1 test fails.",
                "The file says: expect fault READ_DENIED.");
    }

    @Test
    void withoutANameAllAreRunAndListedByFolder() throws IOException {
        KitCommand.Result result = KitCommand.run("litmus");
        assertThat(result.exit()).as(result.out()).isZero();
        assertThat(result.out()).containsSubsequence("allowed answers at each access", "l1-caching-mode\n", " ok  ",
                "l7-coherency\n", "flush-after-the-invalidation", "litmus tests, ", "expectations: all hold.")
                .doesNotContain(" NO  ");
    }

    @Test
    void aTestOrAFolderIsFoundByName() throws IOException {
        assertThat(KitCommand.run("litmus", "unmap-cm1").out()).startsWith("l2-present-entries/unmap-cm1\n")
                .contains("Does CM=1 change what is owed when a page is unmapped?", "law L2 · §6.1");
        assertThat(KitCommand.run("litmus", "interrupts").out()).contains("entry-changes").doesNotContain("unmap-cm1");
        assertThat(KitCommand.run("litmus", "interrupts", "--histories").out()).contains("an interrupt-cache entry");
        JsonNode several = json(KitCommand.run("litmus", "interrupts", "device-first", "--json"));
        assertThat(several.findValuesAsText("file")).contains("interrupts/entry-changes", "device-tlb/device-first");
        assertThat(several.findValuesAsText("vector")).contains("0x41");
        assertThat(several.findValuesAsText("granted")).contains("0x200000");
    }

    @Test
    void whatTheOracleDoesNotSpeakOfIsSaidSo() throws IOException {
        Files.writeString(Path.of(file), """
                vtd 1
                map 00:03.0 did=1 iova=0x1000 gpa=0x200000 rw
                mmio write32 0x18 0xc0000000
                dma 00:03.0 read 0x1000 => expect 0x200000
                """);
        KitCommand.Result result = KitCommand.run("litmus", file);
        assertThat(result.exit()).isZero();
        assertThat(result.out()).contains("not judged: several commands in one write of GCMD");
        JsonNode access = json(KitCommand.run("litmus", file, "--json")).get(0);
        assertThat(access.get("allowed")).isEmpty();
        assertThat(access.get("not_judged").asText()).contains("several commands");
    }

    @Test
    void wrongUseIsOneSentence() throws IOException {
        Path odd = Files.writeString(folder.resolve("odd.vtd"), "vtd 1\nwonk 00:03.0\n");
        Path room = Files.writeString(folder.resolve("room.vtd"), "vtd 1\nroom context\ncontext 00:03.0\n");
        Path head = Files.writeString(folder.resolve("head.vtd"), "vtd 1\n# question: May it?\ndma 00:03.0 read 0x1000\n");
        refuses("odd.vtd:2:1: unknown word", odd.toString());
        refuses("not to the room context", room.toString());
        refuses("head.vtd:2:1: ", head.toString());
        refuses("no such file", folder.resolve("none.vtd").toString());
        refuses("no litmus test 'none'", "none");
        refuses("--frobnicate", "--frobnicate");
    }

    private static void refuses(String because, String argument) {
        KitCommand.Result result = KitCommand.run("litmus", argument);
        assertThat(result.exit()).as(argument).isEqualTo(2);
        assertThat(result.err()).startsWith("iommu: ").contains(because).doesNotContain("Exception");
    }

    @Test
    void helpShowsAnExample() {
        assertThat(KitCommand.run("litmus", "--help").out()).contains("--json", "./iommu litmus flush-after-the-invalidation");
    }
}
