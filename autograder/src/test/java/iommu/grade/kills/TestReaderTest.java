package iommu.grade.kills;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.grade.KitCommand;
import iommu.grade.intake.TestFile;
import iommu.grade.judge.Suite;
import iommu.grade.labs.Lab;
import iommu.grade.labs.Manifest;
import iommu.grade.verdict.TestsResult.Refusal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a learner's test must not be: unreadable, endless, of another room, or harder on units than the architecture is. */
class TestReaderTest {

    private static final Manifest MANIFEST = Manifest.read(Manifest.below(KitCommand.home()));
    private static final String WALK = "vtd 1\nroom walk\n";
    private static final String LARGE = "map 00:03.0 did=1 iova=0x200000 gpa=0x600000 size=2M rw\n";
    private static final String CACHED = "vtd 1\nroom iotlb\nfill 00:03.0 did=1 iova=0x1000 size=4K gpa=0x5000 rw\n";

    private static ReadTest read(String lab, String text) {
        return new TestReader(MANIFEST.lab(lab).orElseThrow(), KitRuns.none()).read(new TestFile("mine.vtd", text, Optional.empty()));
    }

    private static void fits(String lab, String text) {
        assertThat(read(lab, text)).as(text).isInstanceOf(ReadTest.Ready.class);
    }

    private static Refusal refused(String lab, String text) {
        assertThat(read(lab, text)).as(text).isInstanceOf(ReadTest.Refused.class);
        return ((ReadTest.Refused) read(lab, text)).why();
    }

    @Test
    void anUnknownWordIsSaidWithLineAndColumn() {
        Refusal why = refused("02", WALK + "walk 00:03.0 wonk 0x1000 => expect mapped\n");
        assertThat(why.at("mine.vtd")).startsWith("mine.vtd:3:14: ").contains("wonk");
        assertThat(refused("02", "").at("mine.vtd")).startsWith("mine.vtd:1:1: ");
        assertThat(refused("02", WALK + "walk 00:03.0 read 0x1000 => expect mapped").at("mine.vtd")).startsWith("mine.vtd:3:");
    }

    @Test
    void junkOfAnyKindIsRefusedInOneLine() {
        for (String junk : new String[] {"\0\0\0", "\u001b[31mvtd", "vtd 1\nroom\n", "x".repeat(60_000), "vtd 1\n" + "=> ".repeat(9_000),
            "vtd 99999999999999999999\n", "vtd 1\nroom walk\nmap 00:03.0 did=1 iova=0xFFFFFFFFFFFFF000 gpa=0 pages=4 rw\nwalk 00:03.0 read 0 => forbid mapped"}) {
            Refusal why = refused("02", junk);
            assertThat(why.sentence()).isNotBlank().hasSizeLessThan(500).doesNotContain("\n", "\u001b", "Exception");
        }
    }

    @Test
    void aFileThatCouldNotBeReadSaysWhy() {
        ReadTest read = new TestReader(MANIFEST.lab("02").orElseThrow(), KitRuns.none()).read(new TestFile("a.vtd", "", Optional.of("is too large")));
        assertThat(((ReadTest.Refused) read).why().at("a.vtd")).isEqualTo("a.vtd: is too large");
    }

    @Test
    void whatIsTooMuchIsSaidBeforeItIsTried() {
        assertThat(refused("02", "#\n".repeat(101)).sentence()).contains("101 lines");
        assertThat(refused("02", WALK + "map 00:03.0 did=1 iova=0 gpa=0x1000000 pages=4096 rw\n".repeat(90)).at("m"))
                .startsWith("m:3: ").contains("1024 pages");
        assertThat(refused("07", "vtd 1\nroom driver\ndrive unmap did=1 iova=0 size=0x10000000000 => expect acts waits=0").sentence())
                .contains("1024 pages");
    }

    @Test
    void aTestOfAnotherRoomOrOfNothingIsNone() {
        assertThat(refused("01", WALK + LARGE + "walk 00:03.0 read 0x200000 => expect 0x600000 rw").sentence())
                .contains("lab 01 is about the room context");
        assertThat(refused("02", WALK + LARGE + "walk 00:03.0 read 0x200000\n").sentence()).contains("expects nothing");
    }

    @Test
    void anExpectationThatTheLawContradictsNamesLineAndWhatIsAllowed() {
        Refusal why = refused("02", WALK + LARGE + "walk 00:03.0 read 0x200000 => expect fault READ_DENIED");
        assertThat(why.at("mine.vtd")).startsWith("mine.vtd:4: rejects a right unit").contains("expect fault READ_DENIED", "allowed is 0x600000 rw");
    }

    @ParameterizedTest
    @ValueSource(strings = {"expect 0x600000 rw", "expect mapped", "expect 0x600000 rw size<=2M", "forbid fault READ_DENIED", "allow 0x600000"})
    void whateverEveryRightWalkAnswersMayBeExpected(String written) {
        fits("02", WALK + LARGE + "walk 00:03.0 read 0x200000 => " + written);
    }

    @ParameterizedTest
    @ValueSource(strings = {"expect 0x600000 rw size=2M", "expect 0x600000 rw via=0x1200000,0x1201000,0x1202000"})
    void whatOnlyTheContractAsksRejectsRightWalks(String written) {
        assertThat(refused("02", WALK + LARGE + "walk 00:03.0 read 0x200000 => " + written).sentence()).startsWith("rejects a right unit");
    }

    @Test
    void theHoleOfAFaultIsTheContractsAffair() {
        fits("02", WALK + LARGE + "walk 00:03.0 read 0x500000 => expect fault READ_DENIED");
        refused("02", WALK + LARGE + "walk 00:03.0 read 0x500000 => expect fault READ_DENIED level=2 hole=2M");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {"allow miss, 0x5000 rw did=1", "forbid 0x6000", "forbid fault READ_DENIED did=1"})
    void ofACacheAMissIsAlwaysAmongWhatIsAllowed(String written) {
        fits("04", CACHED + "lookup 00:03.0 0x1000 => " + written);
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {"expect 0x5000 rw did=1; rejects a right unit", "forbid miss; rejects a right unit",
        "allow miss, 0x5000 rw did=1, 0x6000; never allowed"})
    void aHitCantBeDemandedNorWhatNobodyMayAnswerBeAllowed(String written, String says) {
        assertThat(refused("04", CACHED + "lookup 00:03.0 0x1000 => " + written).sentence()).contains(says);
    }

    @Test
    void ofARoomThatIsJudgedAsItGoesEveryWayOfTheReferenceMustMeetIt() {
        String twice = "vtd 1\nroom faults\nunit fault-records=4\n" + "fault 00:03.0 read 0x1000 READ_DENIED\n".repeat(2);
        for (String oneWay : new String[] {"pending=0", "pending=0,1"}) {
            assertThat(refused("03", twice + "status => expect " + oneWay).at("m")).startsWith("m:6: rejects a right unit");
        }
        fits("03", twice + "status => forbid pending=-");
        fits("03", "vtd 1\nroom faults\nunit fault-records=4\nfault 00:03.0 read 0x1000 READ_DENIED\nstatus => expect pending=0 first=0");
    }

    @Test
    void aRunThatTheKitBringsIsNobodysTestWhateverIsExpectedOfIt() throws IOException {
        Lab lab = MANIFEST.lab("02").orElseThrow();
        Path labs = KitCommand.home().resolve("labs");
        String brought = Files.readString(labs.resolve("lab02-walk/scenarios/02.rights/of-the-leaf.vtd"));
        TestReader reader = new TestReader(lab, KitRuns.of(Suite.practice(labs, MANIFEST, 1), lab));
        ReadTest copied = reader.read(new TestFile("mine.vtd", "# mine, all mine\n" + brought.replaceFirst("=>.*", ""), Optional.empty()));
        assertThat(((ReadTest.Refused) copied).why().sentence()).contains("lab02-walk/scenarios/02.rights/of-the-leaf.vtd", "write one of your own");
        assertThat(reader.read(new TestFile("mine.vtd", brought + "walk 00:03.0 read 0x1000 => forbid 0x666000", Optional.empty())))
                .isInstanceOf(ReadTest.Ready.class);
    }
}
