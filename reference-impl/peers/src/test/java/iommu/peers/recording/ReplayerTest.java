package iommu.peers.recording;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iommu.peers.recording.ReplayReport.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a replay compares: one wrong value of any kind is found, and one that only differs is told apart from it. */
class ReplayerTest {

    @TempDir
    private Path folder;

    private ReplayReport replay(String text) throws IOException {
        return Replayer.replay(Recorded.plain(folder, text));
    }

    private void wrong(Kind kind, String text, String saying) throws IOException {
        ReplayReport report = replay(text);
        assertThat(report.tally(kind).wrong()).as(report.text()).isPositive();
        assertThat(report.nothingWrong()).isFalse();
        assertThat(report.text()).contains(saying);
    }

    private void refuses(String text, String saying) throws IOException {
        Path file = Recorded.plain(folder, text);
        assertThatThrownBy(() -> Replayer.replay(file)).isInstanceOf(RecordingException.class).hasMessageContaining(saying);
    }

    private static void allEqual(ReplayReport report, Kind kind, int count) {
        assertThat(report.tally(kind).equal()).as(kind + "\n" + report.text()).isEqualTo(count);
        assertThat(report.tally(kind).compared()).as(kind + "\n" + report.text()).isEqualTo(count);
    }

    @Test
    void pagesOfEverySizeInSeveralDomainsTranslateAsRecorded() throws IOException {
        ReplayReport report = replay(Recorded.named("legacy"));
        allEqual(report, Kind.TRANSLATION, 9);
        assertThat(report.nothingWrong()).as(report.text()).isTrue();
    }

    @Test
    void anotherAddressOrPageSizeIsWrong() throws IOException {
        String text = Recorded.named("legacy");
        wrong(Kind.TRANSLATION, text.replace("T 00:05.00 5000 3000000 fff M", "T 00:05.00 5000 3001000 fff M"), "0x3000000");
        wrong(Kind.TRANSLATION, text.replace("40000000 1fffff M", "40000000 fff M"), "page of 0x1000");
    }

    @Test
    void aTranslationOfAPageThatIsNotMappedIsWrong() throws IOException {
        wrong(Kind.TRANSLATION, Recorded.named("legacy") + "T 00:04.00 9000 2000000 fff M\n", "fault READ_DENIED");
    }

    @Test
    void aStaleAnswerThatTheRecordedUnitDidNotGiveIsAllowedButDifferent() throws IOException {
        String stale = "M 1005028 2007003\nT 00:04.00 5000 2007000 fff H\n";
        ReplayReport report = replay(Recorded.named("legacy") + stale);
        assertThat(report.tally(Kind.TRANSLATION).allowed()).as(report.text()).isEqualTo(1);
        assertThat(report.tally(Kind.TRANSLATION).wrong()).isZero();
        assertThat(report.text()).contains("First allowed but different: translations", "0x2007000, or 0x2005000");
    }

    @Test
    void aUnitThatDroppedMoreThanItWasAskedIsFollowed() throws IOException {
        String dropped = "M 1005028 2007003\nT 00:04.00 5000 2007000 fff M\n";
        allEqual(replay(Recorded.named("legacy") + dropped), Kind.TRANSLATION, 10);
    }

    @Test
    void anEntryThatOutlivesItsInvalidationIsWrong() throws IOException {
        String text = Recorded.named("legacy").replace("T 00:04.00 5000 2005000 fff M", "T 00:04.00 5000 2000000 fff H");
        wrong(Kind.TRANSLATION, text, "allowed    0x2005000");
        wrong(Kind.TRANSLATION, text, "table      0x1001200 holds 0x302 0x1002001");
        wrong(Kind.TRANSLATION, text, "table      0x1005028 holds 0x2005003");
    }

    @Test
    void aDeniedAccessRetriedInPiecesIsRecordedOnceAndItsMessageSent() throws IOException {
        ReplayReport report = replay(Recorded.named("faults"));
        allEqual(report, Kind.FAULT, 6);
        allEqual(report, Kind.MESSAGE, 2);
        assertThat(report.nothingWrong()).as(report.text()).isTrue();
    }

    @Test
    void aFaultOfAnotherReasonIsWrong() throws IOException {
        wrong(Kind.FAULT, Recorded.named("faults").replace("F 28 2 9000 0", "F 28 6 9000 0"), "CONTEXT_NOT_PRESENT");
    }

    @Test
    void aFaultThatTheReferenceDoesNotHaveIsWrong() throws IOException {
        wrong(Kind.FAULT, Recorded.named("faults").replace("F 20 5 5008 1", "F 20 6 5008 0"), "0x2000008");
    }

    @Test
    void aRecordOfAnotherSourceReasonOrPageIsWrong() throws IOException {
        String text = Recorded.named("faults");
        wrong(Kind.REGISTER_READ, text.replace("R 228 8 80ffff0500000020", "R 228 8 80ffff0500000021"), "R 228 8");
        wrong(Kind.REGISTER_READ, text.replace("R 228 8 80ffff0500000020", "R 228 8 80ffff0600000020"), "R 228 8");
        wrong(Kind.REGISTER_READ, text.replace("R 22c 4 80ffff05", "R 22c 4 c0ffff05"), "R 22c 4");
        wrong(Kind.REGISTER_READ, text.replace("R 220 8 5000", "R 220 8 6000"), "R 220 8");
    }

    @Test
    void aMessageTooManyTooFewOrWithOtherDataIsWrong() throws IOException {
        String text = Recorded.named("faults");
        wrong(Kind.MESSAGE, text.replaceFirst("Q fee01004 21\n", ""), "recorded   sends no message");
        wrong(Kind.MESSAGE, text + "Q fee01004 21\n", "reference  sends no message");
        wrong(Kind.MESSAGE, text.replaceFirst("Q fee01004 21", "Q fee01004 22"), "data 0x21");
    }

    @Test
    void aRegisterReadThatDiffersNamesTheFields() throws IOException {
        String text = Recorded.named("legacy").replace("R 1c 4 c4000000", "R 1c 4 84000000");
        wrong(Kind.REGISTER_READ, text, "register GSTS: RTPS 0x0 against 0x1");
    }

    @Test
    void descriptorsThatAreMissingOrTooManyOrOfAnotherWidthAreNamed() throws IOException {
        String text = Recorded.named("legacy");
        refuses(text.replaceFirst("D 0 12\n", ""), "moves by 2 descriptors, and 1 are given");
        refuses(text.replaceFirst("D 0 12\n", "D 0 12\nD 0 12\n"), "moves by 2 descriptors, and 3 are given");
        refuses(text.replaceFirst("D 0 12\n", "D 0 12 0 0\n"), "IQA.DW is 0");
        refuses(text + "D 0 12\n", "no write of IQT submits");
        refuses(text.replaceFirst("W 88 4 20\n", "W 34 4 0\n"), "another register than IQT");
    }

    @Test
    void whatLiesBehindADescriptorThatStopsTheQueueNeedNotBeRecorded() throws IOException {
        String bad = "W 88 4 60\nD 0 1f\nR 34 4 10\nR 80 8 40\n";
        ReplayReport report = replay(Recorded.named("legacy") + bad);
        assertThat(report.nothingWrong()).as(report.text()).isTrue();
        refuses(Recorded.named("legacy") + bad.replace("D 0 1f", "D 0 12"), "moves by 2 descriptors, and 1 are given");
    }

    @Test
    void aRecordingThatEndsBehindATailButBeforeItsDescriptorsIsNamed() throws IOException {
        String text = Recorded.named("legacy");
        refuses(text.substring(0, text.indexOf("D 0 11")), "moves by 2 descriptors, and 0 are given");
    }

    @Test
    void theRingWrapsAround() throws IOException {
        StringBuilder text = new StringBuilder(Recorded.named("legacy"));
        int tail = 0x40;
        for (int i = 0; i < 600; i++) {
            tail = (tail + 16) % 4096;
            text.append("W 88 4 ").append(Integer.toHexString(tail)).append("\nD 0 12\n");
        }
        text.append("R 80 8 ").append(Integer.toHexString(tail)).append("\nM 1005028 2009003\nW 88 4 ")
                .append(Integer.toHexString(tail + 32)).append("\nD 5000 300f2\nD 103000000000004 200000025\n")
                .append("T 00:04.00 5000 2009000 fff H\n");
        allEqual(replay(text.toString()), Kind.TRANSLATION, 10);
    }

    @Test
    void aRecordingWithoutCapabilitiesOrWithImpossibleOnesIsRefused() throws IOException {
        refuses("", "before the guest reads CAP");
        refuses("R 8 8 d2008c222f0686\n", "before the guest reads ECAP");
        refuses("R 8 8 d20000000f0686\nR 10 8 f00f4a\n", "no unit of this kit");
    }

    @Test
    void capabilitiesMayBeReadInHalves() throws IOException {
        assertThat(replay("R 8 4 222f0686\nR c 4 d2008c\nR 10 8 f00f4a\nR 0 4 10\n").tally(Kind.REGISTER_READ).compared())
                .isEqualTo(4);
    }

    @Test
    void aPackedRecordingReplaysLikeThePlainOne() throws IOException {
        Path packed = Files.write(folder.resolve("made.events.gz"), Recorded.packed(Recorded.named("legacy")));
        assertThat(Replayer.replay(packed).text()).isEqualTo(replay(Recorded.named("legacy")).text());
    }

    @Test
    void scalableModeWithWideDescriptorsReplaysAndItsFaultsAreComparedByClass() throws IOException {
        ReplayReport report = replay(Recorded.named("scalable"));
        allEqual(report, Kind.TRANSLATION, 4);
        allEqual(report, Kind.FAULT, 3);
        allEqual(report, Kind.MESSAGE, 2);
        assertThat(report.nothingWrong()).as(report.text()).isTrue();
    }

    @Test
    void aFaultOfAnotherClassIsWrongInScalableModeToo() throws IOException {
        String text = Recorded.named("scalable");
        wrong(Kind.FAULT, text.replace("F 28 2 9000 0", "F 28 6 9000 0"), "SCALABLE_CONTEXT_NOT_PRESENT");
        wrong(Kind.REGISTER_READ, text.replace("R 228 8 c000000680000020", "R 228 8 c000000280000020"), "R 228 8");
        wrong(Kind.TRANSLATION, text.replace("40000000 1fffff M", "40000000 3fffffff M"), "page of 0x200000");
        wrong(Kind.TRANSLATION, text.replace("40000000 1fffff M", "41000000 1fffff M"), "table      0x1004008 holds 0x40000083");
    }

    @Test
    void anEntryThatOutlivesAnIgnoredDescriptorIsADepartureAndOneThatOutlivesAnotherIsWrong() throws IOException {
        String stale = "M 1005028 2006003\nW 88 4 100\nD 0 30026 0 0\nD 0 30017 0 0\nD 103f004 200000025 0 0\n"
                + "C hit\nT 00:04.00 5000 2005000 fff H\n";
        ReplayReport report = replay(Recorded.named("scalable") + stale);
        assertThat(report.tally(Kind.TRANSLATION).wrong()).as(report.text()).isZero();
        String removed = stale.replace("D 0 30017 0 0", "D 0 12 0 0").replace("D 0 30026 0 0", "D 0 12 0 0");
        wrong(Kind.TRANSLATION, Recorded.named("scalable") + removed, "2005000");
    }

    @Test
    void interruptsGoOutAsTheirEntrySays() throws IOException {
        ReplayReport report = replay(Recorded.named("interrupts"));
        allEqual(report, Kind.ENTRY, 2);
        assertThat(report.tally(Kind.INTERRUPT).equal()).as(report.text()).isEqualTo(3);
        assertThat(report.tally(Kind.INTERRUPT).allowed()).as("compatibility format").isEqualTo(1);
        assertThat(report.nothingWrong()).as(report.text()).isTrue();
    }

    @Test
    void anEntryThatTheRecordedUnitReadAgainIsReadAgain() throws IOException {
        String changed = "M 3e00010 10000310001\nI index 1 low 0x4ff00 high 0x10000310001\n"
                + "J (addr 0xfee00030, data 0x2) -> (addr 0xfee01000, data 0x4031)\n";
        ReplayReport report = replay(Recorded.named("interrupts") + changed);
        allEqual(report, Kind.ENTRY, 3);
        assertThat(report.nothingWrong()).as(report.text()).isTrue();
    }

    @Test
    void anotherEntryVectorDestinationOrTriggerIsWrong() throws IOException {
        String text = Recorded.named("interrupts");
        wrong(Kind.ENTRY, text.replace("index 1 low 0x4ff00", "index 1 low 0x4ff01"), "the entry lies at 0x3e00010");
        wrong(Kind.INTERRUPT, text.replace("data 0x4030)", "data 0x4031)"), "data 0x4030");
        wrong(Kind.INTERRUPT, text.replace("(addr 0xfee02000", "(addr 0xfee03000"), "to 0xfee02000");
        wrong(Kind.INTERRUPT, text.replace("data 0xc031)", "data 0x4031)"), "data 0xc031");
        wrong(Kind.INTERRUPT, text.replace("-> (addr 0xfee00000, data 0x0)", "-> (addr 0xfee00000, data 0x1)"), "unchanged");
    }

    @Test
    void anInterruptThroughAnEntryThatIsNotPresentIsWrong() throws IOException {
        wrong(Kind.INTERRUPT, Recorded.named("interrupts") + "J (addr 0xfee00070, data 0x0) -> (addr 0xfee02000, data 0x4000)\n",
                "INTERRUPT_ENTRY_NOT_PRESENT");
    }
}
