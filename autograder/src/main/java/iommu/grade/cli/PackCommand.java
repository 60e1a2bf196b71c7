package iommu.grade.cli;

import iommu.grade.labs.Lab;
import iommu.grade.intake.LabSources;
import iommu.grade.intake.Packer;
import iommu.grade.intake.Submission;
import iommu.grade.intake.UsageException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "pack", mixinStandardHelpOptions = true, version = Main.VERSION,
        description = "Makes the zip that you hand in, and prints its receipt.",
        footer = {"", "Example: ./iommu pack 01 02 --out amy.zip"})
final class PackCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "0..*", paramLabel = "LAB", description = "The labs to hand in; all that are in work/ if none is named.")
    private List<String> numbers = new ArrayList<>();

    @Option(names = "--out", paramLabel = "FILE", description = "The zip to write. Default: work/submission.zip; work/submission-01-02.zip if labs are named")
    private Path out;

    @Override
    public Integer call() throws Exception {
        Kit kit = Kit.here();
        List<Lab> labs = numbers.isEmpty()
                ? kit.manifest().labs().stream().filter(lab -> Files.isDirectory(kit.work(lab))).toList()
                : kit.labs(numbers);
        if (labs.isEmpty()) {
            throw new UsageException("nothing to pack: work/ holds no lab. Begin one with ./iommu start 01");
        }
        Path zip = out == null ? kit.work().resolve("submission" + numbers.stream().sorted().map(n -> "-" + n).collect(Collectors.joining()) + ".zip") : out;
        Submission packed = new Packer(kit.manifest()).pack(kit.work(), labs.stream().map(Lab::number).toList(), zip);
        PrintWriter console = spec.commandLine().getOut();
        console.println("Packed lab" + (labs.size() == 1 ? " " : "s ") + String.join(", ", labs.stream().map(Lab::number).toList())
                + " into " + kit.shown(zip));
        for (Lab lab : labs) {
            LabSources sources = packed.labs().get(lab.number());
            if (sources != null && sources.rejection().isEmpty() && kit.stubs().unchanged(lab, sources)) {
                console.println("Lab " + lab.number() + " is still as it was handed out.");
            }
        }
        console.println("Receipt " + packed.receipt());
        return Exit.DONE;
    }
}
