package iommu.grade.cli;

import iommu.grade.intake.UsageException;
import iommu.grade.labs.Lab;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs the benchmark in a JVM of its own: its libraries are none of the judge's. */
@Command(name = "bench", mixinStandardHelpOptions = true, version = Main.VERSION,
        description = "Measures how fast the reference is, against itself and against a naive unit, and prints the table.",
        footer = {"", "Examples: ./iommu bench --quick", "          ./iommu bench --watch 05 06"})
final class BenchCommand implements Callable<Integer> {

    private static final int QUIET_FROM = 23;

    @Option(names = "--quick", description = "Takes a minute or two instead of ten; the figures are rougher.")
    private boolean quick;

    @Option(names = "--gate", description = "Exits with 1 if a gate of the table is not met.")
    private boolean gate;

    @Option(names = "--readme", description = "Puts the table into reference-impl/README.md.")
    private boolean readme;

    @Option(names = "--watch", description = "Measures instead how long ./iommu watch takes from a save to its verdict.")
    private boolean watch;

    @Parameters(paramLabel = "LAB", description = "With --watch, labs by number. Default: all")
    private List<String> numbers = new ArrayList<>();

    @Option(names = "--saves", paramLabel = "N", defaultValue = "12",
            description = "With --watch, how often each version is saved. Default: ${DEFAULT-VALUE}")
    private int saves;

    @Spec
    private CommandSpec spec;

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (saves < 1) {
            throw new UsageException("--saves must be at least 1");
        }
        if (!watch && !numbers.isEmpty()) {
            throw new UsageException("labs are measured with --watch");
        }
        if (watch && readme) {
            throw new UsageException("--watch and --readme don't go together");
        }
        if (watch) {
            Kit kit = Kit.here();
            List<Lab> labs = numbers.isEmpty() ? kit.manifest().labs() : kit.labs(numbers);
            boolean met = new WatchBench(kit, quick ? Math.min(saves, 3) : saves, spec.commandLine().getOut()).run(labs);
            return gate && !met ? Exit.WORK_FAILS : Exit.DONE;
        }
        Path reference = Kit.here().home().resolve("reference-impl");
        Path built = reference.resolve("bench/target");
        if (!Files.isDirectory(built.resolve("lib"))) {
            throw new IOException("the benchmark is not built; remove autograder/target/kit.stamp and start again");
        }
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        if (Runtime.version().feature() >= QUIET_FROM) {
            command.add("--sun-misc-unsafe-memory-access=allow"); // or the libraries' own use of it draws warnings
        }
        command.addAll(List.of("-cp", built.resolve("classes") + File.pathSeparator + built.resolve("lib") + File.separator
                + "*", "iommu.bench.Bench"));
        if (quick) {
            command.add("--quick");
        }
        if (gate) {
            command.add("--gate");
        }
        if (readme) {
            command.addAll(List.of("--readme", reference.resolve("README.md").toString()));
        }
        int status = new ProcessBuilder(command).inheritIO().start().waitFor();
        return status == Exit.DONE || status == Exit.WORK_FAILS ? status : Exit.KIT_FAILED;
    }
}
