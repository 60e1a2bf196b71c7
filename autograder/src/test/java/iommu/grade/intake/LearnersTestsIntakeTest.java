package iommu.grade.intake;

import static iommu.grade.intake.Given.CACHE;
import static iommu.grade.intake.Given.CONTEXT;
import static iommu.grade.intake.Given.MANIFEST;
import static iommu.grade.intake.Given.WALK;
import static iommu.grade.intake.Given.file;
import static iommu.grade.intake.Given.received;
import static iommu.grade.intake.Given.refused;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tests that learners send with their sources: scenarios in a lab's folder {@code tests}. */
class LearnersTestsIntakeTest {

    private static final String TEST = "vtd 1\r\nroom walk\n";

    @TempDir
    private Path sent;

    private List<TestFile> tests(String lab) {
        return received(sent).tests().get(lab);
    }

    @Test
    void theyBelongToTheLabInWhoseFolderTheyLie() throws IOException {
        file(sent, "work/lab02-walk/src/main/java/lab02/SecondStageWalk.java", WALK);
        file(sent, "work/lab04-iotlb/src/main/java/lab04/TaggedCache.java", CACHE);
        file(sent, "work/lab02-walk/tests/b.vtd", TEST);
        file(sent, "work/lab02-walk/tests/a.VTD", TEST);
        file(sent, "lab04/tests/c.vtd", "\uFEFFvtd 1\n");
        file(sent, "tests/whose.vtd", TEST);
        file(sent, "work/lab02-walk/tests/README.md", "not a test");
        file(sent, "work/lab02-walk/counterexamples/02.rights.vtd", TEST);
        assertThat(received(sent).tests()).containsOnlyKeys("02", "04");
        assertThat(tests("02")).extracting(TestFile::name).containsExactly("a.VTD", "b.vtd");
        assertThat(tests("04").getFirst().text()).isEqualTo("vtd 1\n");
        assertThat(tests("02").getFirst().text()).isEqualTo("vtd 1\nroom walk\n");
        assertThat(received(sent).notes()).anySatisfy(note -> assertThat(note).contains("whose tests they are", "tests/whose.vtd"))
                .anySatisfy(note -> assertThat(note).contains("README.md", "counterexamples/02.rights.vtd"));
    }

    @Test
    void thoseThatLieInNoLabsFolderBelongToTheOnlyLabThatWasSent() throws IOException {
        file(sent, "src/RootAndContextLookup.java", CONTEXT);
        file(sent, "tests/a.vtd", TEST);
        assertThat(tests("01")).hasSize(1);
    }

    @Test
    void theyAreNotInTheReceiptOfTheSources() throws IOException {
        file(sent, "lab02/SecondStageWalk.java", WALK);
        String without = received(sent).receipt();
        file(sent, "lab02/tests/a.vtd", TEST);
        assertThat(received(sent).receipt()).isEqualTo(without);
        assertThat(Receipt.ofTests(tests("02"))).isNotEqualTo(Receipt.ofTests(List.of()));
    }

    @Test
    void whatCantBeATestIsOneOfThemWithAFault() throws IOException {
        file(sent, "lab02/SecondStageWalk.java", WALK);
        file(sent, "lab02/tests/huge.vtd", "#".repeat(TestFile.LARGEST + 1));
        file(sent, "lab02/tests/junk.vtd", new byte[] {'v', 't', 'd', '\n', (byte) 0xFF, (byte) 0xFE});
        file(sent, "lab02/tests/😀\u202E.vtd", TEST);
        assertThat(tests("02")).extracting(t -> t.name() + " " + t.fault().orElse("")).containsExactly(
                "huge.vtd is larger than 64 KiB", "junk.vtd is not UTF-8 text (line 2)", "😀\\u{202e}.vtd ");
    }

    @Test
    void soManyAreJudgedAndTheNextSaysThatItIsOneTooMany() throws IOException {
        file(sent, "lab02/SecondStageWalk.java", WALK);
        for (int i = 0; i < TestFile.MOST + 5; i++) {
            file(sent, "lab02/tests/t%03d.vtd".formatted(i), TEST);
        }
        assertThat(tests("02")).hasSize(TestFile.MOST + 1);
        assertThat(tests("02").getLast().fault().orElseThrow()).contains("one of 45 tests", "first 40");
        assertThat(tests("02").subList(0, TestFile.MOST)).allMatch(t -> t.fault().isEmpty());
    }

    @Test
    void aFloodOfThemIsLeftOutAndDoesNoHarm() throws IOException {
        file(sent, "lab02/SecondStageWalk.java", WALK);
        for (int i = 0; i < Limits.TESTS + 20; i++) {
            file(sent, "lab02/tests/t%04d.vtd".formatted(i), "");
        }
        assertThat(tests("02")).hasSize(TestFile.MOST + 1);
        assertThat(received(sent).labs().get("02").rejection()).isEmpty();
    }

    @Test
    void aLinkAmongThemIsNotFollowed() throws IOException {
        file(sent, "lab02/SecondStageWalk.java", WALK);
        Files.createDirectories(sent.resolve("lab02/tests"));
        Files.createSymbolicLink(sent.resolve("lab02/tests/a.vtd"), file(sent, "elsewhere.vtd", TEST));
        assertThat(refused(sent)).contains("lab02/tests/a.vtd is a symbolic link");
        assertThatExceptionOfType(UsageException.class).isThrownBy(() -> new Intake(MANIFEST)
                .tests(MANIFEST.lab("02").orElseThrow(), sent.resolve("lab02"))).withMessageContaining("tests/a.vtd is a symbolic link");
        Files.move(sent.resolve("lab02/tests"), sent.resolve("elsewhere"));
        Files.createSymbolicLink(sent.resolve("lab02/tests"), sent.resolve("elsewhere"));
        assertThatExceptionOfType(UsageException.class).isThrownBy(() -> new Intake(MANIFEST)
                .tests(MANIFEST.lab("02").orElseThrow(), sent.resolve("lab02"))).withMessageContaining("is a link or a file");
    }

    @Test
    void packingTakesThemAndTheZipSaysTheSameAsTheFolder() throws IOException {
        file(sent, "work/lab02-walk/src/main/java/lab02/SecondStageWalk.java", WALK);
        file(sent, "work/lab02-walk/tests/a.vtd", TEST);
        file(sent, "work/lab02-walk/tests/README.md", "no test");
        Path zip = sent.resolve("amy.zip");
        Submission packed = new Packer(MANIFEST).pack(sent, List.of("02"), zip);
        assertThat(packed.notes()).isEmpty();
        assertThat(packed.tests()).isEqualTo(received(sent.resolve("work")).tests()).containsOnlyKeys("02");
        file(sent, "work/lab02-walk/tests/huge.vtd", new String(new char[TestFile.LARGEST + 1]).getBytes(StandardCharsets.UTF_8));
        assertThatExceptionOfType(UsageException.class).isThrownBy(() -> new Packer(MANIFEST).pack(sent, List.of("02"), zip))
                .withMessageContaining("huge.vtd is larger than 64 KiB");
    }
}
