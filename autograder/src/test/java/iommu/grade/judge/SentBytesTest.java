package iommu.grade.judge;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.FaultReason;
import iommu.arch.stimulus.Answer;
import iommu.grade.KitCommand;
import iommu.grade.intake.LabSources;
import iommu.grade.intake.Submission;
import iommu.grade.labs.Group;
import iommu.grade.labs.Lab;
import iommu.grade.labs.Manifest;
import iommu.grade.proof.Samples;
import iommu.grade.sandbox.Outcome;
import iommu.grade.sandbox.ProbeSession;
import iommu.grade.sandbox.Sandbox;
import iommu.probe.AnswerCodec;
import iommu.scenario.Room;
import iommu.scenario.Step;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No answer is among the bytes that a probe is sent: of every case of every group, on the real wire. */
class SentBytesTest {

    /** In bytes. A shorter answer, such as no effect or a small value, lies among any bytes. */
    private static final int SHORT = 12;

    /** In bytes: a request that goes on at an address. */
    private static final int OUTCOME = 10;

    @TempDir
    private static Path scratch;
    private static Manifest manifest;
    private static Suite suite;
    private static Sandbox sandbox;
    private static Rooms rooms;
    private static Map<String, Outcome> compiled;

    @BeforeAll
    static void compileTheReferencesRooms() throws IOException {
        manifest = Manifest.read(Manifest.below(KitCommand.home()));
        suite = Suite.practice(KitCommand.home().resolve("labs"), manifest, 1);
        sandbox = Sandbox.best();
        rooms = new Rooms(sandbox);
        Submission reference = Samples.reference(KitCommand.home(), manifest.labs());
        Map<Lab, LabSources> sources = new LinkedHashMap<>();
        manifest.labs().forEach(lab -> sources.put(lab, reference.labs().get(lab.number())));
        compiled = rooms.compile(sources, scratch);
    }

    @AfterAll
    static void close() {
        sandbox.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"00", "01", "02", "03", "04", "05", "06", "07", "09", "08", "10", "11"})
    void noExpectationAndNoAnswerIsSent(String number) {
        Lab lab = manifest.lab(number).orElseThrow();
        try (ProbeSession session = rooms.open(lab, ((Outcome.Compiled) compiled.get(lab.number())).classes())) {
            for (Group group : lab.groups()) {
                for (PreparedCase graded : suite.cases(lab, group)) {
                    judge(group, graded, sent(session, graded));
                }
            }
        }
    }

    private static void judge(Group group, PreparedCase graded, byte[] sent) {
        assertThat(sent).isNotEmpty();
        words(group, graded).forEach(word -> assertThat(contains(sent, word.getBytes(StandardCharsets.US_ASCII)))
                .as(graded.scenario().name() + " sends the word " + word).isFalse());
        answers(graded).forEach(answer -> assertThat(contains(sent, AnswerCodec.encode(answer)))
                .as(graded.scenario().name() + " sends the answer " + answer).isFalse());
    }

    private static byte[] sent(ProbeSession session, PreparedCase graded) {
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        session.tap(sent);
        session.serve(graded.begin().neighbours());
        session.startCase(graded.plan().capabilities(), graded.plan().capacity());
        for (Step step : graded.plan().steps()) {
            session.ask(step.stimulus());
        }
        return sent.toByteArray();
    }

    /** What a scenario, its expectations or the manifest call things. */
    private static Set<String> words(Group group, PreparedCase graded) {
        Set<String> words = new TreeSet<>(Set.of("expect", "allow", "forbid", "fault", group.id()));
        for (FaultReason reason : FaultReason.values()) {
            words.add(reason.name());
        }
        words.add(graded.scenario().name());
        return words;
    }

    /**
     * Every allowed answer but misses, and but what the run itself put into the cache; of a room that is judged as it goes
     * every answer of the reference that says anything. Of a unit its neighbours say much to it, but never how a request ends.
     */
    private static List<Answer> answers(PreparedCase graded) {
        List<Answer> answers = new ArrayList<>();
        if (graded.plan().room() == Room.UNIT) {
            UnitSets.of(graded.plan()).allowed().forEach(answers::addAll);
            answers.removeIf(answer -> AnswerCodec.encode(answer).length < OUTCOME);
        } else if (graded.plan().room().judgedAsItGoes()) {
            for (var reference : Reference.readings(graded.plan())) {
                graded.plan().steps().forEach(step -> answers.add(reference.apply(step.stimulus())));
            }
            answers.removeIf(answer -> AnswerCodec.encode(answer).length < SHORT);
        } else if (graded.plan().room() != Room.IOTLB) {
            Lawbook.LAW.members(graded.plan()).forEach(answers::addAll);
        }
        return answers;
    }

    private static boolean contains(byte[] all, byte[] part) {
        for (int i = 0; i + part.length <= all.length; i++) {
            if (Arrays.equals(all, i, i + part.length, part, 0, part.length)) {
                return true;
            }
        }
        return false;
    }
}
