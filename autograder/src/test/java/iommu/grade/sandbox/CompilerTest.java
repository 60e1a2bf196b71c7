package iommu.grade.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The compiler in the sandbox")
class CompilerTest {

    private static final Unit HONEST = unit("01-honest", "Fine.java", "package lab01; public class Fine { }");
    private static Bench bench;
    private static int runs;

    @BeforeAll
    static void build() throws IOException {
        bench = Bench.walled();
    }

    @AfterAll
    static void tearDown() {
        if (bench != null) {
            bench.close();
        }
    }

    private static Unit unit(String lab, String name, String text) {
        return new Unit(lab, List.of(new Unit.Source(name, text)));
    }

    private static Map<String, Outcome> compile(Unit... units) {
        Limits limits = Limits.COMPILER.withCpu(Duration.ofSeconds(4));
        return new Compiler(bench.sandbox, limits).compile(List.of(units), bench.work().resolve("compiled" + runs++));
    }

    private static Outcome.Rejected rejected(Map<String, Outcome> outcomes, String lab) {
        assertThat(outcomes.get(lab)).isInstanceOf(Outcome.Rejected.class);
        return (Outcome.Rejected) outcomes.get(lab);
    }

    @Test
    @DisplayName("gives each lab its classes, and says file and line of what does not compile")
    void labs() {
        Map<String, Outcome> outcomes = compile(HONEST, unit("02-wrong", "Wrong.java", "package lab02;\nclass Wrong {\n int x = y;\n}"),
                unit("04-fine", "Fine.java", "package lab04; import iommu.arch.*; class Fine { Gpa a; class Inner { } }"));
        assertThat(outcomes.keySet()).containsExactly("01-honest", "02-wrong", "04-fine");
        assertThat(rejected(outcomes, "02-wrong").reason()).isEqualTo("does not compile");
        assertThat(rejected(outcomes, "02-wrong").errors()).singleElement().asString()
                .startsWith("Wrong.java:3: cannot find symbol");
        Path classes = ((Outcome.Compiled) outcomes.get("04-fine")).classes();
        assertThat(classes.resolve("lab04/Fine$Inner.class")).isRegularFile();
    }

    @Test
    @DisplayName("shows learners arch and the JDK, and neither the probe nor another lab")
    void classPath() {
        Map<String, Outcome> outcomes = compile(HONEST, unit("02-probe", "A.java", "class A { iommu.probe.RoomKind k; }"),
                unit("03-other", "A.java", "class A { lab01.Fine f; }"));
        assertThat(rejected(outcomes, "02-probe").errors().get(0)).contains("iommu.probe");
        assertThat(rejected(outcomes, "03-other").errors().get(0)).contains("lab01");
    }

    @Test
    @DisplayName("takes names for names, whatever they look like")
    void names() {
        List<Unit.Source> sources = Stream.of("@x.java", "-Xplugin.java", "-d.java", "a b.java", "\u2603.java", "../../up.java",
                "x".repeat(300) + ".java", "%2e%2e.java", "").map(n -> new Unit.Source(n, "package lab01; class C"
                        + Integer.toHexString(n.hashCode()) + " { }")).toList();
        assertThat(compile(new Unit("01-names", sources)).get("01-names")).isInstanceOf(Outcome.Compiled.class);
        Outcome error = compile(unit("01-bad", "\u001b[31m@x\n.java", "class {")).get("01-bad");
        assertThat(((Outcome.Rejected) error).errors().get(0)).startsWith("__31m_x_.java:1: ");
    }

    @Test
    @DisplayName("runs no annotation processor")
    void processors() {
        String processor = """
                package lab01;
                import java.util.*; import javax.annotation.processing.*; import javax.lang.model.element.*;
                @SupportedAnnotationTypes("*")
                public class P extends AbstractProcessor {
                    public boolean process(Set<? extends TypeElement> t, RoundEnvironment r) { throw new Error("ran"); }
                }""";
        Unit unit = new Unit("01-processor", List.of(new Unit.Source("P.java", processor),
                new Unit.Source("META-INF/services/javax.annotation.processing.Processor", "lab01.P")));
        assertThat(rejected(compile(unit), "01-processor").errors().toString()).doesNotContain("ran");
        Unit alone = unit("01-processor", "P.java", processor);
        assertThat(compile(alone, alone).get("01-processor")).isInstanceOf(Outcome.Compiled.class);
    }

    @Test
    @DisplayName("rejects the one lab that is a bomb, and compiles the others")
    void bombs() {
        StringBuilder folding = new StringBuilder("class Folding { static final String S0 = \"0123456789abcdef\";");
        for (int i = 1; i < 40; i++) {
            folding.append(" static final String S%d = S%d + S%d;".formatted(i, i - 1, i - 1));
        }
        String parentheses = "class Deep { int x = " + "(".repeat(6000) + "1" + ")".repeat(6000) + "; }";
        StringBuilder many = new StringBuilder("class Many { int x;");
        for (int i = 0; i < 2000; i++) {
            many.append(" void f%d() { %s }".formatted(i, handlers(10)));
        }
        Map<String, Outcome> outcomes = compile(HONEST, unit("02-folding", "Folding.java", folding.append('}').toString()),
                unit("03-deep", "Deep.java", parentheses),
                unit("04-finally", "Finally.java", "class Finally { int x; void f() { " + handlers(20) + " } }"),
                unit("05-many", "Many.java", many.append('}').toString()),
                unit("06-honest", "Fine.java", "package lab06; class Fine { }"));
        assertThat(rejected(outcomes, "04-finally").reason()) // a compiler that is fast enough finds that the code is too large
                .isIn("did not compile within limits", "does not compile");
        for (String bomb : List.of("02-folding", "03-deep", "05-many")) {
            assertThat(rejected(outcomes, bomb).reason()).describedAs(outcomes.toString()).isEqualTo("did not compile within limits");
        }
        assertThat(rejected(outcomes, "05-many").errors().get(0)).contains("processor time");
        assertThat(outcomes.get("01-honest")).isInstanceOf(Outcome.Compiled.class);
        assertThat(outcomes.get("06-honest")).isInstanceOf(Outcome.Compiled.class);
    }

    /** Each level doubles the code of all within it. */
    private static String handlers(int levels) {
        return "try { x++; } finally { ".repeat(levels) + "x++;" + " }".repeat(levels);
    }

    @Test
    @DisplayName("leaves classes behind, and nothing else")
    void leavesNothing() throws IOException {
        Path out = bench.work().resolve("compiled" + runs);
        compile(HONEST);
        try (Stream<Path> files = Files.walk(out)) {
            assertThat(files.filter(Files::isRegularFile)).containsExactly(out.resolve("01-honest/lab01/Fine.class"));
        }
    }
}
