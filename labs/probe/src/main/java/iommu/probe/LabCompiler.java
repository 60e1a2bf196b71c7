package iommu.probe;

import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;

/** Compiles the sources of one lab against {@code arch} alone: no annotation processor, no source path, no options of theirs. */
final class LabCompiler {

    private static final List<String> OPTIONS =
            List.of("--release", "21", "-proc:none", "-implicit:none", "-Xlint:none", "-nowarn", "-g", "-Xmaxerrs", "50");
    private static final int MESSAGES = 5;
    private static final int MESSAGE = 400;
    private static final int CLASS_BYTES = 128 << 10;

    private final JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
    private final Path archJar;
    private final Path scratch;
    private int labs;

    LabCompiler(Path archJar, Path scratch) {
        if (javac == null) {
            throw new IllegalStateException("this Java has no compiler: a JDK is needed");
        }
        this.archJar = archJar;
        this.scratch = scratch;
    }

    Report compile(List<Order.Source> sources) {
        try {
            Path out = Files.createDirectories(scratch.resolve("lab" + labs++));
            try {
                DiagnosticCollector<JavaFileObject> found = new DiagnosticCollector<>();
                if (run(sources, out, found)) {
                    return collect(out);
                }
                List<String> errors = errors(found);
                return errors.isEmpty() ? gaveUp("the compiler ran out of stack or memory") : new Report.NotCompiled(false, errors);
            } finally {
                delete(out); // a compiler serves a whole class, and its disk is small
            }
        } catch (IOException | RuntimeException | StackOverflowError | OutOfMemoryError | AssertionError e) {
            return gaveUp(e.getClass().getSimpleName());
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException left) {
            return; // it takes room, and is no fault of what was compiled
        }
    }

    private boolean run(List<Order.Source> sources, Path out, DiagnosticCollector<JavaFileObject> found) throws IOException {
        List<LearnerSource> units = IntStream.range(0, sources.size())
                .mapToObj(i -> new LearnerSource(i, sources.get(i))).toList();
        try (StandardJavaFileManager files = javac.getStandardFileManager(null, Locale.ENGLISH, StandardCharsets.UTF_8)) {
            files.setLocationFromPaths(StandardLocation.CLASS_PATH, List.of(archJar));
            files.setLocationFromPaths(StandardLocation.SOURCE_PATH, List.of());
            files.setLocationFromPaths(StandardLocation.CLASS_OUTPUT, List.of(out));
            return javac.getTask(Writer.nullWriter(), files, found, OPTIONS, null, units).call();
        }
    }

    private static List<String> errors(DiagnosticCollector<JavaFileObject> found) {
        return found.getDiagnostics().stream().filter(d -> d.getKind() == Diagnostic.Kind.ERROR).limit(MESSAGES)
                .map(LabCompiler::line).toList();
    }

    /** {@code file:line: message}, the message's own lines joined. */
    private static String line(Diagnostic<? extends JavaFileObject> error) {
        String message = String.join("; ", error.getMessage(Locale.ENGLISH).lines().map(String::strip).toList());
        String place = error.getSource() == null ? "" : error.getSource().getName() + ":" + error.getLineNumber() + ": ";
        return PlainText.of(place + message, MESSAGE);
    }

    private static Report collect(Path out) throws IOException {
        List<Report.ClassFile> classes = new ArrayList<>();
        long total = 0;
        try (Stream<Path> files = Files.walk(out)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".class")).sorted().toList()) {
                total += Files.size(file);
                if (Files.size(file) > CLASS_BYTES || total > Report.CLASSES_LIMIT / 2
                        || classes.size() == Report.MAX_CLASSES) {
                    return gaveUp("more code than a lab can need");
                }
                String name = out.relativize(file).toString().replace('\\', '/');
                classes.add(new Report.ClassFile(name.substring(0, name.length() - ".class".length()),
                        Files.readAllBytes(file)));
            }
        }
        return new Report.Compiled(classes);
    }

    private static Report gaveUp(String why) {
        return new Report.NotCompiled(true, List.of(why));
    }
}
