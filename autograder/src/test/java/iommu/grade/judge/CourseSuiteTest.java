package iommu.grade.judge;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.grade.KitCommand;
import iommu.grade.course.Course;
import iommu.grade.course.CourseFile;
import iommu.grade.labs.Lab;
import iommu.grade.labs.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The hidden cases of a course come from its secret, from suite, lab and group, and from nothing else. */
class CourseSuiteTest {

    private static final Manifest MANIFEST = Manifest.read(Manifest.below(KitCommand.home()));
    private static final Lab LAB = MANIFEST.lab("01").orElseThrow();

    @TempDir
    private Path folder;

    private Course course(String secret, String name) throws IOException {
        Files.writeString(folder.resolve("secret"), secret);
        return CourseFile.read(Files.writeString(folder.resolve("course.toml"),
                "name = \"" + name + "\"\nsecret = \"secret\"\n[[lab]]\nnumber = \"01\"\nweight = 1\n"), MANIFEST);
    }

    private static List<String> hidden(Suite suite, int group) {
        return suite.only(Suite.Part.HIDDEN).cases(LAB, LAB.groups().get(group)).stream().map(c -> c.scenario().text()).toList();
    }

    private static Suite suite(Course course) {
        return Suite.course(KitCommand.home().resolve("labs"), MANIFEST, course);
    }

    @Test
    void oneSecretGivesOneSetOfCasesWhateverTheCourseIsCalled() throws IOException {
        Suite one = suite(course("0123456789abcdef", "this year"));
        Suite again = suite(course("0123456789abcdef", "next year"));
        assertThat(hidden(again, 0)).isEqualTo(hidden(one, 0)).isNotEmpty();
        assertThat(again.origin()).startsWith("course ").isNotEqualTo(one.origin());
        assertThat(one.practice()).isFalse();
        assertThat(one.seed()).isZero();
    }

    @Test
    void anotherSecretAnotherGroupOrPracticeGivesOthers() throws IOException {
        Suite one = suite(course("0123456789abcdef", "x"));
        assertThat(hidden(suite(course("0123456789abcdeg", "x")), 0)).isNotEqualTo(hidden(one, 0));
        assertThat(hidden(one, 1)).isNotEqualTo(hidden(one, 0));
        assertThat(hidden(Suite.practice(KitCommand.home().resolve("labs"), MANIFEST, 0), 0)).isNotEqualTo(hidden(one, 0));
    }

    @Test
    void practiceCasesAreWhatTheyAlwaysWere() {
        assertThat(CaseSeeds.practice(1).of("1", "01", "01.lookup")).isEqualTo(CaseSeeds.practice(1).of("1", "01", "01.lookup"))
                .isNotEqualTo(CaseSeeds.practice(2).of("1", "01", "01.lookup"));
    }
}
