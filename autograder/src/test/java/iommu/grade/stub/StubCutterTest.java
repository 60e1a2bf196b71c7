package iommu.grade.stub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iommu.arch.Todo;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StubCutterTest {

    private static final StubPlan PLAN = new StubPlan("99", "lab99", List.of("count"), List.of("kept"));

    @Test
    void leavesPublicTextAndJavadocAsTheyAreAndTakesTheAnswersOut() throws Exception {
        assertThat(cut(sample(), PLAN)).isEqualTo(resource("Counter.stub.txt"));
    }

    @Test
    void dropsPrivateMembersWithTheirCommentsUnlessThePlanKeepsThem() throws Exception {
        assertThat(cut(sample(), new StubPlan("99", "lab99", List.of("count"), List.of())))
                .doesNotContain("SECRET", "Gives the answer away", "the answer", "Shape", "helper", "kept", "by name");
        assertThat(cut(sample(), new StubPlan("99", "lab99", List.of("count"), List.of("Shape"))))
                .contains("    /** A private shape. */\n    private record Shape(int a, int b) {\n    }\n");
    }

    @Test
    void isJavaThatCompilesWithoutAWarning(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("Counter.java");
        Files.writeString(file, cut(sample(), PLAN));
        String arch = Path.of(Todo.class.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        assertThat(compiler.run(null, null, null, "--release", "21", "-Xlint:all", "-Werror", "-proc:none",
                "-cp", arch, "-d", folder.toString(), file.toString())).isZero();
    }

    @Test
    void isTheSameWhenCutAgainFromTheSameSource() throws Exception {
        assertThat(cut(sample(), PLAN)).isEqualTo(cut(sample(), PLAN));
    }

    @Test
    void readsTheReferenceFromItsFile(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("Counter.java");
        Files.writeString(file, sample());
        assertThat(StubCutter.cut(file, PLAN)).isEqualTo(resource("Counter.stub.txt"));
        assertThatThrownBy(() -> StubCutter.cut(folder.resolve("None.java"), PLAN))
                .isInstanceOf(StubException.class).hasMessageStartingWith("None.java: cannot be read");
    }

    @Test
    void importsTodoIntoAClassThatImportsNothing() throws Exception {
        String source = "package a;\n\npublic class Counter {\n    public int count() {\n        return 1;\n    }\n}\n";
        assertThat(cut(source, new StubPlan("99", "lab99", List.of("count"), List.of())))
                .isEqualTo("package lab99;\n\nimport iommu.arch.Todo;\n\npublic class Counter {\n"
                        + "    public int count() {\n        throw new Todo(\"99\");\n    }\n}\n");
    }

    @Test
    void keepsTheCallOfAnotherConstructor() throws Exception {
        String source = "package a;\n\npublic class Counter {\n    private final int step;\n\n    public Counter() {\n        this(1);\n    }\n\n"
                + "    public Counter(int step) {\n        this.step = step;\n        count();\n    }\n\n    public int count() {\n"
                + "        return step;\n    }\n}\n";
        assertThat(cut(source, new StubPlan("99", "lab99", List.of("count"), List.of()))).contains("{\n        this(1);\n    }")
                .contains("{\n        this.step = step;\n    }");
    }

    @Test
    void saysWhatIsMissingFromTheSource() {
        assertThatThrownBy(() -> cut(sample(), new StubPlan("99", "lab99", List.of("helper"), List.of())))
                .isInstanceOf(StubException.class).hasMessage("Counter.java: there is no public method helper to blank");
        assertThatThrownBy(() -> cut(sample(), new StubPlan("99", "lab99", List.of("count"), List.of("nothing"))))
                .isInstanceOf(StubException.class).hasMessage("Counter.java: there is no member nothing to keep");
        assertThatThrownBy(() -> cut("package a;\nclass {", PLAN))
                .isInstanceOf(StubException.class).hasMessageStartingWith("Counter.java:2: ");
        assertThatThrownBy(() -> cut("package a;\nclass A {\n}\nclass B {\n}\n", PLAN))
                .isInstanceOf(StubException.class).hasMessageContaining("one class, not from 2");
    }

    private static String cut(String text, StubPlan plan) throws StubException {
        return StubCutter.cut("Counter.java", text, plan);
    }

    private static String sample() throws IOException {
        return resource("Counter.java.txt");
    }

    private static String resource(String name) throws IOException {
        try (InputStream in = StubCutterTest.class.getResourceAsStream("/stub/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
