package iommu.grade.cli;

import iommu.grade.handout.HandoutProof;
import iommu.grade.judge.Folders;
import iommu.grade.judge.Rooms;
import iommu.grade.judge.SubmissionJudge;
import iommu.grade.judge.Suite;
import iommu.grade.proof.Check;
import iommu.grade.proof.Proof;
import iommu.grade.proof.Samples;
import iommu.grade.sandbox.Sandbox;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

@Command(name = "proof", mixinStandardHelpOptions = true, version = Main.VERSION,
        description = "Proves the kit: stubs are cut from the reference and fail, the reference passes, nothing lies about.",
        footer = {"", "Example: ./iommu proof"})
final class ProofCommand implements Callable<Integer> {

    /** Of a lab's seeded bugs and equivalents, each so-manieth. */
    private static final int SAMPLE = 16;

    @Spec
    private CommandSpec spec;

    @Option(names = "--recut", description = "First write every stub anew from the reference.")
    private boolean recut;

    @Option(names = "--every", description = "Holds the handout against the grader over every seeded bug, not a few of each lab.")
    private boolean every;

    @Mixin
    private SandboxChoice sandboxChoice;

    private boolean holds = true;

    /** One check, made in a folder of its own. */
    private interface Making {
        Check make(Path scratch) throws IOException;
    }

    @Override
    public Integer call() throws Exception {
        Kit kit = Kit.here();
        Suite suite = kit.suite(1).unshrunk();
        Sandbox sandbox = sandboxChoice.forOwn(spec.commandLine().getErr());
        Proof proof = new Proof(kit.home(), suite, kit.stubs(), new SubmissionJudge(suite, new Rooms(sandbox), kit.stubs()));
        if (recut) {
            proof.recut();
        }
        show(scratch -> proof.foldersHoldWhatTheManifestNames());
        show(scratch -> proof.stubsAreCutFromTheReference());
        show(scratch -> proof.visibleExpectationsAreTheOracles());
        show(proof::stubsFailOnlyByNotBeingWritten);
        show(proof::referencePassesEveryLab);
        for (String kind : Samples.CONSTANT) {
            show(scratch -> proof.constantRoomScoresNothing(kind, scratch));
        }
        HandoutProof handout = new HandoutProof(kit.home(), kit.manifest(), new Rooms(sandbox), kit.stubs());
        show(handout::referenceAndStubsEndAsTheyShould);
        show(scratch -> handout.verdictsAreTheGraders(every ? 1 : SAMPLE, scratch));
        return holds ? Exit.DONE : Exit.KIT_FAILED;
    }

    private void show(Making making) throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        Path scratch = Files.createTempDirectory("iommu-proof");
        try {
            Check check = making.make(scratch);
            holds &= check.holds();
            out.println((check.holds() ? "holds  " : "FAILS  ") + check.sentence());
            check.objections().forEach(o -> out.println("         " + o.replace("\n", "\n         ")));
            out.flush();
        } finally {
            Folders.delete(scratch);
        }
    }
}
