package iommu.grade.cli;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.grade.KitCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MatrixCommandTest {

    @TempDir
    private Path folder;

    private static String printed(String... arguments) {
        KitCommand.Result result = KitCommand.run(arguments);
        assertThat(result.exit()).as(result.err()).isZero();
        return result.out();
    }

    @Test
    void theTextFitsEightyColumnsAndTellsRefusedFromInvalid() {
        String text = printed("matrix");
        assertThat(text.lines()).allMatch(line -> line.length() <= 80).hasSizeLessThan(100);
        assertThat(text).contains("9216 cells", "1848  allowed", "1056  refused: missed MAP",
                "352  refused: stale data under No-Snoop", "968  refused: a wish that no event can serve",
                "4992  not a valid configuration", "No verdict depends on: Coherent walks (C), Pass-through (PT)");
    }

    @Test
    void theCsvHasOneLineForEachCellUnderAStableHeader() {
        List<String> lines = printed("matrix", "--format", "csv").lines().toList();
        assertThat(lines.getFirst()).isEqualTo("stages,caching_mode,shadowing,snoop,device_tlb,coherent,pass_through,wishes,"
                + "verdict,witness,device,text");
        assertThat(lines).hasSize(9217).doesNotHaveDuplicates();
        Map<String, Long> verdicts = lines.stream().skip(1)
                .collect(Collectors.groupingBy(l -> l.split(",")[8] + l.split(",", 11)[9], Collectors.counting()));
        assertThat(verdicts).isEqualTo(Map.of("allowed", 1848L, "refusedmissed-map", 1056L,
                "refusedstale-under-no-snoop", 352L, "refusednever-served", 968L, "no-configuration", 4992L));
        assertThat(lines).contains("second,off,off,not-offered,off,on,on,MAP+UNMAP,refused,missed-map,\"00:03.0\",\"00:03.0"
                + " wants MAP, but with caching-mode=off the guest need not announce a new mapping (§6.1): set"
                + " caching-mode=on, or shadowing=second-stage.\"", "second,on,off,not-offered,off,on,on,MAP+UNMAP,allowed,,,");
    }

    @Test
    void thePageIsATableWithHeadingsForEveryCell() throws IOException {
        Path page = folder.resolve("matrix.html");
        assertThat(printed("matrix", "--format", "html", "--out", page.toString())).contains("written to " + page);
        assertThat(Files.readString(page)).startsWith("<!DOCTYPE html>").contains("<caption>", "<th scope=\"col\"",
                "<th scope=\"row\">", "not a valid configuration (1)", "no: A").doesNotContain("<script", "http:", "https:");
    }

    @Test
    void theDrawingIsWritten() {
        assertThat(printed("matrix", "--format", "svg")).startsWith("<svg ").contains("The safety matrix");
    }

    @Test
    void aFormOrFolderThatIsNotThereIsNamed() {
        assertThat(KitCommand.run("matrix", "--format", "pdf")).extracting(KitCommand.Result::exit).isEqualTo(2);
        KitCommand.Result nowhere = KitCommand.run("matrix", "--out", folder.resolve("none/matrix.txt").toString());
        assertThat(nowhere.exit()).isEqualTo(2);
        assertThat(nowhere.err()).contains("no folder");
        assertThat(KitCommand.run("matrix", "--help").out()).contains("Examples: ./iommu matrix");
    }
}
