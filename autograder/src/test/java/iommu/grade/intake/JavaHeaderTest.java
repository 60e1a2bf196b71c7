package iommu.grade.intake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The header of a Java file")
class JavaHeaderTest {

    @ParameterizedTest
    @DisplayName("declares the package that the compiler sees")
    @ValueSource(strings = {
        "package lab02;",
        "\n\t\f  package\n lab02 ;",
        "// package java.util;\npackage lab02;",
        "/* package iommu; */ package/* */lab02/**/;",
        "/* \" */ package lab02; // \" '",
        "\\u0070ackage lab\\u0030\\uuu0032;",
        "/\\u002a package iommu; *\\u002f package lab02;",
        "// \\u000a package lab02;",
        "@Deprecated(since = \"package iommu;\", forRemoval = (true)) package lab02;",
        "@java.lang.Deprecated @Other({1, 2}) package lab02;",
        "pack\u0000age lab\u000102;",
    })
    void packages(String source) {
        assertThat(JavaHeader.of(source).packageName()).contains("lab02");
    }

    @ParameterizedTest
    @DisplayName("declares no package where the compiler sees none")
    @ValueSource(strings = {
        "",
        "class A { String s = \"package lab02;\"; }",
        "/* package lab02;",
        "// package lab02;",
        "// \\\\u000a package lab02;",
        "import java.util.*; package lab02;",
        "class A { } package lab02;",
        "public package lab02;",
        "@interface A { } package lab02;",
        "\\\\u0070ackage lab02;",
        "\"\"\"\npackage lab02;\n\"\"\";",
    })
    void noPackage(String source) {
        assertThat(JavaHeader.of(source).packageName()).isEmpty();
    }

    @Test
    @DisplayName("keeps a longer package's name whole, blanks and comments in it left out")
    void qualified() {
        assertThat(JavaHeader.of("package org . junit\n./**/jupiter;").packageName()).contains("org.junit.jupiter");
    }

    @Test
    @DisplayName("lists top-level types of every kind and no other")
    void types() {
        JavaHeader header = JavaHeader.of("""
                package lab02;
                import java.util.record;
                @Marked(A.class) @Other({B.class}) final class First<T extends Comparable<T>> {
                    class Inner { enum Deep { X } }
                    String s = "} class Fake {", t = \"""
                        } class Fake2 { \\\""" class Fake3 {
                        \""";
                    char c = '}', d = '\\'', e = '"';
                    Object o = new Object() { class Anonymous { } };
                }
                interface Second { }
                public sealed interface Third permits Fourth { }
                record Fourth<T>(int a, Class<?> b) implements Third { }
                enum Fifth { A { } }
                @interface Sixth { Class<?> value() default Object.class; }
                """);
        assertThat(header.types()).containsExactly("First", "Second", "Third", "Fourth", "Fifth", "Sixth");
        assertThat(header.mainType()).contains("Third");
    }

    @Test
    @DisplayName("calls the file after its public type, else after the first")
    void mainType() {
        assertThat(JavaHeader.of("class A {} class B {}").mainType()).contains("A");
        assertThat(JavaHeader.of("class A { public int x; } public class B {}").mainType()).contains("B");
        assertThat(JavaHeader.of("public abstract strictfp class A {} class B {}").mainType()).contains("A");
        assertThat(JavaHeader.of("package lab02;").mainType()).isEmpty();
    }

    @Test
    @DisplayName("comes of any text, in one pass, however deep or broken")
    void anyText() {
        assertThat(JavaHeader.of("package lab02; class A { int x = " + "(".repeat(500_000) + "; }").types())
                .containsExactly("A");
        assertThat(JavaHeader.of("}".repeat(100_000) + " class A").types()).containsExactly("A");
        Random random = new Random(5);
        String alphabet = "\\u0022\"'/*{}()@;ab \n\rclass package";
        for (int round = 0; round < 2_000; round++) {
            StringBuilder text = new StringBuilder();
            random.ints(40, 0, alphabet.length()).forEach(i -> text.append(alphabet.charAt(i)));
            assertThat(JavaHeader.of(text.toString())).as("seed 5, text %s", text).isNotNull();
        }
    }
}
