package iommu.grade.cli;

import iommu.grade.intake.Intake;
import iommu.grade.intake.TestFile;
import iommu.grade.intake.UsageException;
import iommu.grade.judge.Rooms;
import iommu.grade.labs.Lab;
import iommu.scenario.Expander;
import iommu.scenario.Plan;
import iommu.scenario.Scenario;
import iommu.scenario.ScenarioException;
import iommu.view.SafeText;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What can be said of a learner's own tests where the seeded bugs are not. */
@Command(name = "tests", mixinStandardHelpOptions = true, version = Main.VERSION,
        description = {"Says whether your own tests of a lab can be read.",
            "How many seeded bugs they expose the grader of your course says: the bugs are not in this kit."},
        footer = {"", "Example: ./iommu tests 02     those in work/lab02-walk/tests/*.vtd"})
final class StudentTests implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "LAB", arity = "0..1", description = "The lab's number. Default: the lab worked on last")
    private String number;

    @Override
    public Integer call() throws IOException {
        LabChoice choice = LabChoice.of(Kit.here(), number).requireBegun();
        Kit kit = choice.kit();
        Lab lab = choice.lab();
        List<TestFile> tests = new Intake(kit.manifest()).tests(lab, kit.work(lab));
        if (tests.isEmpty()) {
            throw new UsageException("there is no test in " + kit.shown(kit.work(lab).resolve(TestFile.FOLDER))
                    + ": write a scenario there, such as mine.vtd. The challenge of the lab's README has ideas");
        }
        PrintWriter out = spec.commandLine().getOut();
        int unread = 0;
        for (TestFile test : tests) {
            Optional<String> wrong = wrong(lab, test);
            unread += wrong.isPresent() ? 1 : 0;
            out.println(SafeText.line(test.name()) + ": " + wrong.map(SafeText::line).orElse("can be read"));
        }
        out.print(Console.text("How many seeded bugs they expose the grader of your course says: ./iommu pack " + lab.number()
                + " puts them into what you hand in. " + (!lab.takes().contains("rooms")
                        ? "On your room they run with ./iommu replay and with mvn test."
                        : "Here they don't run: the rooms of this lab answer only in the scenarios that the kit came with.")));
        out.flush();
        return unread == 0 ? Exit.DONE : Exit.WORK_FAILS;
    }

    private static Optional<String> wrong(Lab lab, TestFile test) {
        if (test.fault().isPresent()) {
            return test.fault();
        }
        try {
            Plan plan = Expander.expand(Scenario.parse(test.name(), test.text()));
            if (plan.room() != Rooms.room(lab)) {
                return Optional.of("speaks to another room than the lab's: its second line should be room " + Rooms.room(lab));
            }
            return plan.steps().stream().allMatch(step -> step.expectation().isEmpty())
                    ? Optional.of("expects nothing: write => expect and an answer beside a line that is answered") : Optional.empty();
        } catch (ScenarioException wrong) {
            return Optional.of(wrong.getMessage());
        }
    }
}
