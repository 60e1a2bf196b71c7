package iommu.grade.cli;

import iommu.grade.intake.Intake;
import iommu.grade.intake.IntakeResult;
import iommu.grade.intake.LabSources;
import iommu.grade.intake.UsageException;
import iommu.grade.judge.Folders;
import iommu.grade.judge.Lawbook;
import iommu.grade.judge.PreparedCase;
import iommu.grade.judge.Reference;
import iommu.grade.judge.Replay;
import iommu.grade.judge.Rooms;
import iommu.grade.labs.Group;
import iommu.grade.labs.Lab;
import iommu.grade.sandbox.Outcome;
import iommu.grade.sandbox.ProbeSession;
import iommu.grade.sandbox.Reply;
import iommu.grade.sandbox.Sandbox;
import iommu.peers.recording.ReplayReport;
import iommu.peers.recording.Replayer;
import iommu.scenario.Expander;
import iommu.scenario.Room;
import iommu.scenario.Scenario;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.CharacterCodingException;
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
        description = {"Runs a scenario step by step: on the reference, or on a learner's room.",
                "Or plays a recording of a real guest on the reference, and compares every answer."},
        footer = {"", "Examples: ./iommu replay labs/lab02-walk/scenarios/02.levels/four-levels.vtd",
                "          ./iommu replay work/grades/amy/02.rights.vtd --room submissions/amy --lab 02",
                "          ./iommu replay recordings/linux-cm1.events.gz"})
final class ReplayCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "FILE", description = "A scenario, *.vtd, or a recording, *.events or *.events.gz.")
    private Path file;

    @Option(names = "--room", paramLabel = "SUBMISSION", description = "The submission whose room is to answer.")
    private Path submission;

    @Option(names = "--lab", paramLabel = "NN", description = "Which lab's room.")
    private String number;

    @Mixin
    private SandboxChoice sandboxChoice;

    @Override
    public Integer call() throws Exception {
        Kit kit = Kit.here();
        if ((submission == null) != (number == null)) {
            throw new UsageException("--room SUBMISSION and --lab NN go together");
        }
        if (!Files.isRegularFile(file)) {
            throw new UsageException(Files.isDirectory(file) ? file + " is a folder, not a scenario" : "no such file: " + file);
        }
        if (isRecording()) {
            return replayRecording();
        }
        Scenario scenario = Scenario.parse(file.getFileName().toString(), read());
        Replay replay = new Replay(spec.commandLine().getOut());
        if (submission == null) {
            PreparedCase graded = prepare(kit, scenario);
            var reference = Reference.of(graded.plan());
            boolean right = replay.run(graded, step -> new Reply.Answered(reference.apply(step)));
            return replay.fileIsWrong() ? Exit.USAGE : right ? Exit.DONE : Exit.WORK_FAILS;
        }
        return replay(kit, scenario, replay);
    }

    /**
     * By the law; but a room that is judged as it goes by what the group asks that the file, or its folder, is called after, as
     * a group may be about a part of its room.
     */
    private PreparedCase prepare(Kit kit, Scenario scenario) {
        Path folder = file.toAbsolutePath().getParent();
        List<String> names = List.of(scenario.name().replaceFirst("\\.vtd$", ""), String.valueOf(folder.getFileName()));
        Optional<Group> group = kit.manifest().labs().stream().flatMap(lab -> lab.groups().stream())
                .filter(g -> names.contains(g.id())).findFirst();
        return group.isPresent() && Expander.expand(scenario).room().judgedAsItGoes()
                ? Lawbook.prepare(group.get(), scenario) : Lawbook.prepare(scenario);
    }

    private boolean isRecording() {
        String name = file.getFileName().toString();
        return name.endsWith(".events") || name.endsWith(".events.gz");
    }

    private int replayRecording() throws IOException {
        if (submission != null) {
            throw new UsageException("a recording is of a whole unit: it plays on the reference, not on one room");
        }
        ReplayReport report = Replayer.replay(file);
        PrintWriter out = spec.commandLine().getOut();
        out.print(report.text());
        out.flush();
        return report.nothingWrong() ? Exit.DONE : Exit.WORK_FAILS;
    }

    private String read() throws IOException {
        try {
            return Files.readString(file);
        } catch (CharacterCodingException e) {
            throw new UsageException(file + " is not UTF-8 text");
        }
    }

    private int replay(Kit kit, Scenario scenario, Replay replay) throws Exception {
        Lab lab = kit.lab(number);
        PreparedCase graded = prepare(kit, scenario);
        Room room = Rooms.room(lab);
        if (graded.plan().room() != room) {
            throw new UsageException(file + " speaks to the room " + graded.plan().room() + ", lab " + number
                    + " writes the room " + room);
        }
        if (!(new Intake(kit.manifest()).read(submission) instanceof IntakeResult.Received received)) {
            throw new UsageException(submission + " can't be read as a submission");
        }
        LabSources sources = received.submission().labs().get(lab.number());
        if (sources == null || sources.rejection().isPresent()) {
            throw new UsageException(submission + ": " + (sources == null ? "nothing was sent for lab " + number
                    : sources.rejection().get()));
        }
        Path scratch = Files.createTempDirectory("iommu-replay");
        try (Sandbox sandbox = sandboxChoice.forMany(kit, List.of(received.submission()), spec.commandLine().getErr())) {
            Rooms rooms = new Rooms(sandbox);
            Path classes = switch (rooms.compile(Map.of(lab, sources), scratch).get(lab.number())) {
                case Outcome.Compiled compiled -> compiled.classes();
                case Outcome.Rejected rejected -> throw new UsageException(submission + ": lab " + number + " "
                        + rejected.reason() + ": " + String.join("; ", rejected.errors()));
                case Outcome.Inconclusive host -> throw new IOException(host.why());
            };
            try (ProbeSession session = rooms.open(lab, classes)) {
                boolean right = replay.play(graded, neighbours -> {
                    session.serve(neighbours);
                    session.startCase(graded.plan().capabilities(), graded.plan().capacity());
                    return session::ask;
                });
                StepText.printed(session, spec.commandLine().getOut());
                return right ? Exit.DONE : Exit.WORK_FAILS;
            }
        } finally {
            Folders.delete(scratch);
        }
    }
}
