package iommu.grade.stub;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.Trees;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.stream.Collectors;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * One source file with its syntax tree and the place of every tree in the text. Nothing is resolved or compiled.
 *
 * @param text      the whole file
 * @param unit      its tree
 * @param positions where a tree begins and ends, in characters
 */
record ParsedSource(String text, CompilationUnitTree unit, SourcePositions positions) {

    /** @throws StubException if the text isn't Java */
    static ParsedSource parse(String name, String text) throws StubException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            throw new StubException("cutting a stub needs a JDK; this is a Java runtime without a compiler");
        }
        DiagnosticCollector<JavaFileObject> problems = new DiagnosticCollector<>();
        JavacTask task = (JavacTask) compiler.getTask(null, null, problems, List.of("-proc:none"), null,
                List.of(new InMemory(name, text)));
        try {
            CompilationUnitTree unit = task.parse().iterator().next();
            String errors = problems.getDiagnostics().stream()
                    .filter(problem -> problem.getKind() == Diagnostic.Kind.ERROR)
                    .map(problem -> name + ":" + problem.getLineNumber() + ": " + problem.getMessage(null))
                    .collect(Collectors.joining("\n"));
            if (!errors.isEmpty()) {
                throw new StubException(errors);
            }
            return new ParsedSource(text, unit, Trees.instance(task).getSourcePositions());
        } catch (IOException e) {
            throw new StubException(name + ": " + e.getMessage());
        }
    }

    int start(Tree tree) {
        return (int) positions.getStartPosition(unit, tree);
    }

    int end(Tree tree) {
        return (int) positions.getEndPosition(unit, tree);
    }

    /** The only top-level type. */
    ClassTree type() throws StubException {
        List<ClassTree> types = unit.getTypeDecls().stream()
                .filter(ClassTree.class::isInstance).map(ClassTree.class::cast).toList();
        if (types.size() != 1) {
            throw new StubException(unit.getSourceFile().getName() + ": a stub is cut from one class, not from " + types.size());
        }
        return types.getFirst();
    }

    /** Where the line goes on to after {@code end}: past a comment that stands behind a member on its line. */
    int withTrailingComment(int end) {
        int lineEnd = text.indexOf('\n', end);
        if (lineEnd < 0) {
            lineEnd = text.length();
        }
        String rest = text.substring(end, lineEnd).strip();
        return rest.isEmpty() || rest.startsWith("//") ? lineEnd : end;
    }

    private static final class InMemory extends SimpleJavaFileObject {
        private final String text;

        InMemory(String name, String text) {
            super(URI.create("string:///" + name), Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
