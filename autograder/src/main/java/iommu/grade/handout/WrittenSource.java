package iommu.grade.handout;

import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import iommu.grade.judge.CaseSource;
import iommu.grade.judge.Lawbook;
import iommu.grade.judge.JudgedRun;
import iommu.grade.judge.PreparedCase;
import iommu.grade.judge.RunJudge;
import iommu.grade.judge.VisibleCases;
import iommu.grade.labs.Group;
import iommu.grade.labs.Lab;
import iommu.grade.verdict.Verdict;
import iommu.probe.NeighbourPort;
import iommu.probe.ProtocolException;
import iommu.scenario.Scenario;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/** The visible cases by what is written down of them, fresh: as students have them, or beside the oracle's own judgement. */
final class WrittenSource implements CaseSource {

    private final Path labsFolder;
    private final BiFunction<Group, Scenario, PreparedCase> preparing;
    private final Verdict unjudged;

    private WrittenSource(Path labsFolder, BiFunction<Group, Scenario, PreparedCase> preparing, Verdict unjudged) {
        this.labsFolder = labsFolder;
        this.preparing = preparing;
        this.unjudged = unjudged;
    }

    /** As students have them. */
    static WrittenSource alone(Path labsFolder) {
        return new WrittenSource(labsFolder, WrittenSource::written, Verdict.NOT_JUDGED);
    }

    /** As a lab's JUnit class judges in the students' folder. */
    static WrittenSource junit(Path labsFolder) {
        return new WrittenSource(labsFolder, (group, scenario) -> {
            PreparedCase written = written(group, scenario);
            return new PreparedCase(scenario, written.plan(), Collections.nCopies(written.plan().steps().size(), Optional.empty()),
                    Optional.of(() -> new Told(new JudgedRun(written.begin()))));
        }, Verdict.NOT_JUDGED);
    }

    /** By the oracle, and what is written down is asked as well. @param differences is told where that says something else */
    static WrittenSource compared(Path labsFolder, Consumer<String> differences) {
        return new WrittenSource(labsFolder, (group, scenario) -> {
            PreparedCase graded = Lawbook.prepare(group, scenario);
            PreparedCase written = written(group, scenario);
            return new PreparedCase(scenario, graded.plan(), Collections.nCopies(graded.plan().steps().size(), Optional.empty()),
                    Optional.of(() -> new BothJudges(scenario.name(), graded.begin(), written.begin(), differences)));
        }, Verdict.INCONCLUSIVE);
    }

    private static PreparedCase written(Group group, Scenario scenario) {
        return Recorder.record(group, scenario).read(scenario);
    }

    @Override
    public List<PreparedCase> visible(Lab lab, Group group) {
        return VisibleCases.of(labsFolder, lab, group).stream().map(scenario -> preparing.apply(group, scenario)).toList();
    }

    @Override
    public List<PreparedCase> generated(Lab lab, Group group) {
        return List.of();
    }

    @Override
    public Shrink shrink() {
        return Shrink.NOT_AT_ALL;
    }

    @Override
    public Verdict unjudged() {
        return unjudged;
    }

    /** Says what JUnit is told. */
    private record Told(JudgedRun run) implements RunJudge {

        @Override
        public Optional<Objection> judge(int step, Answer answer) {
            return run.judge(step, answer).map(why -> new Objection(why, List.of()));
        }

        @Override
        public Optional<String> silence() {
            return run.silence();
        }

        @Override
        public Optional<NeighbourPort> neighbours() {
            return run.judge().neighbours();
        }

        @Override
        public Optional<String> gap() {
            return run.judge().gap();
        }
    }

    /** Says what the trusted rooms say. */
    private record BothRooms(String name, NeighbourPort trusted, RunJudge judge, Optional<NeighbourPort> told, Consumer<String> differences)
            implements NeighbourPort {

        @Override
        public void step(Stimulus step) {
            trusted.step(step);
            told.ifPresent(rooms -> rooms.step(step));
        }

        @Override
        public Answer call(Stimulus call) throws ProtocolException {
            Answer wanted = trusted.call(call);
            if (told.isPresent() && judge.gap().isEmpty()) {
                Answer said = told.get().call(call);
                if (judge.gap().isEmpty() && !said.equals(wanted)) {
                    differences.accept(name + ": a room says " + wanted + ", and is written down to say " + said);
                }
            }
            return wanted;
        }
    }

    /** Says what the grader says. */
    private record BothJudges(String name, RunJudge graded, RunJudge written, Consumer<String> differences) implements RunJudge {

        @Override
        public Optional<Objection> judge(int step, Answer answer) {
            Optional<Objection> wanted = graded.judge(step, answer);
            if (written.silence().isEmpty()) {
                Optional<Objection> said = written.judge(step, answer);
                if (written.silence().isEmpty() && said.isPresent() != wanted.isPresent()) {
                    differences.accept(name + ", step " + step + ": " + answer + " is " + (wanted.isPresent() ? "refused" : "allowed")
                            + " by the grader alone");
                }
            }
            return wanted;
        }

        @Override
        public Optional<NeighbourPort> neighbours() {
            return graded.neighbours().map(trusted -> new BothRooms(name, trusted, written, written.neighbours(), differences));
        }

        @Override
        public Optional<String> silence() {
            return graded.silence();
        }
    }
}
