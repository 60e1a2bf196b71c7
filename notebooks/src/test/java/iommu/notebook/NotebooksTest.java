package iommu.notebook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every notebook of this module runs from top to bottom, and is stored as a clean nbformat 4.5 file. */
class NotebooksTest {

    static List<Notebook> notebooks() throws IOException {
        return Notebook.in(Path.of("").toAbsolutePath());
    }

    @ParameterizedTest
    @MethodSource("notebooks")
    void everyCodeCellRunsInOrder(Notebook notebook) {
        try (CellRunner runner = new CellRunner(notebook.name())) {
            notebook.cells().stream().filter(Notebook.Cell::isCode).forEach(runner::run);
        }
    }

    @ParameterizedTest
    @MethodSource("notebooks")
    void theFileIsNbformat45ForTheJavaKernel(Notebook notebook) {
        assertThat(notebook.name()).matches("\\d\\d-[a-z-]+\\.ipynb");
        assertThat(notebook.json().path("nbformat").asInt()).isEqualTo(4);
        assertThat(notebook.json().path("nbformat_minor").asInt()).isEqualTo(5);
        assertThat(notebook.json().at("/metadata/kernelspec/name").asText()).isEqualTo("java");
        assertThat(notebook.json().at("/metadata/language_info/name").asText()).isEqualTo("java");
    }

    @ParameterizedTest
    @MethodSource("notebooks")
    void everyCellHasAnIdOfItsOwn(Notebook notebook) {
        List<String> ids = notebook.cells().stream().map(Notebook.Cell::id).toList();
        assertThat(ids).doesNotHaveDuplicates().allMatch(id -> id.matches("[a-zA-Z0-9_-]{1,64}"));
    }

    @ParameterizedTest
    @MethodSource("notebooks")
    void noCellKeepsAResult(Notebook notebook) {
        assertThat(notebook.cells()).isNotEmpty().noneMatch(Notebook.Cell::hasResult);
    }

    @ParameterizedTest
    @MethodSource("notebooks")
    void textBeginsTheNotebookAndTeachesBetweenTheCells(Notebook notebook) {
        assertThat(notebook.cells().getFirst().source()).startsWith("# ");
        assertThat(notebook.cells()).filteredOn(cell -> !cell.isCode()).isNotEmpty()
                .allMatch(cell -> cell.type().equals("markdown"));
    }

    /** The runner would be worth nothing if it let a broken cell pass. */
    @Nested
    class TheRunnerRefuses {

        @Test
        void aSnippetThatDoesNotCompile() {
            refuses("int x = \"one\";", "made-up.ipynb, cell 1 (only)", "incompatible types");
        }

        @Test
        void aSnippetThatThrows() {
            refuses("int a = 0;\n1 / a", "made-up.ipynb, cell 1 (only)", "ArithmeticException: / by zero");
        }

        @Test
        void aSnippetThatIsNotComplete() {
            refuses("int twice(int x) {", "made-up.ipynb, cell 1 (only)", "not complete");
        }

        @Test
        void aMethodThatCallsWhatNoCellHasDefined() {
            refuses("int twice(int x) { return times(2, x); }", "cell 1", "times(int,int) is not defined");
        }

        private void refuses(String source, String... named) {
            Notebook.Cell cell = new Notebook.Cell(1, "only", "code", source, false);
            try (CellRunner runner = new CellRunner("made-up.ipynb")) {
                assertThatThrownBy(() -> runner.run(cell)).isInstanceOf(AssertionError.class)
                        .message().contains(named);
            }
        }
    }
}
