package iommu.labtest;

import iommu.arch.stimulus.Answer;
import iommu.probe.RoomDriver;
import iommu.scenario.CaseJudges;
import iommu.scenario.Expander;
import iommu.scenario.Outcome;
import iommu.scenario.Plan;
import iommu.scenario.Room;
import iommu.scenario.Scenario;
import iommu.scenario.ScenarioException;
import iommu.scenario.Step;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DynamicTest;
import org.opentest4j.AssertionFailedError;
import org.opentest4j.TestAbortedException;

/**
 * One scenario file as a test: every step in its order, up to the first answer that is not in order. By whoever knows the case,
 * else by what is written in the file.
 */
final class ScenarioTest {

    /** Linux boots in a second or two. */
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(60);
    /** The scenario that did not end, if there was one. */
    private static final AtomicReference<String> ENDLESS = new AtomicReference<>();

    private final Path file;
    private final LabRoom room;

    private ScenarioTest(Path file, LabRoom room) {
        this.file = file;
        this.room = room;
    }

    /** The test, with a link to the first line of the file that expects something. */
    static DynamicTest of(Path file, LabRoom room) {
        String name = file.getFileName().toString().replace(".vtd", "").replace('-', ' ');
        URI source = URI.create(file.toUri() + "?line=" + firstExpectation(file));
        return DynamicTest.dynamicTest(name, source, new ScenarioTest(file, room)::runToAnEnd);
    }

    private static int firstExpectation(Path file) {
        try {
            List<String> lines = Files.readAllLines(file);
            return IntStream.range(0, lines.size()).filter(i -> lines.get(i).contains("=>")).findFirst().orElse(0) + 1;
        } catch (IOException e) {
            return 1; // the test itself will say that the file can't be read
        }
    }

    /** What never ends would hold up all that comes behind it; whoever stands at a breakpoint has time. */
    private void runToAnEnd() throws Throwable {
        String earlier = ENDLESS.get();
        if (earlier != null) {
            throw new TestAbortedException("not run, for " + earlier + " has not ended");
        }
        if (isDebugged()) {
            run();
            return;
        }
        try {
            Assertions.assertTimeoutPreemptively(LONG_ENOUGH, this::run, () -> name() + " has not ended: a loop without end?");
        } catch (AssertionFailedError e) {
            if (e.getMessage().contains("has not ended")) {
                ENDLESS.compareAndSet(null, name());
            }
            throw e;
        }
    }

    /** What does not lie among the lab's scenarios says something by its lines, whoever judges it beside them. */
    private boolean isOwn() {
        return !file.toAbsolutePath().getParent().getParent().endsWith("scenarios");
    }

    private static boolean isDebugged() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream().anyMatch(argument -> argument.contains("jdwp"));
    }

    private String name() {
        return file.getParent().getFileName() + "/" + file.getFileName();
    }

    private void run() throws IOException {
        String text = Files.readString(file);
        try {
            Scenario scenario = Scenario.parse(file.getFileName().toString(), text);
            Plan plan = Expander.expand(scenario);
            Optional<CaseJudges.Run> judge = judge(scenario, plan);
            Optional<CaseJudges.Neighbours> beside = judge.flatMap(CaseJudges.Run::neighbours);
            if (plan.room() == Room.UNIT && beside.isEmpty()) {
                unjudged("the rooms of a unit answer here only in the scenarios that the kit came with, and in what a check has left of them");
            }
            RoomDriver driver = room.begin(plan, beside.map(Port::new));
            List<String> lines = text.lines().toList();
            Optional<String> otherwise = Optional.empty();
            for (int i = 0; i < plan.steps().size(); i++) {
                Step step = plan.steps().get(i);
                Answer answer = driver.on(step.stimulus());
                Optional<String> gap = beside.flatMap(CaseJudges.Neighbours::gap);
                if (gap.isPresent()) {
                    unjudged("in line " + step.line() + " " + gap.get());
                }
                boolean asWritten = isAsWritten(step, answer);
                if (answer instanceof Answer.Broken || (judge.isEmpty() || isOwn()) && !asWritten) {
                    Assertions.fail(told(step, answer, "", lines));
                }
                if (judge.isPresent()) {
                    judge.get().judge(i, answer).ifPresent(why -> Assertions.fail(told(step, answer, why, lines)));
                }
                otherwise = otherwise.isPresent() || asWritten ? otherwise : Optional.of(told(step, answer, "", lines));
            }
            unjudged(judge.flatMap(CaseJudges.Run::silence), otherwise);
        } catch (ScenarioException e) {
            Assertions.fail(e.getMessage());
        }
    }

    /** Of the judges on the class path the first that knows the case. */
    private Optional<CaseJudges.Run> judge(Scenario scenario, Plan plan) {
        String folder = file.toAbsolutePath().getParent().toString();
        return ServiceLoader.load(CaseJudges.class).stream().map(service -> service.get().begin(folder, scenario, plan))
                .flatMap(Optional::stream).findFirst();
    }

    /** Neither passed nor failed, where nobody here can say. @param otherwise the first answer that the file shows otherwise */
    private void unjudged(Optional<String> silence, Optional<String> otherwise) {
        silence.ifPresent(reason -> unjudged(reason + otherwise.map(first ->
            ". Other than in the run that is written down, which may be right: " + first)
                .orElse(". All is answered as in the run that is written down.")));
    }

    private void unjudged(String reason) {
        String why = "not judged here: " + reason;
        System.out.println(name() + ": " + why); // Maven keeps such reasons to itself
        throw new TestAbortedException(why);
    }

    private static boolean isAsWritten(Step step, Answer answer) {
        return step.expectation().map(e -> e.accepts(step.stimulus(), answer)).orElse(!(answer instanceof Answer.Broken));
    }

    private String told(Step step, Answer answer, String why, List<String> lines) {
        return name() + ":" + step.line()
                + "\n  " + lines.get(step.line() - 1).strip()
                + "\n  answered  " + Outcome.describe(step.stimulus(), answer)
                + (why.isEmpty() ? "" : "\n  because   " + why)
                + "\n  about     " + about(lines);
    }

    private static String about(List<String> lines) {
        return lines.stream().filter(line -> line.startsWith("#")).map(line -> line.substring(1).strip())
                .findFirst().orElse("see the README");
    }
}
