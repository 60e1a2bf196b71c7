package iommu.grade.cli;

import iommu.arch.stimulus.Answer;
import iommu.grade.intake.Intake;
import iommu.grade.intake.IntakeResult;
import iommu.grade.intake.LabSources;
import iommu.grade.intake.UsageException;
import iommu.grade.judge.Folders;
import iommu.grade.judge.PreparedCase;
import iommu.grade.judge.Rooms;
import iommu.grade.judge.RunJudge;
import iommu.grade.labs.Group;
import iommu.grade.labs.Lab;
import iommu.grade.recorded.RecordedCases;
import iommu.grade.sandbox.Outcome;
import iommu.grade.sandbox.ProbeSession;
import iommu.grade.sandbox.Reply;
import iommu.grade.sandbox.Sandbox;
import iommu.scenario.Expander;
import iommu.scenario.Plan;
import iommu.scenario.Room;
import iommu.scenario.Scenario;
import iommu.scenario.Step;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

@Command(name = "replay", mixinStandardHelpOptions = true, version = Main.VERSION,
        description = {"Runs a scenario step by step on your room.",
            "One that the kit came with is judged by what is allowed in it, any other by what its lines say."},
        footer = {"", "Example: ./iommu replay work/lab02-walk/counterexamples/02.rights.vtd"})
final class StudentReplay implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "A scenario, *.vtd.")
    private Path file;

    @Option(names = "--room", paramLabel = "FOLDER", description = "Where the room is. Default: the lab's folder in work/")
    private Path folder;

    @Option(names = "--lab", paramLabel = "NN", description = "Which lab's room. Default: the one that the scenario speaks to")
    private String number;

    @Mixin
    private SandboxChoice sandboxChoice;

    @Override
    public Integer call() throws Exception {
        Kit kit = Kit.here();
        if (!Files.isRegularFile(file)) {
            throw new UsageException(Files.isDirectory(file) ? file + " is a folder, not a scenario" : "no such file: " + file);
        }
        Scenario scenario = Scenario.parse(file.getFileName().toString(), Files.readString(file));
        Plan plan = Expander.expand(scenario);
        Lab lab = number != null ? kit.lab(number) : kit.manifest().labs().stream().filter(each -> isMeant(kit, each, plan)).findFirst()
                .orElseThrow(() -> new UsageException("which lab's room is to answer? Say --lab NN"));
        if (Rooms.room(lab) != plan.room()) {
            throw new UsageException(file + " speaks to the room " + plan.room() + ", lab " + lab.number() + " writes the room "
                    + Rooms.room(lab));
        }
        return play(kit, lab, prepared(kit, lab, scenario, plan)) ? Exit.DONE : Exit.WORK_FAILS;
    }

    /** The lab in whose folder the file lies; else one that has been begun and writes such a room. */
    private boolean isMeant(Kit kit, Lab lab, Plan plan) {
        Path place = file.toAbsolutePath().normalize();
        boolean inLab = place.startsWith(kit.work(lab)) || place.startsWith(kit.labs().resolve(lab.folder()));
        boolean inSome = kit.manifest().labs().stream().anyMatch(l -> place.startsWith(kit.work(l))
                || place.startsWith(kit.labs().resolve(l.folder())));
        return inSome ? inLab : kit.desk().hasBegun(lab) && Rooms.room(lab) == plan.room();
    }

    private PreparedCase prepared(Kit kit, Lab lab, Scenario scenario, Plan plan) {
        List<String> names = List.of(scenario.name().replaceFirst("\\.vtd$", ""), file.toAbsolutePath().getParent().getFileName().toString());
        Optional<Group> group = lab.groups().stream().filter(g -> names.contains(g.id())).findFirst();
        Optional<PreparedCase> known = group.flatMap(g -> new RecordedCases(kit.labs()).beginning(lab, g, scenario));
        if (known.isEmpty() && plan.room() == Room.UNIT) {
            throw new UsageException(file + ": the rooms of a unit answer here in the runs that the kit came with, and in what check has left of them; "
                    + "the course's grader plays any run");
        }
        return known.orElseGet(() -> new PreparedCase(scenario, plan, plan.steps().stream().map(Step::expectation).toList(), Optional.empty()));
    }

    private boolean play(Kit kit, Lab lab, PreparedCase graded) throws IOException {
        Path at = folder == null ? kit.work(lab) : folder;
        LabSources sources = new Intake(kit.manifest()).read(at) instanceof IntakeResult.Received received
                ? received.submission().labs().get(lab.number()) : null;
        if (sources == null || sources.rejection().isPresent()) {
            throw new UsageException(at + ": " + (sources == null ? "there is no room for lab " + lab.number() : sources.rejection().get()));
        }
        Path scratch = Files.createTempDirectory("iommu-replay");
        try (Sandbox sandbox = sandboxChoice.forOwn(spec.commandLine().getErr())) {
            Rooms rooms = new Rooms(sandbox);
            Path classes = switch (rooms.compile(Map.of(lab, sources), scratch).get(lab.number())) {
                case Outcome.Compiled compiled -> compiled.classes();
                case Outcome.Rejected rejected -> throw new UsageException("lab " + lab.number() + " " + rejected.reason() + ": "
                        + String.join("; ", rejected.errors()));
                case Outcome.Inconclusive host -> throw new IOException(host.why());
            };
            try (ProbeSession session = rooms.open(lab, classes)) {
                boolean right = play(graded, session);
                StepText.printed(session, spec.commandLine().getOut());
                return right;
            }
        } finally {
            Folders.delete(scratch);
        }
    }

    private boolean play(PreparedCase graded, ProbeSession session) {
        PrintWriter out = spec.commandLine().getOut();
        RunJudge judge = graded.begin();
        session.serve(judge.neighbours());
        session.startCase(graded.plan().capabilities(), graded.plan().capacity());
        StepText text = new StepText(graded, out);
        List<Step> steps = graded.plan().steps();
        for (int i = 0; i < steps.size(); i++) {
            Reply reply = session.ask(steps.get(i).stimulus());
            if (judge.gap().isPresent()) {
                out.println("From line " + steps.get(i).line() + " on this run is not judged here: " + judge.gap().get() + ". The grader judges it.");
                return true;
            }
            switch (reply) {
                case Reply.Ended ended -> {
                    out.println("The room's process ended at line " + steps.get(i).line() + ": " + ended.text());
                    return false;
                }
                case Reply.Answered(Answer answer) -> {
                    Optional<RunJudge.Objection> objection = answer instanceof Answer.Broken
                            ? Optional.of(new RunJudge.Objection("", List.of())) : judge.judge(i, answer);
                    text.show(i, answer, objection, judge.silence());
                    if (objection.isPresent()) {
                        out.println("This answer is not allowed.");
                        return false;
                    }
                }
            }
        }
        out.println(judge.silence().isPresent() ? "No answer was found wrong; not everything is judged here." : "No answer is wrong.");
        return true;
    }
}
