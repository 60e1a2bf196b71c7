package iommu.grade.cli;

import iommu.grade.explain.Explainer;
import iommu.grade.explain.Explanation;
import iommu.grade.intake.UsageException;
import iommu.grade.judge.Lawbook;
import iommu.scenario.Scenario;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** One access of a scenario, told and drawn; {@link Explainer} does the work, this finds the file and prints. */
@Command(name = "explain", mixinStandardHelpOptions = true, version = Main.VERSION,
        description = "Shows how the reference comes to an answer: caches asked, entries read with their fields, rules, outcome.",
        footer = {"", "Without --step it is the last access whose expectation fails, else the last access of the file.", "",
                "Examples: ./iommu explain labs/lab02-walk/scenarios/02.levels/four-levels.vtd",
                "          ./iommu explain work/lab04-iotlb/counterexamples/04.page.vtd --step 7 --svg way.svg"})
final class ExplainCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", arity = "0..1",
            description = "A scenario, *.vtd; without one, the newest counterexample in work/.")
    private Path file;

    @Option(names = "--step", paramLabel = "LINE", description = "The line of the access, as replay numbers them.")
    private Integer line;

    @Option(names = "--svg", paramLabel = "OUT", description = "Writes the picture to this file too.")
    private Path drawing;

    @Override
    public Integer call() throws IOException {
        Path asked = file == null ? newest(Kit.here().work()) : file;
        if (!Files.isRegularFile(asked)) {
            throw new UsageException(Files.isDirectory(asked) ? asked + " is a folder, not a scenario"
                    : "no such file: " + asked);
        }
        Scenario scenario = Scenario.parse(asked.getFileName().toString(), read(asked));
        Explanation explanation = new Explainer(Lawbook.prepare(scenario))
                .explain(line == null ? OptionalInt.empty() : OptionalInt.of(line));
        print(asked, explanation, spec.commandLine().getOut());
        if (drawing != null) {
            save(explanation.picture().svg());
        }
        return Exit.DONE;
    }

    private static void print(Path asked, Explanation explanation, PrintWriter out) {
        out.println(asked + ":" + explanation.line() + ":  " + explanation.text().strip());
        out.println();
        out.print(explanation.picture().text());
        out.println();
        explanation.remarks().forEach(out::println);
        out.flush();
    }

    private void save(String svg) throws IOException {
        Path folder = drawing.toAbsolutePath().getParent();
        if (Files.isDirectory(drawing) || !Files.isDirectory(folder)) {
            throw new UsageException("--svg " + drawing
                    + (Files.isDirectory(drawing) ? " is a folder" : ": no folder " + folder));
        }
        Files.writeString(drawing, svg);
        spec.commandLine().getOut().println("drawn in " + drawing);
        spec.commandLine().getOut().flush();
    }

    private static String read(Path file) throws IOException {
        try {
            return Files.readString(file);
        } catch (CharacterCodingException e) {
            throw new UsageException(file + " is not UTF-8 text");
        }
    }

    private static Path newest(Path work) throws IOException {
        if (!Files.isDirectory(work)) {
            throw noFailure();
        }
        try (Stream<Path> all = Files.walk(work, 3)) {
            return all.filter(f -> f.toString().endsWith(".vtd") && f.getParent().endsWith("counterexamples"))
                    .max(Comparator.comparing((Path f) -> f.toFile().lastModified()).thenComparing(Comparator.naturalOrder()))
                    .orElseThrow(ExplainCommand::noFailure);
        }
    }

    private static UsageException noFailure() {
        return new UsageException("no failure is saved in work/ yet: name a scenario, or run ./iommu check first");
    }
}
