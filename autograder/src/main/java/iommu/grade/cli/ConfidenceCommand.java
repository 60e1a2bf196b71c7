package iommu.grade.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import iommu.grade.confidence.Ledger;
import iommu.grade.confidence.Measurement;
import iommu.grade.confidence.Rate;
import iommu.grade.confidence.ScoreTable;
import iommu.grade.confidence.Scores;
import iommu.grade.confidence.Seen;
import iommu.grade.confidence.Subjects;
import iommu.grade.intake.UsageException;
import iommu.grade.judge.Folders;
import iommu.grade.judge.Rooms;
import iommu.grade.judge.Suite;
import iommu.grade.judge.Trials;
import iommu.grade.labs.Lab;
import iommu.grade.sandbox.Sandbox;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "confidence", mixinStandardHelpOptions = true, version = Main.VERSION,
        description = "Measures the grader: seeded bugs must fail, correct rooms of other shapes must pass, and nothing may "
                + "flake. Exits with 1 if a goal is missed.",
        footer = {"", "Examples: ./iommu confidence 02 --repeats 20", "          ./iommu confidence --resume --readme"})
final class ConfidenceCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "LAB", description = "Labs by number. Default: all that have seeded bugs")
    private List<String> numbers = new ArrayList<>();

    @Option(names = "--seeds", paramLabel = "N", defaultValue = "5",
            description = "Under how many fresh seeds each bug must fail. Default: ${DEFAULT-VALUE}")
    private int seeds;

    @Option(names = "--from", paramLabel = "SEED",
            description = "The first of the seeds; the others follow it. Default: one that nobody has seen")
    private Long from;

    @Option(names = "--repeats", paramLabel = "N", defaultValue = "200",
            description = "How often each lab is judged again, in search of flakes. Default: ${DEFAULT-VALUE}")
    private int repeats;

    @Option(names = "--workers", paramLabel = "N", description = "Judgements at a time. Default: one for each processor")
    private Integer workers;

    @Option(names = "--only", paramLabel = "TEXT", defaultValue = "",
            description = "Measures only bugs and equivalents with this text in their names, such as 04/mask.")
    private String only;

    @Option(names = "--out", paramLabel = "DIR", description = "Where table, journal and every judgement go. Default: work/confidence")
    private Path out;

    @Option(names = "--resume", description = "Goes on with what --out holds, under the same seeds.")
    private boolean resume;

    @Option(names = "--readme", description = "Puts the table into README.md.")
    private boolean readme;

    @Mixin
    private SandboxChoice sandboxChoice;

    @Override
    public Integer call() throws Exception {
        check();
        Kit kit = Kit.here();
        ReadmeTable page = new ReadmeTable(kit.home().resolve("README.md"));
        if (readme) {
            page.check();
        }
        Subjects subjects = new Subjects(kit.home(), kit.manifest(), only);
        List<Lab> labs = labs(kit, subjects);
        Path results = out == null ? kit.work().resolve("confidence") : out;
        SeedChoice choice = SeedChoice.of(results, resume, from, seeds);
        Path scratch = Files.createTempDirectory("iommu-confidence");
        try (Sandbox sandbox = sandboxChoice.forOwn(spec.commandLine().getErr())) {
            Rooms rooms = new Rooms(sandbox);
            List<Suite> suites = choice.seeds().stream().map(kit::suite).toList();
            int atATime = workers == null ? Runtime.getRuntime().availableProcessors() : workers;
            try (Trials trials = new Trials(rooms, scratch)) {
                Measurement measurement = new Measurement(subjects, trials, Ledger.open(results.resolve("journal.jsonl")),
                        new Measurement.Terms(suites, repeats, atATime, Grader.identity(kit, kit.suite(0), rooms)));
                return show(measure(measurement, labs), results, choice, readme ? page : null);
            }
        } finally {
            Folders.delete(scratch);
        }
    }

    private void check() {
        if (seeds < 1 || repeats < 0 || workers != null && workers < 1) {
            throw new UsageException("--seeds and --workers must be at least 1, --repeats at least 0");
        }
    }

    private List<Lab> labs(Kit kit, Subjects subjects) throws IOException {
        List<Lab> labs = new ArrayList<>();
        for (Lab lab : numbers.isEmpty() ? kit.manifest().labs() : kit.labs(numbers.stream().distinct().sorted().toList())) {
            if (!subjects.of(lab).isEmpty()) {
                labs.add(lab);
            } else if (!numbers.isEmpty()) {
                throw new UsageException("lab " + lab.number() + " has no such seeded bugs in autograder/confidence");
            }
        }
        if (labs.isEmpty()) {
            throw new UsageException("no seeded bug or equivalent is named like '" + only + "'");
        }
        return labs;
    }

    /** What was measured: rows of the table, every judgement, and what flaked. */
    private record Measured(List<Scores> rows, List<Seen> seen, List<String> flakes) {
    }

    private Measured measure(Measurement measurement, List<Lab> labs) throws IOException, InterruptedException {
        Progress progress = Progress.of(measurement.judgements(labs), spec.commandLine().getOut());
        List<Scores> rows = new ArrayList<>();
        List<Seen> all = new ArrayList<>();
        List<String> flakes = new ArrayList<>();
        Map<Lab, List<Seen>> seen = measurement.subjects(labs, sentence -> progress.step(sentence, sentence));
        Map<Lab, List<String>> unsteady = measurement.flakes(seen, sentence -> progress.step(sentence, sentence));
        progress.done();
        for (Lab lab : labs) {
            rows.add(Scores.of(lab.id(), seen.get(lab), new Rate(unsteady.get(lab).size(), repeats)));
            all.addAll(seen.get(lab));
            flakes.addAll(unsteady.get(lab));
        }
        rows.add(Scores.of("all", all, new Rate(flakes.size(), repeats * labs.size())));
        return new Measured(rows, all, flakes);
    }

    private int show(Measured measured, Path results, SeedChoice choice, ReadmeTable page) throws IOException {
        Scores all = measured.rows().getLast();
        String table = ScoreTable.markdown(measured.rows());
        PrintWriter console = spec.commandLine().getOut();
        console.print(table);
        console.println();
        console.println(all.transplanted() + " of the bugs are in code that is not shaped like the reference. Seeds: "
                + choice.seeds());
        List<String> remarks = new ArrayList<>(ScoreTable.remarks(measured.seen()));
        measured.flakes().forEach(flake -> remarks.add("flake: " + flake));
        remarks.forEach(remark -> console.println("  " + remark));
        all.missed().forEach(goal -> console.println("MISSED: " + goal));
        Files.writeString(results.resolve("table.md"), table);
        Files.writeString(results.resolve("judgements.csv"), ScoreTable.csv(measured.seen()));
        Files.writeString(results.resolve("confidence.json"), new ObjectMapper().writerWithDefaultPrettyPrinter().writeValueAsString(
                Map.of("seeds", choice.seeds(), "rows", measured.rows(), "missed", all.missed(), "remarks", remarks)));
        if (page != null) {
            page.write(table);
        }
        console.println("Every judgement: " + results.resolve("judgements.csv"));
        console.flush();
        return all.missed().isEmpty() ? Exit.DONE : Exit.WORK_FAILS;
    }
}
