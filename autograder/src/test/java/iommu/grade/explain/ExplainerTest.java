package iommu.grade.explain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iommu.arch.FaultReason;
import iommu.grade.KitCommand;
import iommu.grade.intake.UsageException;
import iommu.grade.judge.Lawbook;
import iommu.scenario.Scenario;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is said of an access: caches, entries, fields, rule, outcome; and of which access. */
class ExplainerTest {

    private static final String RUN = """
            vtd 1
            unit   aw=48 caching-mode=off coherent=on
            map    00:03.0 did=1 iova=0x1000 gpa=0x200000 rw
            map    00:03.0 iova=0x40000000 gpa=0x80000000 size=2M r
            root
            dma    00:03.0 read 0x1010
            te on
            dma    00:03.0 read 0x1010
            dma    00:03.0 write 0x40012345
            unmap  00:03.0 iova=0x1000
            dma    00:03.0 read 0x1010
            invalidate iotlb page did=1 iova=0x1000
            dma    00:03.0 read 0x1010
            dma    00:04.0 read 0x1010
            dma    00:03.0 write 0xfee00000
            """;

    private static Explanation explain(String text, int line) {
        return new Explainer(Lawbook.prepare(Scenario.parse("t.vtd", text)))
                .explain(line == 0 ? OptionalInt.empty() : OptionalInt.of(line));
    }

    private static String told(int line) {
        return explain(RUN, line).picture().text();
    }

    @Test
    void aMissReadsRootContextAndEveryLevelWithTheirFields() {
        assertThat(told(8)).containsSubsequence("IOTLB: miss", "context cache: miss", "root entry at",
                "P=1  CTP=0x1001000", "§9.1",
                "context entry at", "FPD=0  TT=0 (untranslated only)", "AW=2 (4 levels)  DID=1", "§9.3",
                "level 4 second-stage entry", "R=1  W=1  PS=0  SNP=0", "level 3", "level 2", "level 1",
                "the leaf of a page of 4 KiB",
                "=>   0x200010", "+ 0x10");
    }

    @Test
    void aContextHitReadsNoRootAndNamesTheLineThatFilledIt() {
        assertThat(told(9)).containsSubsequence("context cache: hit", "filled by line 8", "level 4", "level 2",
                "W=0  PS=1", "§3.7.1",
                "fault WRITE_DENIED (LGN.2, 05h)", "every address in the same 2 MiB").doesNotContain("root entry");
    }

    @Test
    void aStaleHitShowsItsTagsAndWhatTheTablesSayNow() {
        assertThat(told(11)).containsSubsequence("IOTLB: hit", "0x1000 -> 0x200000", "domain 1", "filled by line 8",
                "=>   0x200010",
                "the tables as they are now", "R=0  W=0", "fault READ_DENIED");
        assertThat(explain(RUN, 11).remarks()).anyMatch(r -> r.startsWith("allowed") && r.contains(", or "));
    }

    @Test
    void afterTheInvalidationTheTablesAreRead() {
        assertThat(told(13)).contains("IOTLB: miss").containsSubsequence("R=0  W=0", "=x   fault READ_DENIED");
    }

    @Test
    void anAbsentDeviceEndsAtItsContextEntry() {
        assertThat(told(14)).containsSubsequence("context entry at 0x1001200", "P=0", "§9.3",
                "fault CONTEXT_NOT_PRESENT (LCT.2, 02h)")
                .doesNotContain("level 4");
    }

    @Test
    void translationOffAndInterruptMessagesReadNothing() {
        assertThat(told(6)).contains("GSTS.TES=0", "=>   0x1010", "§4.2.1").doesNotContain("entry at");
        assertThat(told(15)).contains("=>   0xfee00000", "§3.15").doesNotContain("entry at");
    }

    @Test
    void withoutALineItIsTheLastOneThatFailsElseTheLast() {
        assertThat(explain(RUN, 0).line()).isEqualTo(15);
        String failing = RUN.replaceFirst("write 0x40012345", "write 0x40012345 => expect 0x80012345")
                .replaceFirst("00:04.0 read 0x1010", "00:04.0 read 0x1010 => expect fault CONTEXT_NOT_PRESENT");
        assertThat(explain(failing, 0).line()).isEqualTo(9);
        assertThat(explain(failing, 0).remarks()).anyMatch(r -> r.endsWith("NOT MET"));
    }

    @Test
    void aLineWithoutAnAccessIsNamedBesideThoseThatHaveOne() {
        assertThatThrownBy(() -> explain(RUN, 3)).isInstanceOf(UsageException.class).hasMessageContaining("6, 8, 9, 11");
        assertThatThrownBy(() -> explain("vtd 1\nroot\n", 0)).isInstanceOf(UsageException.class);
    }

    private static String told(String name, int line) throws IOException {
        try (InputStream in = ExplainerTest.class.getResourceAsStream(name)) {
            return explain(new String(in.readAllBytes(), StandardCharsets.UTF_8), line).picture().text();
        }
    }

    @Test
    void aNestedWalkTellsEveryEntryOfBothStagesAndTheFlagsItSets() throws IOException {
        assertThat(told("stages.vtd", 28)).containsSubsequence("context cache: miss", "scalable root entry",
                "LP=1  LCTP=0x3000000",
                "scalable context entry", "PASIDE=1", "RID_PASID=0x1", "IOTLB: miss", "PASID cache: miss",
                "PASID directory entry",
                "SMPTBLPTR=0x3002000", "PASID table entry", "PGTT=3 (nested)", "DID=5",
                "  -> level 4 second-stage entry", "  -> level 3 second-stage entry", "a page of 1 GiB",
                "->   level 4 first-stage entry",
                "->   level 1 first-stage entry at 0x3203028", "R/W=1  U/S=1", "  -> level 4 second-stage entry",
                "sets A in the entry at 0x3200000", "sets A, D in the entry at 0x3203028", "=>   0x5000010");
    }

    @Test
    void oneStageAloneAndPassThroughAreTold() throws IOException {
        assertThat(told("stages.vtd", 29)).containsSubsequence("context cache: hit", "PGTT=2 (second stage)",
                "->   level 1 second-stage",
                "=>   0x6000008").doesNotContain("first-stage entry at");
        assertThat(told("stages.vtd", 31)).containsSubsequence("PGTT=4 (pass-through)", "=>   0x77000", "§3.9");
        assertThat(told("stages.vtd", 34)).containsSubsequence("IOTLB: hit", "PASID 0x1 and domain 5", "=>   0x5000018",
                "the tables as they are now", "=>   0x5000018");
    }

    @Test
    void faultsOfScalableModeEndWhereTheyArise() throws IOException {
        assertThat(told("stages.vtd", 30)).containsSubsequence("an entry that does not answer this", "PASID cache: hit",
                "fault SCALABLE_WRITE_DENIED (SGN.6, 85h)");
        assertThat(told("stages.vtd", 32)).containsSubsequence("U/S=0", "§3.6.1", "fault SUPERVISOR_PAGE");
        assertThat(told("stages.vtd", 33)).containsSubsequence("PASID table entry at 0x3002240", "P=0", "§9.6",
                "PASID_ENTRY_NOT_PRESENT");
        assertThat(told("stages.vtd", 35)).containsSubsequence("scalable context entry", "P=0", "SCALABLE_CONTEXT_NOT_PRESENT");
        assertThat(told("stages.vtd", 36)).containsSubsequence("context cache: hit", "PASID_EQUALS_RID_PASID", "§9.4");
    }

    @Test
    void translationRequestsEndWithWhatTheDeviceIsTold() {
        String ats = """
                vtd 1
                unit   device-tlb=on
                map    00:03.0 did=1 iova=0x1000 gpa=0x200000 r
                attach 00:04.0 did=2 type=device-tlb
                map    00:04.0 iova=0x1000 gpa=0x300000 rw
                dma    00:03.0 write 0x1000 translation
                dma    00:04.0 write 0x1000 translation
                dma    00:04.0 read 0x300000 translated
                """;
        assertThat(explain(ats, 6).picture().text()).containsSubsequence("IOTLB: not asked", "TT=0 (untranslated only)",
                "REQUEST_TYPE_BLOCKED (LCT.5, 0Dh): unsupported request", "§9.3");
        assertThat(explain(ats, 7).picture().text()).containsSubsequence("level 1", "=>   0x300000, 4 KiB, rights rw", "§4.1");
        assertThat(explain(ats, 8).picture().text()).contains("=>   0x300000", "§4.2.3");
    }

    @Test
    void interruptsAreToldByTheirEntry() throws IOException {
        assertThat(told("interrupts.vtd", 7)).contains("GSTS.IRES=0", "the message goes on as it is");
        assertThat(told("interrupts.vtd", 11)).containsSubsequence("4 entries at 0x3000000", "A  handle",
                "interrupt-remapping entry",
                "V=0x4f", "DM=1  RH=1", "SVT=1", "vector 0x4f to APIC 0x1");
        assertThat(told("interrupts.vtd", 12)).containsSubsequence("SID=0x18", "§5.1.4", "fault INTERRUPT_SOURCE_INVALID");
        assertThat(told("interrupts.vtd", 14)).containsSubsequence("posted-interrupt entry", "IM=1",
                "posted into the descriptor at 0x3001000");
        assertThat(told("interrupts.vtd", 15)).contains("INTERRUPT_INDEX_BEYOND_TABLE", "§5.1.3").doesNotContain("entry at");
        assertThat(told("interrupts.vtd", 18)).containsSubsequence("interrupt-entry cache", "vector 0x4f",
                "the table as it is now", "P=0",
                "INTERRUPT_ENTRY_NOT_PRESENT");
    }

    @Test
    void roomsAreExplainedThroughTheirSeamsToo() {
        assertThat(explain("vtd 1\nroom walk\nmap 00:03.0 did=1 iova=0x1000 gpa=0x200000 r\nwalk 00:03.0 read 0x1008\n", 0)
                .picture().text()).contains("level 1", "=>   0x200008");
        assertThat(explain("vtd 1\nroom context\nattach 00:03.0 did=1\ncontext 00:03.0\n", 0).picture().text())
                .contains("root entry", "context entry", "domain 1, 4 levels");
        assertThat(explain("vtd 1\nroom iotlb\nfill 00:03.0 did=1 iova=0x1000 size=4K gpa=0x2000 rw\nlookup 00:03.0 0x1000\n", 0)
                .picture().text()).contains("+  fill", "?  lookup");
    }

    @ParameterizedTest
    @EnumSource(FaultReason.class)
    void everyReasonToBlockHasASentenceWithItsSection(FaultReason reason) {
        assertThat(Rules.of(reason)).matches("§\\d+(\\.\\d+)*[:,].*\\.").hasSizeLessThan(200);
    }

    @TestFactory
    Stream<DynamicTest> everyScenarioOfTheKitCanBeExplained() throws IOException {
        try (Stream<Path> files = Files.walk(KitCommand.home().resolve("labs"))) {
            return files.filter(f -> f.toString().endsWith(".vtd") && !f.toString().contains("/target/")).sorted()
                    .toList().stream()
                    .map(file -> DynamicTest.dynamicTest(file.getFileName().toString(), () -> {
                        Explanation last = explain(read(file), 0);
                        assertThat(last.picture().text()).isNotBlank();
                        assertThat(last.picture().svg()).startsWith("<svg");
                    }));
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
