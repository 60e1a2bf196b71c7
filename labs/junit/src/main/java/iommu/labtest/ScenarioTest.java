package iommu.labtest;

import iommu.arch.stimulus.Answer;
import iommu.probe.RoomDriver;
import iommu.scenario.Expander;
import iommu.scenario.Outcome;
import iommu.scenario.Plan;
import iommu.scenario.Scenario;
import iommu.scenario.ScenarioException;
import iommu.scenario.Step;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.DynamicTest;

/** One scenario file as a test: every step in its order, up to the first answer that is not in order. */
final class ScenarioTest {

    private final Path file;
    private final Function<Plan, RoomDriver> room;

    private ScenarioTest(Path file, Function<Plan, RoomDriver> room) {
        this.file = file;
        this.room = room;
    }

    /** The test, with a link to the first line of the file that expects something. */
    static DynamicTest of(Path file, Function<Plan, RoomDriver> room) {
        String name = file.getFileName().toString().replace(".vtd", "").replace('-', ' ');
        URI source = URI.create(file.toUri() + "?line=" + firstExpectation(file));
        return DynamicTest.dynamicTest(name, source, new ScenarioTest(file, room)::run);
    }

    private static int firstExpectation(Path file) {
        try {
            List<String> lines = Files.readAllLines(file);
            return IntStream.range(0, lines.size()).filter(i -> lines.get(i).contains("=>")).findFirst().orElse(0) + 1;
        } catch (IOException e) {
            return 1; // the test itself will say that the file can't be read
        }
    }

    private void run() throws IOException {
        String text = Files.readString(file);
        try {
            Plan plan = Expander.expand(Scenario.parse(file.getFileName().toString(), text));
            RoomDriver driver = room.apply(plan);
            for (Step step : plan.steps()) {
                check(step, driver.on(step.stimulus()), text.lines().toList());
            }
        } catch (ScenarioException e) {
            Assertions.fail(e.getMessage());
        }
    }

    private void check(Step step, Answer answer, List<String> lines) {
        boolean inOrder = step.expectation().map(e -> e.accepts(step.stimulus(), answer))
                .orElse(!(answer instanceof Answer.Broken));
        if (!inOrder) {
            Assertions.fail(file.getParent().getFileName() + "/" + file.getFileName() + ":" + step.line()
                    + "\n  " + lines.get(step.line() - 1).strip()
                    + "\n  answered  " + Outcome.describe(step.stimulus(), answer)
                    + "\n  about     " + about(lines));
        }
    }

    private static String about(List<String> lines) {
        return lines.stream().filter(line -> line.startsWith("#")).map(line -> line.substring(1).strip())
                .findFirst().orElse("see the README");
    }
}
