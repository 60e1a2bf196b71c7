package iommu.grade.cli;

import iommu.grade.intake.Intake;
import iommu.grade.intake.IntakeResult;
import iommu.grade.intake.Submission;
import iommu.grade.intake.UsageException;
import iommu.grade.sandbox.Sandbox;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Option;

/** Which walls there are around learner code, and whose code may run without any. */
final class SandboxChoice {

    private enum Kind {
        auto, none
    }

    @Option(names = "--sandbox", defaultValue = "auto", paramLabel = "KIND",
            description = "auto: the best that this machine offers; none: run learner code without walls. "
                    + "Default: ${DEFAULT-VALUE}")
    private Kind kind;

    /** For other people's work: without walls only if that was said aloud, or if the kit brought the work itself. */
    Sandbox forMany(Kit kit, List<Submission> submissions, PrintWriter err) throws IOException {
        Sandbox sandbox = kind == Kind.none ? Sandbox.plain() : Sandbox.best();
        if (sandbox.notice().isPresent()) {
            if (kind == Kind.auto && !bundled(kit).containsAll(submissions.stream().map(Submission::receipt).toList())) {
                throw new UsageException("there is no sandbox on this machine, and submissions are other people's code. "
                        + "Install bubblewrap, or accept the risk with --sandbox none");
            }
            warn(sandbox, err);
        }
        return sandbox;
    }

    /** For the learner's own work. */
    Sandbox forOwn(PrintWriter err) throws IOException {
        Sandbox sandbox = kind == Kind.none ? Sandbox.plain() : Sandbox.best();
        if (sandbox.notice().isPresent()) {
            warn(sandbox, err);
        }
        return sandbox;
    }

    private static void warn(Sandbox sandbox, PrintWriter err) {
        sandbox.notice().ifPresent(err::println);
        err.flush();
    }

    /** The receipts of the examples that the kit brings. */
    private static Set<String> bundled(Kit kit) throws IOException {
        Set<String> receipts = new HashSet<>();
        if (Files.isDirectory(kit.examples())) {
            Intake intake = new Intake(kit.manifest());
            for (Path example : Intake.find(List.of(kit.examples()))) {
                if (intake.read(example) instanceof IntakeResult.Received received) {
                    receipts.add(received.submission().receipt());
                }
            }
        }
        return receipts;
    }
}
