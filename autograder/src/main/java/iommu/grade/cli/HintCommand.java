package iommu.grade.cli;

import iommu.grade.judge.CaseSource;
import iommu.grade.labs.Group;
import iommu.grade.labs.Lab;
import iommu.grade.labs.Manifest;
import iommu.grade.report.TerminalText;
import iommu.grade.verdict.Behaviour;
import iommu.grade.work.Desk;
import iommu.grade.work.Diary;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "hint", mixinStandardHelpOptions = true, version = Main.VERSION,
        description = {"Shows the next hint for the group to mend first: each time one that says more.",
            "Hints are free: nobody counts them, and no report tells of them."},
        footer = {"", "Examples: ./iommu hint          for the lab that you worked on last",
                "          ./iommu hint 02.3     for stage 3 of lab 02",
                "          ./iommu hint 02 --from-start"})
final class HintCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "LAB[.STAGE]", arity = "0..1",
            description = "The lab, the stage or the group. Default: what failed first in the lab worked on last")
    private String what;

    @Option(names = "--all", description = "Shows every hint of the group.")
    private boolean all;

    @Option(names = "--from-start", description = "Begins again with the gentlest.")
    private boolean fromStart;

    @Override
    public Integer call() throws IOException {
        LabChoice choice = LabChoice.of(Kit.here(), what);
        Desk desk = choice.kit().desk();
        Diary diary = desk.diary(choice.lab());
        Optional<Group> group = group(choice, diary);
        PrintWriter out = spec.commandLine().getOut();
        if (group.isEmpty()) {
            out.print(Console.text("Every group of lab " + choice.lab().number() + " has passed. For the hints of one, name its"
                    + " stage: ./iommu hint " + choice.lab().number() + ".1"));
        } else {
            show(choice.kit().manifest(), choice.lab(), group.get(), diary, desk);
        }
        out.flush();
        return Exit.DONE;
    }

    /** What to mend first; of a stage that has passed, its first group. */
    private static Optional<Group> group(LabChoice choice, Diary diary) {
        if (choice.part().isEmpty()) {
            return diary.next(choice.lab());
        }
        return choice.groups().stream().min(Comparator.comparing((Group g) -> diary.passed(g)));
    }

    private void show(Manifest manifest, Lab lab, Group group, Diary diary, Desk desk) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        Optional<Behaviour> mistake = diary.mistake(group);
        List<String> hints = Console.guides(manifest, lab).get(group.id()).ladder(mistake);
        String ladder = group.id() + mistake.map(m -> " " + m.word()).orElse("");
        int count = hints.size();
        int before = fromStart || all ? 0 : Math.min(count, diary.hints().getOrDefault(ladder, 0));
        int now = all ? count : Math.min(count, before + 1);
        out.print(Console.text("For " + group.id() + ", stage " + group.stage() + ": " + group.title() + ". "
                + diary.verdict(group).map(v -> "It has " + v + ".").orElse("It has not been judged yet.")
                + mistake.map(m -> " It looks as if " + m.sentence() + ".").orElse("")));
        for (int level = all ? 1 : now; level <= now; level++) {
            out.println();
            out.println("Hint " + level + " of " + count + ":");
            out.print(TerminalText.paragraph(hints.get(level - 1), "  ", Console.style()));
        }
        out.println();
        String again = lab.number() + "." + group.id().substring(lab.number().length() + 1);
        boolean explains = CaseSource.maker().knowsTheOracle();
        out.print(now < count ? Console.text("The next one says more:") + "    ./iommu hint " + again + "\n"
                : !explains ? Console.text("That was the last. The rule is in " + group.rule() + ".")
                : Console.text("That was the last. See the rule at work in the run that failed:") + "    ./iommu explain\n");
        desk.remember(lab, diary.withHints(ladder, now));
    }
}
