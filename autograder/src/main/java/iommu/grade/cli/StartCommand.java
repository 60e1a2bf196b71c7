package iommu.grade.cli;

import iommu.grade.labs.Lab;
import iommu.grade.intake.UsageException;
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
            throw new UsageException(kit.shown(copy) + " is there already: go on with it, or begin anew with ./iommu reset "
                    + lab.number());
        }
        kit.desk().begin(lab, kit.labs().resolve(lab.folder()));
        var out = spec.commandLine().getOut();
        out.println("Lab " + lab.number() + ", " + lab.title() + ": about " + lab.hours() + (lab.hours() == 1 ? " hour." : " hours."));
        out.println("Read   " + kit.shown(copy.resolve("README.md")));
        out.println("Write  " + kit.shown(copy.resolve("src/main/java/" + lab.packageName() + "/"
                + lab.entry() + ".java")));
        out.println("Check  ./iommu check " + lab.number() + ".1, then " + lab.number() + ".2 and so on");
        out.println("Watch  ./iommu watch " + lab.number() + " checks whenever you save");
        return Exit.DONE;
    }
}
