package iommu.grade.cli;

import iommu.grade.intake.UsageException;
import iommu.grade.labs.Lab;
import iommu.grade.work.Desk;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "reset", mixinStandardHelpOptions = true, version = Main.VERSION,
        description = "Begins a lab anew. Asks first, and keeps what you have written in work/.kept.",
        footer = {"", "Example: ./iommu reset 02"})
final class ResetCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "LAB", description = "The number of the lab, such as 02.")
    private String number;

    @Option(names = "--yes", description = "Doesn't ask.")
    private boolean yes;

    @Override
    public Integer call() throws IOException {
        Kit kit = Kit.here();
        Lab lab = kit.lab(number);
        new LabChoice(kit, lab, "").requireBegun();
        if (!yes && !Console.canAsk()) {
            throw new UsageException("there is no terminal to ask on: say --yes to begin lab " + lab.number() + " anew");
        }
        PrintWriter out = spec.commandLine().getOut();
        if (!yes && !Console.agrees("Begin lab " + lab.number() + " anew? What is in " + kit.shown(kit.work(lab))
                + " is kept in work/.kept.")) {
            out.println("Nothing was changed.");
            out.flush();
            return Exit.DONE;
        }
        Desk desk = kit.desk();
        Path kept = desk.putAside(lab);
        desk.begin(lab, kit.labs().resolve(lab.folder()));
        out.println("Lab " + lab.number() + " is as it was handed out, in " + kit.shown(kit.work(lab)));
        out.println("Kept   " + kit.shown(kept));
        out.flush();
        return Exit.DONE;
    }
}
