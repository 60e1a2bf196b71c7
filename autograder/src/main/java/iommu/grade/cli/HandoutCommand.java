package iommu.grade.cli;

import iommu.grade.handout.Handout;
import iommu.grade.intake.UsageException;
import iommu.grade.judge.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(name = "handout", mixinStandardHelpOptions = true, version = Main.VERSION,
        description = {"Makes the zip that students get who must not receive the reference: labs, visible scenarios with what",
            "is allowed in them, the learner's commands as one jar, a Maven repository. autograder/handout.list says what."},
        footer = {"", "Example: ./iommu handout --out kit.zip"})
final class HandoutCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "The zip to write.")
    private Path out;

    @Override
    public Integer call() throws IOException {
        if (!out.toString().endsWith(".zip") || Files.isDirectory(out)) {
            throw new UsageException(out + ": the archive's name must end in .zip");
        }
        Path folder = out.toAbsolutePath().getParent();
        if (!Files.isDirectory(folder)) {
            throw new UsageException(out + ": there is no folder " + folder);
        }
        Kit kit = Kit.here();
        Path scratch = Files.createTempDirectory("iommu-handout");
        try {
            Handout handout = new Handout(kit.home(), kit.manifest());
            byte[] zip = handout.zip(scratch);
            Files.write(out, zip);
            Handout.letRun(out);
            spec.commandLine().getOut().println("Packed " + kit.manifest().labs().size() + " labs into " + out + ", "
                    + (zip.length + 500_000) / 1_000_000 + " MB. What students do with it: README.md in it.");
            handout.unjudged().stream().sorted().forEach(name -> spec.commandLine().getErr().println(
                    "In it " + name + " is not judged: what is allowed there can't be written down."));
        } finally {
            Folders.delete(scratch);
        }
        return Exit.DONE;
    }
}
