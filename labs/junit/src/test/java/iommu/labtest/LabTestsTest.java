package iommu.labtest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iommu.arch.Capabilities;
import iommu.arch.ContextResult;
import iommu.arch.DmaOutcome;
import iommu.arch.DmaRequest;
import iommu.arch.Effect;
import iommu.arch.Entry128;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.FaultRecord;
import iommu.arch.Gpa;
import iommu.arch.SourceId;
import iommu.arch.TableMemory;
import iommu.arch.Todo;
import iommu.arch.register.EventRegisters;
import iommu.arch.register.FaultCondition;
import iommu.arch.register.FaultStatus;
import iommu.arch.seam.ContextLookup;
import iommu.arch.seam.FaultLog;
import iommu.arch.seam.UnitPort;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import iommu.probe.RoomDriver;
import iommu.scenario.CaseJudges;
import iommu.scenario.Plan;
import iommu.scenario.Scenario;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

class LabTestsTest {

    private static final String ABSENT = """
            vtd 1
            # There is nothing on this bus (§9.1).
            room context

            context 05:00.0 => expect fault ROOT_NOT_PRESENT
            """;

    /** A room that finds nothing anywhere. */
    private record Nothing(FaultReason reason) implements ContextLookup {
        @Override
        public ContextResult lookUp(Gpa rootTable, SourceId source) {
            return Fault.of(reason);
        }
    }

    @TempDir
    private Path lab;

    /** A fault log in which nothing is ever pending. */
    private static final class Deaf implements FaultLog {
        @Override
        public List<Effect> record(FaultRecord fault) {
            return List.of();
        }

        @Override
        public List<Effect> report(FaultCondition condition) {
            return List.of();
        }

        @Override
        public List<Effect> clearRecord(int index) {
            return List.of();
        }

        @Override
        public List<Effect> clear(Set<FaultCondition> conditions) {
            return List.of();
        }

        @Override
        public List<Effect> program(EventRegisters event) {
            return List.of();
        }

        @Override
        public void translationDisabled() {
        }

        @Override
        public FaultStatus status() {
            return new FaultStatus(List.of(new Entry128(0, 0)), 0, Set.of(), false);
        }
    }

    @Test
    void aRoomOfEffectsIsHeldAgainstWhatTheFileExpects() throws Exception {
        write("scenarios/03.a/run.vtd", """
                vtd 1
                # It is recorded (§7.2.1).
                room faults
                unit fault-records=1
                status => expect pending=- ip=0
                fault 00:01.0 read 0x1000 READ_DENIED => expect nothing
                status => expect pending=0
                """);
        DynamicTest test = tests(LabTests.in(lab, plan -> RoomDriver.faults(unit -> new Deaf(), plan.capabilities())).toList().getFirst())
                .getFirst();
        assertThatThrownBy(() -> test.getExecutable().execute()).isInstanceOf(AssertionError.class)
                .hasMessageContaining("run.vtd:7").hasMessageContaining("answered  pending=- conditions=- ip=0")
                .hasMessageContaining("It is recorded");
    }

    /** Allows what the file does not, objects to it in turn, or can't tell. */
    public static final class OtherJudge implements CaseJudges {

        private static Optional<Run> run = Optional.empty();

        /** For the service. */
        public OtherJudge() {
        }

        @Override
        public Optional<Run> begin(String folder, Scenario scenario, Plan plan) {
            return run;
        }
    }

    private record Said(String objection, String silent) implements CaseJudges.Run {

        @Override
        public Optional<String> judge(int step, Answer answer) {
            return Optional.of(objection).filter(why -> !why.isEmpty());
        }

        @Override
        public Optional<String> silence() {
            return Optional.of(silent).filter(why -> !why.isEmpty());
        }
    }

    @Test
    void whoKnowsTheCaseJudgesItAndNotWhatIsWrittenInTheFile() throws Throwable {
        write("scenarios/01.a/run.vtd", ABSENT);
        Executable right = tests(LabTests.in(lab, answering(FaultReason.ROOT_NOT_PRESENT)).toList().getFirst()).getFirst().getExecutable();
        Executable other = tests(LabTests.in(lab, answering(FaultReason.CONTEXT_NOT_PRESENT)).toList().getFirst()).getFirst().getExecutable();
        withJudge(new Said("", ""), () -> {
            right.execute();
            other.execute();
        });
        withJudge(new Said("it must not", ""), () -> assertThatThrownBy(right::execute).isInstanceOf(AssertionError.class)
                .hasMessageContaining("run.vtd:5").hasMessageContaining("because   it must not"));
        withJudge(new Said("", "nobody knows"), () -> {
            assertThatThrownBy(right::execute).isInstanceOf(TestAbortedException.class).hasMessageContaining("nobody knows")
                    .hasMessageContaining("as in the run that is written down");
            assertThatThrownBy(other::execute).isInstanceOf(TestAbortedException.class).hasMessageContaining("may be right")
                    .hasMessageContaining("CONTEXT_NOT_PRESENT");
        });
        right.execute();
        assertThatThrownBy(other::execute).as("no judge knows it").isInstanceOf(AssertionError.class);
    }

    /** A judge with rooms of which nobody has heard more than that they are asked. */
    private record WithRooms(List<Stimulus> heard, String missing) implements CaseJudges.Run, CaseJudges.Neighbours {

        @Override
        public Optional<String> judge(int step, Answer answer) {
            return Optional.empty();
        }

        @Override
        public Optional<String> silence() {
            return gap();
        }

        @Override
        public Optional<CaseJudges.Neighbours> neighbours() {
            return Optional.of(this);
        }

        @Override
        public void step(Stimulus step) {
        }

        @Override
        public Answer call(Stimulus call) {
            heard.add(call);
            return missing.isEmpty() ? new Answer.Value(7) : new Answer.Broken(Answer.Breach.THREW, "");
        }

        @Override
        public Optional<String> gap() {
            return Optional.of(missing).filter(why -> !why.isEmpty() && !heard.isEmpty());
        }
    }

    @Test
    void aUnitHasTheRoomsOfItsJudgeAndIsNotPlayedWithoutOne() throws Throwable {
        write("scenarios/11.a/run.vtd", "vtd 1\nroom unit\nmmio read32 0x1c => expect 0x7\n");
        Executable test = tests(LabTests.in(lab, (plan, rooms) -> RoomDriver.unit((all, outside, unit) -> new ReadsAlone(all),
                plan.capabilities(), rooms.orElseThrow())).toList().getFirst()).getFirst().getExecutable();
        List<Stimulus> heard = new ArrayList<>();
        withJudge(new WithRooms(heard, ""), test);
        assertThat(heard).containsExactly(new Stimulus.RegisterRead(0x1C, 4));
        withJudge(new WithRooms(new ArrayList<>(), "nobody has asked that"), () -> assertThatThrownBy(test::execute)
                .isInstanceOf(TestAbortedException.class).hasMessageContaining("nobody has asked that"));
        assertThatThrownBy(test::execute).isInstanceOf(TestAbortedException.class).hasMessageContaining("the rooms of a unit answer here only in");
    }

    @Test
    void whatALearnerWritesMustBeSoEvenIfTheJudgeWouldAllowMore() throws Throwable {
        write("scenarios/11.a/run.vtd", "vtd 1\nroom unit\nmmio read32 0x1c => expect 0x8\n");
        write("tests/mine.vtd", "vtd 1\nroom unit\nmmio read32 0x1c => expect 0x8\n");
        List<DynamicContainer> both = LabTests.in(lab, (plan, rooms) -> RoomDriver.unit((all, outside, unit) -> new ReadsAlone(all),
                plan.capabilities(), rooms.orElseThrow())).toList();
        withJudge(new WithRooms(new ArrayList<>(), ""), () -> {
            tests(both.getFirst()).getFirst().getExecutable().execute();
            assertThatThrownBy(() -> tests(both.getLast()).getFirst().getExecutable().execute()).isInstanceOf(AssertionError.class)
                    .hasMessageContaining("tests/mine.vtd:3").hasMessageContaining("0x7");
        });
    }

    private record ReadsAlone(UnitPort.Rooms rooms) implements UnitPort {

        @Override
        public long read(int offset, int size) {
            return rooms.registers().read(offset, size);
        }

        @Override
        public DmaOutcome translate(DmaRequest request) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void write(int offset, int size, long value) {
        }

        @Override
        public void deviceTlbDone(int tag, SourceId from) {
        }

        @Override
        public void deviceTlbTimeout(int tag) {
        }

        @Override
        public void reset() {
        }
    }

    private void withJudge(CaseJudges.Run run, Executable test) throws Exception {
        Path services = Files.createDirectories(lab.resolve("services/META-INF/services"));
        Files.writeString(services.resolve(CaseJudges.class.getName()), OtherJudge.class.getName());
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (URLClassLoader loader = new URLClassLoader(new URL[] {lab.resolve("services").toUri().toURL()}, before)) {
            Thread.currentThread().setContextClassLoader(loader);
            OtherJudge.run = Optional.of(run);
            test.execute();
        } catch (Throwable e) {
            throw new AssertionError(e);
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    @Test
    void groupsComeInTheOrderOfTheReadmesStages() throws Exception {
        write("README.md", "### Stage 1, group `01.b`\n### Stage 2, groups `01.c` and `01.a`\n");
        for (String group : List.of("01.a", "01.b", "01.c", "01.unnamed")) {
            write("scenarios/" + group + "/run.vtd", ABSENT);
        }
        assertThat(LabTests.in(lab, answering(FaultReason.ROOT_NOT_PRESENT))).extracting(DynamicContainer::getDisplayName)
                .containsExactly("01.b", "01.c", "01.a", "01.unnamed");
    }

    @Test
    void groupsAreContainersAndFilesAreTestsWithALinkToTheFirstExpectation() throws Exception {
        write("scenarios/01.b/two-words.vtd", ABSENT);
        write("scenarios/01.a/first.vtd", ABSENT);
        write("scenarios/01.a/notes.txt", "no scenario");
        write("counterexamples/last.vtd", ABSENT);
        write("tests/mine.vtd", ABSENT);
        List<DynamicContainer> containers = LabTests.in(lab, answering(FaultReason.ROOT_NOT_PRESENT)).toList();
        assertThat(containers).extracting(DynamicContainer::getDisplayName)
                .containsExactly("01.a", "01.b", "counterexamples", "tests");
        assertThat(tests(containers.get(0))).extracting(DynamicTest::getDisplayName).containsExactly("first");
        DynamicTest test = tests(containers.get(1)).getFirst();
        assertThat(test.getDisplayName()).isEqualTo("two words");
        assertThat(test.getTestSourceUri().orElseThrow().toString()).endsWith("scenarios/01.b/two-words.vtd?line=5");
    }

    @Test
    void anAnswerInOrderPasses() throws Throwable {
        only(answering(FaultReason.ROOT_NOT_PRESENT)).getExecutable().execute();
    }

    @Test
    void aWrongAnswerFailsWithItsLineWhatWasWantedAndTheRule() throws Exception {
        DynamicTest test = only(answering(FaultReason.CONTEXT_NOT_PRESENT));
        assertThatThrownBy(() -> test.getExecutable().execute()).isInstanceOf(AssertionError.class)
                .hasMessageContainingAll("01.a/absent.vtd:5", "context 05:00.0 => expect fault ROOT_NOT_PRESENT",
                        "answered  fault CONTEXT_NOT_PRESENT", "nothing on this bus (§9.1)");
    }

    @Test
    void aStubFailsByNotBeingWritten() throws Exception {
        DynamicTest test = only(made((memory, capabilities) -> (rootTable, source) -> {
            throw new Todo("01");
        }));
        assertThatThrownBy(() -> test.getExecutable().execute()).isInstanceOf(AssertionError.class)
                .hasMessageContaining("not written yet");
    }

    @Test
    void aFolderWithoutScenariosIsRefusedByName() {
        assertThatThrownBy(() -> LabTests.in(lab, answering(FaultReason.ROOT_NOT_PRESENT)))
                .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("scenarios");
    }

    @Test
    void aMistakeInTheScenarioNamesItsPlace() throws Exception {
        write("scenarios/01.a/odd.vtd", "vtd 1\nroom context\ncontxt 00:00.0\n");
        DynamicTest test = tests(LabTests.in(lab, answering(FaultReason.ROOT_NOT_PRESENT)).findFirst().orElseThrow()).getFirst();
        assertThatThrownBy(() -> test.getExecutable().execute()).isInstanceOf(AssertionError.class)
                .hasMessageContaining("odd.vtd:3");
    }

    private DynamicTest only(Function<Plan, RoomDriver> room) throws Exception {
        write("scenarios/01.a/absent.vtd", ABSENT);
        return tests(LabTests.in(lab, room).findFirst().orElseThrow()).getFirst();
    }

    private static List<DynamicTest> tests(DynamicContainer container) {
        return container.getChildren().map(DynamicTest.class::cast).toList();
    }

    private static Function<Plan, RoomDriver> answering(FaultReason reason) {
        return made((memory, capabilities) -> new Nothing(reason));
    }

    private static Function<Plan, RoomDriver> made(Maker maker) {
        return plan -> RoomDriver.context(maker::make, plan.capabilities());
    }

    private interface Maker {
        ContextLookup make(TableMemory memory, Capabilities capabilities);
    }

    private void write(String name, String text) throws Exception {
        Path file = lab.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
