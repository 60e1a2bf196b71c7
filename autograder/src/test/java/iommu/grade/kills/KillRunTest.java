package iommu.grade.kills;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.grade.KitCommand;
import iommu.grade.confidence.Subject;
import iommu.grade.confidence.Subjects;
import iommu.grade.intake.TestFile;
import iommu.grade.judge.Rooms;
import iommu.grade.judge.Suite;
import iommu.grade.judge.Trials;
import iommu.grade.labs.Lab;
import iommu.grade.labs.Manifest;
import iommu.grade.sandbox.Sandbox;
import iommu.grade.verdict.TestsResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests of learners on some of the kit's seeded bugs and equivalents, in the sandbox. */
class KillRunTest {

    private static final Manifest MANIFEST = Manifest.read(Manifest.below(KitCommand.home()));
    private static final String CONTEXT = "vtd 1\nroom context\nattach 80:03.0 did=5\nattach 00:03.0 did=6\n";
    private static final TestFile BUS = test("bus.vtd", CONTEXT + "context 80:03.0 => expect did=5 levels=4\n");
    private static final TestFile IDLE = test("idle.vtd", CONTEXT + "context 00:03.0 => expect did=6\n");

    @TempDir
    private static Path scratch;
    private static Sandbox sandbox;
    private static Trials trials;

    @BeforeAll
    static void open() throws IOException {
        sandbox = Sandbox.best();
        trials = new Trials(new Rooms(sandbox), scratch);
    }

    @AfterAll
    static void close() {
        trials.close();
        sandbox.close();
    }

    private static TestFile test(String name, String text) {
        return new TestFile(name, text, Optional.empty());
    }

    private static Map<String, TestsResult> run(String only, KillLedger ledger, List<Integer> steps, Map<String, List<TestFile>> tests)
            throws IOException, InterruptedException {
        Lab lab = MANIFEST.lab(only.substring(0, 2)).orElseThrow();
        Subjects subjects = new Subjects(KitCommand.home(), MANIFEST, only);
        return new KillRun(subjects, SubjectClasses.unkept(subjects, trials), trials, new KillRun.Terms(ledger, 2, "this",
                Suite.practice(KitCommand.home().resolve("labs"), MANIFEST, 1)))
                .run(lab, tests, () -> steps.add(1));
    }

    private static TestsResult run(String only, TestFile... tests) throws IOException, InterruptedException {
        return run(only, KillLedger.none(), new ArrayList<>(), Map.of("amy", List.of(tests))).get("amy");
    }

    @Test
    void aBugIsExposedByATestThatItFailsAndByNoOther() throws Exception {
        TestsResult result = run("01/bus-", IDLE, BUS);
        assertThat(result.bugs()).isEqualTo(2);
        assertThat(result.stages()).containsOnly(1);
        assertThat(result.tests().get(0).exposes()).isEmpty();
        assertThat(result.tests().get(1).exposes()).containsExactly(1, 2);
        assertThat(result.exposed()).isEqualTo(2);
        assertThat(result.refused()).isZero();
        assertThat(result.host()).isEmpty();
    }

    @Test
    void twoLearnersArePlayedInOneProcessEachAndWhatIsKnownIsNotPlayedAgain(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("tests.jsonl");
        List<Integer> steps = new ArrayList<>();
        Map<String, List<TestFile>> tests = Map.of("amy", List.of(BUS), "bob", List.of(IDLE));
        Map<String, TestsResult> first = run("01/bus-", KillLedger.open(file), steps, tests);
        assertThat(first.get("amy").exposed()).isEqualTo(2);
        assertThat(first.get("bob").exposed()).isZero();
        assertThat(steps).hasSize(2);
        String known = Files.readString(file);
        Files.writeString(file, "{\"key\":\"cut sho", StandardOpenOption.APPEND);
        assertThat(run("01/bus-", KillLedger.open(file), steps, tests)).isEqualTo(first);
        assertThat(Files.readString(file).lines().filter(l -> l.endsWith("}")).toList()).containsExactlyElementsOf(known.lines().toList());
        assertThat(known).doesNotContain("bus-as-a-boolean", "bus-cut");
    }

    @Test
    void aBugOfTheContractAloneIsARightUnitAndNoneOfThoseThatCount() throws Exception {
        Lab lab = MANIFEST.lab("02").orElseThrow();
        List<Subject> all = new Subjects(KitCommand.home(), MANIFEST, "").of(lab);
        SeededBugs counted = SeededBugs.of(lab, all);
        assertThat(counted.stages()).isSorted().doesNotContain(6).hasSizeLessThan((int) all.stream().filter(Subject::isBug).count());
        assertThat(counted.bugs()).extracting(Subject::id).isNotEqualTo(counted.bugs().stream().map(Subject::id).sorted().toList());
    }

    @Test
    void aTestThatAnotherRightRoomFailsCountsForNothing() throws Exception {
        // What a cleared record keeps is nobody's business; only a room of another shape shows it.
        TestFile strict = test("strict.vtd", "vtd 1\nroom faults\nunit fault-records=2\nfault 00:01.0 read 0x1000 READ_DENIED\n"
                + "clear-record 0\nstatus => expect pending=- record0=0x1000:0x4000000600000008\n");
        TestsResult result = run("03/clears-the-whole", strict);
        assertThat(result.tests().getFirst().refusal().orElseThrow().at("strict.vtd")).startsWith("strict.vtd:6: rejects a right unit")
                .contains("record0=0x1000:0x4000000600000008");
    }
}
