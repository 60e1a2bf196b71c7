package iommu.grade.handout;

import iommu.grade.confidence.Subject;
import iommu.grade.confidence.Subjects;
import iommu.grade.intake.LabSources;
import iommu.grade.intake.SourceFile;
import iommu.grade.intake.Submission;
import iommu.grade.judge.Rooms;
import iommu.grade.judge.Stubs;
import iommu.grade.judge.SubmissionJudge;
import iommu.grade.judge.Suite;
import iommu.grade.judge.Trials;
import iommu.grade.labs.Lab;
import iommu.grade.labs.Manifest;
import iommu.grade.proof.Check;
import iommu.grade.proof.Samples;
import iommu.grade.sandbox.Outcome;
import iommu.grade.verdict.GroupResult;
import iommu.grade.verdict.LabResult;
import iommu.grade.verdict.Verdict;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Whether what is handed out judges as the grader does. */
public final class HandoutProof {

    private final Path home;
    private final Manifest manifest;
    private final Rooms rooms;
    private final Stubs stubs;

    /** @param home the kit's folder */
    public HandoutProof(Path home, Manifest manifest, Rooms rooms, Stubs stubs) {
        this.home = home;
        this.manifest = manifest;
        this.rooms = rooms;
        this.stubs = stubs;
    }

    /**
     * Over seeded bugs and equivalents: the handout's verdict is the grader's, answer by answer, and the JUnit tests of a lab pass
     * and fail by the groups that the grader passes and fails.
     *
     * @param every looks at each so-manieth of a lab's
     */
    public Check verdictsAreTheGraders(int every, Path scratch) throws IOException {
        List<String> objections = new ArrayList<>();
        Path labsFolder = home.resolve("labs");
        Suite both = Suite.of(labsFolder, manifest, WrittenSource.compared(labsFolder, objections::add), 1);
        Suite junit = Suite.of(labsFolder, manifest, WrittenSource.junit(labsFolder), 1);
        Subjects subjects = new Subjects(home, manifest, "");
        int seen = 0;
        try (Trials trials = new Trials(rooms, scratch)) {
            for (Lab lab : manifest.labs()) {
                List<Subject> all = subjects.of(lab);
                for (int i = 0; i < all.size(); i += every) {
                    int before = objections.size();
                    look(trials, lab, subjects.sources(lab, all.get(i)), List.of(both, junit), objections);
                    name(all.get(i).name(), objections.subList(before, objections.size()));
                    seen++;
                }
            }
        }
        return new Check("handout verdict = JUnit's verdict = grader's verdict on the visible cases, over " + seen
                + " seeded bugs and equivalents", objections);
    }

    private static void name(String subject, List<String> objections) {
        objections.replaceAll(objection -> subject + ": " + objection);
    }

    private static void look(Trials trials, Lab lab, LabSources sources, List<Suite> suites, List<String> objections) {
        if (!(trials.compile(lab, sources) instanceof Outcome.Compiled(Path classes))) {
            objections.add("it does not compile");
            return;
        }
        try (Trials.Trial trial = trials.open(lab, classes)) {
            List<GroupResult> graders = trial.look(suites.getFirst()).groups();
            graders.stream().filter(g -> g.verdict() == Verdict.INCONCLUSIVE).map(GroupResult::message).forEach(objections::add);
            List<GroupResult> junits = trial.look(suites.getLast()).groups();
            for (int i = 0; i < graders.size(); i++) {
                if (graders.get(i).verdict() != junits.get(i).verdict()) {
                    objections.add(graders.get(i).id() + " is " + graders.get(i).verdict() + " by the grader, "
                            + junits.get(i).verdict() + " by JUnit: " + graders.get(i).message() + junits.get(i).message());
                }
            }
        }
    }

    /** The reference, dropped in, passes everything; a stub fails everything, and only by not being written. */
    public Check referenceAndStubsEndAsTheyShould(Path scratch) throws IOException {
        Suite written = Suite.of(home.resolve("labs"), manifest, WrittenSource.alone(home.resolve("labs")), 1);
        SubmissionJudge judge = new SubmissionJudge(written, rooms, stubs);
        List<String> objections = new ArrayList<>();
        int groups = 0;
        for (LabResult lab : judge.judge(Samples.reference(home, manifest.labs()), manifest.labs(), scratch.resolve("reference")).labs()) {
            for (GroupResult group : lab.groups()) {
                groups++;
                if (group.verdict() != Verdict.PASSED) {
                    objections.add("the reference in " + group.id() + ": " + group.verdict() + " " + group.message());
                }
            }
        }
        for (LabResult lab : judge.judge(touchedStubs(), manifest.labs(), scratch.resolve("stubs")).labs()) {
            lab.groups().stream().filter(g -> g.verdict() != Verdict.FAILED || !g.message().equals("Not written yet."))
                    .forEach(g -> objections.add("the stub in " + g.id() + ": " + g.verdict() + " " + g.message()));
        }
        return new Check("in the handout stubs fail by not being written, and the reference passes all " + groups + " groups", objections);
    }

    private Submission touchedStubs() throws IOException {
        Map<String, LabSources> sent = new TreeMap<>();
        for (Lab lab : manifest.labs()) {
            String touched = Files.readString(stubs.file(lab)) + "\n// touched, so that it is run\n";
            sent.put(lab.number(), new LabSources(lab.number(), List.of(new SourceFile(lab.entry() + ".java",
                    lab.packageName() + "/" + lab.entry() + ".java", touched)), Optional.empty()));
        }
        return new Submission("stub", "", sent, List.of());
    }
}
