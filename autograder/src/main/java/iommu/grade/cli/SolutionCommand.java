package iommu.grade.cli;

import iommu.grade.intake.SourceFile;
import iommu.grade.intake.UsageException;
import iommu.grade.labs.Lab;
import iommu.grade.work.Solution;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "solution", mixinStandardHelpOptions = true, version = Main.VERSION,
        description = {"Shows how the reference does it, once your lab has passed, or if you give up.",
            "Your own files stay as they are."},
        footer = {"", "Examples: ./iommu solution 02",
                "          ./iommu solution 02 --to work/.solution02"})
final class SolutionCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "LAB", description = "The number of the lab, such as 02.")
    private String number;

    @Option(names = "--give-up", description = "Shows it although the lab has not passed.")
    private boolean giveUp;

    @Option(names = "--to", paramLabel = "FOLDER", description = "Copies the classes there instead, in the lab's package.")
    private Path folder;

    @Option(names = "--yes", description = "Doesn't ask before it copies into a lab or over a file.")
    private boolean yes;

    @Override
    public Integer call() throws IOException {
        Kit kit = Kit.here();
        Lab lab = kit.lab(number);
        if (!giveUp && !kit.desk().diary(lab).solved()) {
            throw new UsageException("lab " + lab.number() + " has not passed yet, as far as check has seen: try ./iommu hint "
                    + lab.number() + ", or say --give-up");
        }
        List<SourceFile> files = Solution.of(kit.home(), lab);
        PrintWriter out = spec.commandLine().getOut();
        if (folder == null) {
            print(lab, files, out);
        } else {
            copy(kit, files, out);
        }
        out.flush();
        return Exit.DONE;
    }

    private static void print(Lab lab, List<SourceFile> files, PrintWriter out) {
        for (SourceFile file : files) {
            out.println("// " + file.path());
            out.println();
            out.println(file.text().stripTrailing());
            out.println();
        }
        out.println("// The original: " + lab.source());
    }

    private void copy(Kit kit, List<SourceFile> files, PrintWriter out) throws IOException {
        Path target = folder.toAbsolutePath().normalize();
        if (Files.exists(target) && !Files.isDirectory(target)) {
            throw new UsageException("--to " + folder + " is no folder");
        }
        boolean inLab = kit.manifest().labs().stream().anyMatch(lab -> target.startsWith(kit.work(lab)));
        boolean over = files.stream().anyMatch(file -> Files.exists(target.resolve(file.path())));
        if ((inLab || over) && !agreed(over)) {
            out.println("Nothing was copied.");
            return;
        }
        Files.createDirectories(target);
        for (SourceFile file : files) {
            Files.writeString(target.resolve(file.path()), file.text());
            out.println("Copied " + kit.shown(target.resolve(file.path())));
        }
    }

    private boolean agreed(boolean over) {
        String what = folder + (over ? " holds files of these names already" : " lies in a lab of yours");
        if (!yes && !Console.canAsk()) {
            throw new UsageException(what + ", and there is no terminal to ask on: choose another folder, or say --yes");
        }
        return yes || Console.agrees(what + ". Copy all the same?");
    }
}
