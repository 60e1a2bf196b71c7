package iommu.grade.cli;

import iommu.grade.intake.UsageException;
import iommu.grade.labs.Group;
import iommu.grade.recorded.RecordedCases;
import iommu.grade.verdict.Verdict;
import iommu.scenario.Scenario;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "explain", mixinStandardHelpOptions = true, version = Main.VERSION,
        description = "Shows the failing run of a group again, with the rule that it is about.",
        footer = {"", "Examples: ./iommu explain          what failed first in the lab that you worked on last",
            "          ./iommu explain 02.3     stage 3 of lab 02"})
final class StudentExplain implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "LAB[.STAGE]", arity = "0..1", description = "The lab, the stage or the group.")
    private String what;

    @Override
    public Integer call() throws IOException {
        LabChoice choice = LabChoice.of(Kit.here(), what).requireBegun();
        var diary = choice.kit().desk().diary(choice.lab());
        Optional<Group> failed = choice.groups().stream().filter(g -> diary.verdict(g).filter(v -> v == Verdict.FAILED).isPresent())
                .findFirst();
        Path runs = choice.kit().work(choice.lab()).resolve("counterexamples");
        PrintWriter out = spec.commandLine().getOut();
        if (failed.isEmpty()) {
            String lab = "lab " + choice.lab().number();
            throw new UsageException((!diary.trouble().isEmpty() ? lab + " could not be judged: " + diary.trouble().replaceFirst("[.:]+$", "")
                    : diary.receipt().isEmpty() ? lab + " has not been judged yet"
                    : "nothing of " + lab + " failed when it was judged last") + ". Judge it with ./iommu check " + choice.lab().number());
        }
        Group group = failed.get();
        out.print(Console.text(group.id() + ", stage " + group.stage() + ": " + group.title() + ".", "The rule: " + group.rule() + "."));
        Path run = runs.resolve(group.id() + ".vtd");
        if (Files.isRegularFile(run)) {
            out.println();
            out.print(Files.readString(run).indent(4));
            out.println();
            out.print(Console.text("Behind => is what is allowed, or after forbid what your room answered. Each step on your room:"));
            out.println("    ./iommu replay " + choice.kit().shown(run));
            Scenario scenario = Scenario.parse(run.getFileName().toString(), Files.readString(run));
            new RecordedCases(choice.kit().labs()).way(choice.lab(), group, scenario).ifPresent(way -> {
                out.println();
                out.print(Console.text("What a right room does at the last line:"));
                out.println();
                out.print(way.indent(4));
            });
            out.println();
        }
        out.print(Console.text("A hint:") + "    ./iommu hint " + group.id() + "\n");
        out.flush();
        return Exit.DONE;
    }
}
