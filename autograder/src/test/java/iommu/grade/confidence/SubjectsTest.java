package iommu.grade.confidence;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.util.JavacTask;
import iommu.grade.KitCommand;
import iommu.grade.intake.SourceFile;
import iommu.grade.labs.Group;
import iommu.grade.labs.Lab;
import iommu.grade.labs.Manifest;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The seeded bugs and equivalents can't rot: each can be made, and compiles. */
class SubjectsTest {

    private static final Manifest MANIFEST = Manifest.read(Manifest.below(KitCommand.home()));
    private static final Subjects SUBJECTS = new Subjects(KitCommand.home(), MANIFEST, "");
    private static final JavaCompiler COMPILER = ToolProvider.getSystemJavaCompiler();

    static Stream<Lab> labs() throws IOException {
        List<Lab> seeded = new ArrayList<>();
        for (Lab lab : MANIFEST.labs()) {
            if (!SUBJECTS.of(lab).isEmpty()) {
                seeded.add(lab);
            }
        }
        return seeded.stream();
    }

    @ParameterizedTest
    @MethodSource("labs")
    void everyChangeStillAppliesAndWhatComesOfItCompiles(Lab lab) throws IOException {
        try (StandardJavaFileManager files = COMPILER.getStandardFileManager(null, null, null)) {
            for (Subject subject : SUBJECTS.of(lab)) {
                assertThat(errors(SUBJECTS.sources(lab, subject).files(), files)).as(subject.name()).isEmpty();
            }
        }
    }

    private static List<String> errors(List<SourceFile> sources, StandardJavaFileManager files) throws IOException {
        DiagnosticCollector<JavaFileObject> said = new DiagnosticCollector<>();
        List<String> options = List.of("-proc:none", "-cp", System.getProperty("java.class.path"));
        JavacTask task = (JavacTask) COMPILER.getTask(null, files, said, options, null,
                sources.stream().map(SubjectsTest::inMemory).toList());
        task.analyze();
        return said.getDiagnostics().stream().filter(d -> d.getKind() == Diagnostic.Kind.ERROR).map(Object::toString).toList();
    }

    private static JavaFileObject inMemory(SourceFile source) {
        String name = source.path().substring(source.path().lastIndexOf('/') + 1);
        return new SimpleJavaFileObject(URI.create("string:///" + name), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreErrors) {
                return source.text();
            }
        };
    }

    @ParameterizedTest
    @MethodSource("labs")
    void aLabHasFifteenBugsAndFourEquivalentsAndBugsForEveryGroup(Lab lab) throws IOException {
        List<Subject> bugs = SUBJECTS.of(lab).stream().filter(Subject::isBug).toList();
        assertThat(bugs).hasSizeGreaterThanOrEqualTo(15);
        assertThat(SUBJECTS.of(lab)).hasSizeGreaterThanOrEqualTo(bugs.size() + 4);
        assertThat(bugs.stream().map(bug -> bug.mistake().orElseThrow().group()))
                .containsAll(lab.groups().stream().map(Group::id).toList());
    }

    @Test
    void aQuarterOfTheBugsIsInCodeThatIsNotShapedLikeTheReference() throws IOException {
        List<Subject> bugs = new ArrayList<>();
        for (Lab lab : labs().toList()) {
            List<Subject> ofLab = SUBJECTS.of(lab).stream().filter(Subject::isBug).toList();
            assertThat(4 * ofLab.stream().filter(bug -> !bug.shapedLikeTheReference()).count()).as(lab.id())
                    .isGreaterThanOrEqualTo(ofLab.size());
            bugs.addAll(ofLab);
        }
        assertThat(bugs).hasSizeGreaterThan(200);
        assertThat(4 * bugs.stream().filter(bug -> !bug.shapedLikeTheReference()).count()).isGreaterThanOrEqualTo(bugs.size());
    }

    @ParameterizedTest
    @MethodSource("labs")
    void everySubjectDiffersFromItsBaseOrIsAnotherShape(Lab lab) throws IOException {
        assertThat(SUBJECTS.of(lab)).allMatch(s -> !s.changes().isEmpty() || !s.shapedLikeTheReference());
    }
}
