package iommu.grade.proof;

import iommu.grade.intake.LabSources;
import iommu.grade.intake.SourceFile;
import iommu.grade.intake.Submission;
import iommu.grade.judge.SubmissionJudge;
import iommu.grade.judge.Stubs;
import iommu.grade.judge.Suite;
import iommu.grade.labs.Group;
import iommu.grade.labs.Lab;
import iommu.grade.stub.StubCutter;
import iommu.grade.stub.StubException;
import iommu.grade.stub.StubPlan;
import iommu.grade.verdict.GroupResult;
import iommu.grade.verdict.LabResult;
import iommu.grade.verdict.SubmissionResult;
import iommu.grade.verdict.Verdict;
import iommu.scenario.Scenario;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** What must be true of the labs as they lie in the tree. */
public final class Proof {

    private final Path home;
    private final Suite suite;
    private final Stubs stubs;
    private final SubmissionJudge judge;

    /** @param home the root of the kit @param judge one that grades with {@code suite} */
    public Proof(Path home, Suite suite, Stubs stubs, SubmissionJudge judge) {
        this.home = home;
        this.suite = suite;
        this.stubs = stubs;
        this.judge = judge;
    }

    private List<Lab> labs() {
        return suite.manifest().labs();
    }

    /** Every stub is what the cutter makes of the reference now. */
    public Check stubsAreCutFromTheReference() throws IOException {
        List<String> objections = new ArrayList<>();
        for (Lab lab : labs()) {
            if (!Files.readString(stubs.file(lab)).equals(cut(lab))) {
                objections.add(home.relativize(stubs.file(lab)) + " differs from a fresh cut; ./iommu proof --recut writes it anew");
            }
        }
        return new Check("every stub equals a fresh cut of the reference", objections);
    }

    /** Writes every stub anew. */
    public void recut() throws IOException {
        for (Lab lab : labs()) {
            Files.createDirectories(stubs.file(lab).getParent());
            Files.writeString(stubs.file(lab), cut(lab));
        }
    }

    private String cut(Lab lab) throws IOException {
        try {
            return StubCutter.cut(home.resolve(lab.source()),
                    new StubPlan(lab.number(), lab.packageName(), lab.blank(), lab.keep()));
        } catch (StubException e) {
            throw new IOException("no stub can be cut for lab " + lab.number() + ": " + e.getMessage(), e);
        }
    }

    /** Every group of a stub fails, and says that it isn't written yet. */
    public Check stubsFailOnlyByNotBeingWritten(Path scratch) throws IOException {
        TreeMap<String, LabSources> sent = new TreeMap<>();
        for (Lab lab : labs()) {
            String touched = Files.readString(stubs.file(lab)) + "\n// touched, so that it is run\n";
            sent.put(lab.number(), new LabSources(lab.number(), List.of(new SourceFile(lab.entry() + ".java",
                    lab.packageName() + "/" + lab.entry() + ".java", touched)), Optional.empty()));
        }
        SubmissionResult result = judge.judge(new Submission("stub", "", sent, List.of()), labs(), scratch);
        List<String> objections = new ArrayList<>();
        for (LabResult lab : result.labs()) {
            for (GroupResult group : lab.groups()) {
                if (group.verdict() != Verdict.FAILED || !group.message().equals("Not written yet.")) {
                    objections.add(group.id() + ": " + group.verdict() + " " + group.message());
                }
            }
        }
        return new Check("every stub fails, and only by not being written", objections);
    }

    /** The reference's rooms, sent as a learner's, get every point. */
    public Check referencePassesEveryLab(Path scratch) throws IOException {
        return everyGroup("the reference passes every lab", judge.judge(Samples.reference(home, labs()), labs(), scratch),
                Verdict.PASSED);
    }

    /** Rooms that answer without looking get no point. */
    public Check constantRoomScoresNothing(String kind, Path scratch) throws IOException {
        return everyGroup("the constant room " + kind + " scores 0",
                judge.judge(Samples.constant(kind, labs()), labs(), scratch), Verdict.FAILED);
    }

    private static Check everyGroup(String sentence, SubmissionResult result, Verdict wanted) {
        List<String> objections = new ArrayList<>();
        for (LabResult lab : result.labs()) {
            if (!lab.message().isEmpty()) {
                objections.add(lab.lab() + ": " + lab.message());
            }
            lab.groups().stream().filter(g -> g.verdict() != wanted)
                    .forEach(g -> objections.add(g.id() + ": " + g.verdict() + " " + g.message()
                            + g.counterexample().map(c -> "\n" + c.scenario()).orElse("")));
        }
        return new Check(sentence, objections);
    }

    /** What the visible scenarios say is expected is what the oracle allows. */
    public Check visibleExpectationsAreTheOracles() {
        List<String> objections = new ArrayList<>();
        for (Lab lab : labs()) {
            for (Group group : lab.groups()) {
                List<Scenario> visible = suite.visible(lab, group);
                if (visible.isEmpty()) {
                    objections.add(group.id() + " has no visible scenario");
                }
                visible.forEach(scenario -> objections.addAll(
                        WrittenExpectations.objections(scenario, group)));
            }
        }
        return new Check("every visible expectation is the oracle's set", objections);
    }

    /** Each lab's folder holds what the manifest names and nothing else; each stage has its heading. */
    public Check foldersHoldWhatTheManifestNames() throws IOException {
        List<String> objections = new ArrayList<>();
        for (Lab lab : labs()) {
            objections.addAll(LabFolder.objections(home.resolve("labs"), lab));
        }
        objections.addAll(LabFolder.unlisted(home.resolve("labs"), labs()));
        return new Check("nothing lies in a lab that the manifest does not name, and every link, stage, hint and page for instructors is there",
                objections);
    }
}
