package iommu.grade.intake;

import static iommu.grade.intake.Given.CACHE;
import static iommu.grade.intake.Given.CONTEXT;
import static iommu.grade.intake.Given.WALK;
import static iommu.grade.intake.Given.file;
import static iommu.grade.intake.Given.listed;
import static iommu.grade.intake.Given.received;
import static iommu.grade.intake.Given.refused;
import static iommu.grade.intake.Given.rejection;
import static org.assertj.core.api.Assertions.assertThat;

import iommu.grade.labs.Lab;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A Java file of a submission")
class LabSortingTest {

    @TempDir
    Path amy;

    @Test
    @DisplayName("belongs to the lab whose package it declares, wherever it lies and whatever it is called")
    void byPackage() throws IOException {
        file(amy, "work/lab02-walk/src/main/java/lab02/SecondStageWalk.java", WALK);
        file(amy, "lab02/amy_RootAndContextLookup (1).java", CONTEXT);
        file(amy, "x.java", CACHE);
        Submission submission = received(amy);
        assertThat(submission.labs().keySet()).containsExactly("01", "02", "04");
        assertThat(submission.labs().get("01").files()).singleElement().satisfies(source -> {
            assertThat(source.path()).isEqualTo("lab01/RootAndContextLookup.java");
            assertThat(source.className()).isEqualTo("lab01.RootAndContextLookup");
            assertThat(source.displayName()).isEqualTo("lab02/amy_RootAndContextLookup (1).java");
            assertThat(source.text()).isEqualTo(CONTEXT);
        });
        assertThat(submission.labs().values()).allSatisfy(lab -> assertThat(lab.rejection()).isEmpty());
        assertThat(submission.notes()).isEmpty();
    }

    @Test
    @DisplayName("may be a helper of its lab")
    void helpers() throws IOException {
        file(amy, "SecondStageWalk.java", WALK);
        file(amy, "Bits.java", "package lab02; final class Bits { }");
        assertThat(received(amy).labs().get("02").files()).extracting(SourceFile::path)
                .containsExactly("lab02/Bits.java", "lab02/SecondStageWalk.java");
    }

    @ParameterizedTest
    @DisplayName("of the kit's, the JDK's or a test library's package is left out with a warning: ours wins (21, 22)")
    @ValueSource(strings = {"iommu.arch", "iommu", "java.util", "javax.annotation.processing", "jdk.internal.misc",
        "org.junit.jupiter.api", "org.assertj.core.api"})
    void ours(String name) throws IOException {
        file(amy, "SecondStageWalk.java", WALK);
        file(amy, "Fault.java", "package " + name + "; public class Fault { }");
        Submission submission = received(amy);
        assertThat(submission.labs().get("02").rejection()).isEmpty();
        assertThat(submission.labs().get("02").files()).hasSize(1);
        assertThat(submission.notes()).singleElement().asString().contains("Fault.java", name, "ours wins");
    }

    @ParameterizedTest
    @DisplayName("of the JDK's or a test library's package makes no lab of its own: nothing is graded (21)")
    @ValueSource(strings = {"org.junit.jupiter.api", "java.util", "iommu.grade.judge"})
    void oursAlone(String name) throws IOException {
        file(amy, "Assertions.java", "package " + name + "; public class Assertions { }");
        assertThat(refused(amy)).contains("Assertions.java", name);
    }

    @Test
    @DisplayName("of a package that is no lab's harms no lab and is named in a note")
    void foreign() throws IOException {
        file(amy, "SecondStageWalk.java", WALK);
        file(amy, "lab02/Bits.java", "package com.amy; class Bits { }");
        Submission submission = received(amy);
        assertThat(submission.labs().get("02").rejection()).isEmpty();
        assertThat(submission.notes()).singleElement().asString()
                .contains("lab02/Bits.java", "com.amy", listed(Lab::packageName, " or "));
    }

    @Test
    @DisplayName("that lacks its package is the reason why its lab is rejected, if the lab misses it")
    void noPackage() throws IOException {
        file(amy, "SecondStageWalk.java", WALK.replace("package lab02;", ""));
        file(amy, "RootAndContextLookup.java", CONTEXT);
        assertThat(rejection(amy, "02")).contains("SecondStageWalk.java", "declares no package", "package lab02;");
        assertThat(received(amy).labs().get("01").rejection()).isEmpty();
    }

    @Test
    @DisplayName("in a package below its lab's is the reason why that lab is rejected")
    void below() throws IOException {
        file(amy, "SecondStageWalk.java", WALK);
        file(amy, "Bits.java", "package lab02.util; public class Bits { }");
        assertThat(rejection(amy, "02")).contains("Bits.java", "lab02.util", "package lab02 itself");
    }

    @Test
    @DisplayName("that declares no class is nothing to compile, but shows that its lab was attempted")
    void noClass() throws IOException {
        file(amy, "SecondStageWalk.java", WALK);
        file(amy, "a/package-info.java", "/** Mine. */ package lab02;");
        file(amy, "b/package-info.java", "package lab02;");
        file(amy, "TaggedCache.java", "package lab04; public clas TaggedCache { }");
        assertThat(received(amy).labs().get("02").files()).hasSize(1);
        assertThat(received(amy).labs().get("02").rejection()).isEmpty();
        assertThat(rejection(amy, "04")).contains("class TaggedCache");
    }

    @Test
    @DisplayName("is missing where no file of a lab declares the entry class")
    void noEntry() throws IOException {
        file(amy, "Walk.java", "package lab02; public class Walk { }");
        assertThat(rejection(amy, "02")).contains("class SecondStageWalk");
    }

    @Test
    @DisplayName("that declares a class of another file of the lab gets that lab rejected, both named")
    void twice() throws IOException {
        file(amy, "a/SecondStageWalk.java", WALK);
        file(amy, "b/Old.java", WALK);
        file(amy, "RootAndContextLookup.java", CONTEXT);
        assertThat(rejection(amy, "02")).contains("a/SecondStageWalk.java", "b/Old.java", "SecondStageWalk");
        assertThat(received(amy).labs().get("01").rejection()).isEmpty();
    }

    @Test
    @DisplayName("that declares a class whose name differs from another's in case only gets its lab rejected (26)")
    void caseClash() throws IOException {
        file(amy, "A.java", WALK + "class Bits { }");
        file(amy, "B.java", "package lab02; class BITS { }");
        assertThat(rejection(amy, "02")).contains("A.java", "B.java", "Bits", "BITS", "case");
    }

    @Test
    @DisplayName("whose class name no compiler should be given as a file gets its lab rejected (26)")
    void longClassName() throws IOException {
        file(amy, "A.java", WALK);
        file(amy, "B.java", "package lab02; class " + "B".repeat(70_000) + " { }");
        assertThat(rejection(amy, "02")).contains("B.java", "100").hasSizeLessThan(500);
    }

    @ParameterizedTest
    @DisplayName("with a hostile name gets its path from its type alone, and a name that is safe to print (26, 39)")
    @ValueSource(strings = {"@x.java", "-Xplugin.java", "a b.java", "-J-Dx=y.java", "\u202egnp.java", "a\nb.java",
        "\u001b[2J.java", "<script>alert(1)</script.java", "=HYPERLINK(1).java", "\ud83d\ude00.java", "$(reboot).java",
        "SECONDSTAGEWALK.JAVA"})
    void hostileNames(String name) throws IOException {
        Path zip = new ForgedZip().add(name, WALK).in(amy);
        assertThat(received(zip).labs().get("02").files()).singleElement().satisfies(source -> {
            assertThat(source.path()).isEqualTo("lab02/SecondStageWalk.java");
            assertThat(source.displayName().codePoints()).noneMatch(Character::isISOControl)
                    .noneMatch(point -> Character.getType(point) == Character.FORMAT);
        });
    }

    @Test
    @DisplayName("with a name of 300 characters is shown shortened (26)")
    void longName() throws IOException {
        Path zip = new ForgedZip().add("x".repeat(300) + ".java", WALK).in(amy);
        assertThat(received(zip).labs().get("02").files().getFirst().displayName()).hasSizeLessThan(130)
                .contains("...").endsWith(".java");
    }

    @Test
    @DisplayName("may have a byte order mark, CR LF, CR, and tabs: the canonical text has LF (40)")
    void lineEnds() throws IOException {
        file(amy, "A.java", "\ufeffpackage lab02;\r\n\tpublic class SecondStageWalk {\r}\r\n");
        LabSources lab = received(amy).labs().get("02");
        assertThat(lab.rejection()).isEmpty();
        assertThat(lab.files().getFirst().text())
                .isEqualTo("package lab02;\n\tpublic class SecondStageWalk {\n}\n");
    }

    @Test
    @DisplayName("that is no UTF-8 gets its lab rejected, with the line")
    void otherEncoding() throws IOException {
        file(amy, "A.java", (WALK + "// caf\u00e9\n").getBytes(StandardCharsets.ISO_8859_1));
        file(amy, "RootAndContextLookup.java", CONTEXT);
        assertThat(rejection(amy, "02")).contains("A.java", "UTF-8", "line 5");
        assertThat(received(amy).labs().get("01").rejection()).isEmpty();
        file(amy, "B.java", "package lab04; class TaggedCache {}".getBytes(StandardCharsets.UTF_16));
        assertThat(received(amy).labs().keySet()).containsExactly("01", "02");
    }

    @Test
    @DisplayName("of many strays is counted, not listed without end")
    void manyStrays() throws IOException {
        file(amy, "A.java", WALK);
        for (int i = 0; i < 50; i++) {
            file(amy, "s/S" + i + ".java", "class S { }");
        }
        assertThat(received(amy).notes()).hasSizeLessThan(10).last().asString().contains("45 more");
    }
}
