package iommu.notebook;

import iommu.arch.seam.PageWalk;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import jdk.jshell.DeclarationSnippet;
import jdk.jshell.EvalException;
import jdk.jshell.JShell;
import jdk.jshell.Snippet;
import jdk.jshell.SnippetEvent;
import jdk.jshell.SourceCodeAnalysis;
import jdk.jshell.SourceCodeAnalysis.CompletionInfo;
import jdk.jshell.execution.LocalExecutionControlProvider;

/** Runs the code cells of one notebook in one JShell that knows {@code arch} and nothing else of the kit. */
final class CellRunner implements AutoCloseable {

    private final String notebook;
    private final JShell shell;

    CellRunner(String notebook) {
        this.notebook = notebook;
        this.shell = JShell.builder().executionEngine(new LocalExecutionControlProvider(), Map.of()).build();
        shell.addToClasspath(classesOfArch().toString());
    }

    private static Path classesOfArch() {
        try {
            return Path.of(PageWalk.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    /**
     * Runs every snippet of the cell, as a kernel does.
     *
     * @throws AssertionError at the first snippet that is incomplete, rejected, refers to something not
     *                        defined yet, or throws; the message names notebook, cell and snippet
     */
    void run(Notebook.Cell cell) {
        String rest = cell.source();
        while (!rest.isBlank()) {
            CompletionInfo next = shell.sourceCodeAnalysis().analyzeCompletion(rest);
            if (next.source() == null && next.completeness() != SourceCodeAnalysis.Completeness.EMPTY) {
                throw failure(cell, rest, "the snippet is not complete");
            }
            if (next.source() != null) {
                shell.eval(next.source()).forEach(event -> judge(cell, event));
            }
            rest = next.remaining();
        }
    }

    private void judge(Notebook.Cell cell, SnippetEvent event) {
        String source = event.snippet().source();
        if (event.exception() instanceof EvalException thrown) {
            throw failure(cell, source,
                    "throws " + thrown.getExceptionClassName() + ": " + thrown.getMessage());
        }
        if (event.exception() != null) {
            throw failure(cell, source, "throws " + event.exception());
        }
        if (event.status() == Snippet.Status.REJECTED) {
            throw failure(cell, source, shell.diagnostics(event.snippet())
                    .map(diagnostic -> diagnostic.getMessage(Locale.ENGLISH))
                    .collect(Collectors.joining("; ")));
        }
        if (event.status().isDefined() && event.status() != Snippet.Status.VALID) {
            throw failure(cell, source, unresolved(event.snippet()));
        }
    }

    private String unresolved(Snippet snippet) {
        return snippet instanceof DeclarationSnippet declaration
                ? shell.unresolvedDependencies(declaration).map(name -> name + " is not defined yet")
                        .collect(Collectors.joining("; "))
                : "not defined yet";
    }

    private AssertionError failure(Notebook.Cell cell, String snippet, String why) {
        return new AssertionError(notebook + ", cell " + cell.number() + " (" + cell.id() + "): " + why
                + "\n  in: " + snippet.strip().replace("\n", "\n      "));
    }

    @Override
    public void close() {
        shell.close();
    }
}
