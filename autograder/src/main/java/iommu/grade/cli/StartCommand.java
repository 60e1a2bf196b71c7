package iommu.grade.cli;

import iommu.grade.labs.Lab;
import iommu.grade.intake.UsageException;
import iommu.grade.judge.Folders;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "start", mixinStandardHelpOptions = true, version = Main.VERSION,
        description = "Copies a lab into work/, where you write it.",
        footer = {"", "Example: ./iommu start 02"})
final class StartCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "LAB", description = "The number of the lab, such as 02.")
    private String number;

    @Override
    public Integer call() throws Exception {
        Kit kit = Kit.here();
        Lab lab = kit.lab(number);
        Path copy = kit.work(lab);
        if (Files.exists(copy)) {
            throw new UsageException(kit.home().relativize(copy) + " is there already: go on with it, or move it away first");
        }
        Files.createDirectories(kit.work());
        Folders.copy(kit.labs().resolve(lab.folder()), copy);
        Files.deleteIfExists(copy.resolve("INSTRUCTOR.md")); // not for learners
        var out = spec.commandLine().getOut();
        out.println("Lab " + lab.number() + ", " + lab.title() + ": about " + lab.hours() + " hours.");
        out.println("Read   " + kit.home().relativize(copy.resolve("README.md")));
        out.println("Write  " + kit.home().relativize(copy.resolve("src/main/java/" + lab.packageName() + "/"
                + lab.entry() + ".java")));
        out.println("Check  ./iommu check " + lab.number() + ".1, then " + lab.number() + ".2 and so on");
        return Exit.DONE;
    }
}
