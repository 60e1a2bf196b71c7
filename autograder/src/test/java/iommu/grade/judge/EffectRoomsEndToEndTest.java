package iommu.grade.judge;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import iommu.grade.KitCommand;
import iommu.grade.intake.SourceFile;
import iommu.grade.labs.Lab;
import iommu.grade.labs.Manifest;
import iommu.grade.proof.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A learner's room that is judged answer by answer, from the submission to the replay of its smallest failing run. */
class EffectRoomsEndToEndTest {

    @TempDir
    private Path folder;

    /** The reference's fault log, with one change. */
    private Path submission(String from, String to) throws IOException {
        Lab lab = Manifest.read(Manifest.below(KitCommand.home())).lab("03").orElseThrow();
        Path sources = Files.createDirectories(folder.resolve("sent/bob/lab03"));
        for (SourceFile source : Samples.reference(KitCommand.home(), List.of(lab)).labs().get("03").files()) {
            Files.writeString(sources.resolve(source.path()), source.text().replace(from, to));
        }
        return folder.resolve("sent/bob");
    }

    @Test
    void aBugIsFoundShrunkExplainedInWordsAndReplayed() throws IOException {
        Path bob = submission("event.serviced(); // §7.3", "//"); // never drops a message that it holds back
        KitCommand.Result graded = KitCommand.run("grade", bob.toString(), "--labs", "03", "--out", folder.resolve("out").toString());
        assertThat(graded.exit()).as(graded.err()).isZero();
        JsonNode groups = new ObjectMapper().readTree(folder.resolve("out/bob/result.json").toFile()).at("/labs/0/groups");
        for (JsonNode group : groups) {
            boolean guilty = group.get("id").asText().equals("03.event");
            assertThat(group.get("verdict").asText()).as(group.get("id").asText()).isEqualTo(guilty ? "failed" : "passed");
            if (guilty) {
                assertThat(group.at("/divergence/why").asText()).isNotEmpty().doesNotContain("SendMessage[");
                assertThat(group.get("message").asText()).contains("Not allowed: ", "Allowed is, for instance, ");
            }
        }
        Path smallest = folder.resolve("out/bob/03.event.vtd");
        List<String> lines = Files.readAllLines(smallest);
        assertThat(lines).hasSizeLessThanOrEqualTo(7).last().asString().contains("=> forbid ", "# ");
        replaysFailingAndEveryLineMatters(bob, smallest, lines);
        assertThat(Files.readString(folder.resolve("out/bob/report.html"))).contains("Allowed was, for instance");
    }

    private void replaysFailingAndEveryLineMatters(Path bob, Path smallest, List<String> lines) throws IOException {
        KitCommand.Result replayed = KitCommand.run("replay", smallest.toString(), "--room", bob.toString(), "--lab", "03");
        assertThat(replayed.exit()).as(replayed.out() + replayed.err()).isEqualTo(1);
        assertThat(replayed.out()).contains("because", "WRONG", "not allowed.");
        assertThat(KitCommand.run("replay", smallest.toString()).exit()).as("the reference keeps it").isZero();
        for (int i = 0; i < lines.size(); i++) {
            List<String> fewer = new ArrayList<>(lines);
            String gone = fewer.remove(i);
            Path file = Files.writeString(folder.resolve("fewer.vtd"), String.join("\n", fewer) + "\n");
            assertThat(KitCommand.run("replay", file.toString(), "--room", bob.toString(), "--lab", "03").exit())
                    .as("without " + gone).isNotEqualTo(1);
        }
    }

    @Test
    void aFileThatIsCalledAfterAGroupIsReplayedByWhatThatGroupAsks() throws IOException {
        Path bob = submission("pending = true; // §7.3: IP first", "// has no event yet");
        String run = "vtd 1\nroom faults\nfault 00:01.0 read 0x1000 READ_DENIED\nstatus\n";
        for (String name : List.of("03.records.vtd", "whole.vtd")) {
            Path file = Files.writeString(folder.resolve(name), run);
            assertThat(KitCommand.run("replay", file.toString(), "--room", bob.toString(), "--lab", "03").exit()).as(name)
                    .isEqualTo(name.startsWith("03") ? 0 : 1);
        }
    }

    @Test
    void aFileThatExpectsWhatTheReferenceDoesNotAnswerIsWrongItself() throws IOException {
        Path file = Files.writeString(folder.resolve("wrong.vtd"), """
                vtd 1
                room faults
                fault 00:01.0 read 0x1000 READ_DENIED
                status => expect pending=- conditions=overflow
                """);
        KitCommand.Result replayed = KitCommand.run("replay", file.toString());
        assertThat(replayed.exit()).as(replayed.out() + replayed.err()).isEqualTo(2);
        assertThat(replayed.out()).contains("1 expectations of the file are not what is allowed there");
    }

    @Test
    void everyCallUpToTheAskedOneIsTold() throws IOException {
        Path file = Files.writeString(folder.resolve("run.vtd"), """
                vtd 1
                room queue
                slot 0 context global
                queue on tail=1
                status => expect head=1
                """);
        KitCommand.Result explained = KitCommand.run("explain", file.toString());
        assertThat(explained.exit()).as(explained.err()).isZero();
        assertThat(explained.out()).containsSubsequence("slot 0 context global", "queue on tail=1", "context global", "status",
                "head=1", "the file  expect head=1   met");
    }

    @Test
    void aWholeMachineAnswersNoRegisterWrite() throws IOException {
        Path file = Files.writeString(folder.resolve("machine.vtd"), "vtd 1\nmmio write32 0x18 0x0 => expect nothing\n");
        KitCommand.Result replayed = KitCommand.run("replay", file.toString());
        assertThat(replayed.exit()).isEqualTo(2);
        assertThat(replayed.err()).contains("machine.vtd:2:", "nothing is answered here");
    }
}
