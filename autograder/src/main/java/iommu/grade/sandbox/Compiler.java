package iommu.grade.sandbox;

import iommu.probe.CompileMain;
import iommu.probe.Order;
import iommu.probe.Report;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Compiles a submission's labs in the sandbox: one process for all, one lab after another. If it does not survive a
 * lab, that lab is tried again alone, so that none suffers for another.
 */
public final class Compiler {

    private static final int STACK_KIB = 2048;
    private static final int RESPONSE_LIMIT = Report.CLASSES_LIMIT;
    private static final String BEYOND_LIMITS = "did not compile within limits";

    private final Sandbox sandbox;
    private final Limits limits;

    public Compiler(Sandbox sandbox) {
        this(sandbox, Limits.COMPILER);
    }

    public Compiler(Sandbox sandbox, Limits limits) {
        this.sandbox = sandbox;
        this.limits = limits;
    }

    /**
     * Compiles each lab against {@code arch} alone.
     *
     * @param work where the classes go: a folder for each lab
     * @return an outcome for each lab, in order
     */
    public Map<String, Outcome> compile(List<Unit> labs, Path work) {
        Map<String, Outcome> outcomes = new LinkedHashMap<>();
        try (Process process = new Process()) {
            for (Unit lab : labs) {
                outcomes.put(lab.lab(), compile(process, lab, work));
            }
        }
        return outcomes;
    }

    private Outcome compile(Process process, Unit lab, Path work) {
        boolean fresh = process.isFresh();
        Reply.Ended ended = null;
        for (boolean alone = fresh;; alone = true) {
            try {
                return outcome(process.compile(lab), work.resolve(lab.lab()));
            } catch (Ending e) {
                ended = e.reply();
                process.close();
            } catch (IOException e) {
                return new Outcome.Inconclusive("the classes can't be written: " + e.getMessage());
            }
            if (alone) {
                return ended.cause() == Cause.SANDBOX ? new Outcome.Inconclusive(ended.text())
                        : new Outcome.Rejected(BEYOND_LIMITS, List.of(ended.text()));
            }
        }
    }

    private static Outcome outcome(Report report, Path folder) throws IOException, Ending {
        return switch (report) {
            case Report.Compiled(List<Report.ClassFile> classes) -> {
                ClassFolder.write(classes, folder);
                yield new Outcome.Compiled(folder);
            }
            case Report.NotCompiled(boolean bySize, List<String> messages) ->
                new Outcome.Rejected(bySize ? BEYOND_LIMITS : "does not compile", messages);
            case Report.Hello h -> throw new Ending(Cause.PROTOCOL, "greeted twice");
            case Report.Answered a -> throw new Ending(Cause.PROTOCOL, "answered what nobody asked");
        };
    }

    /** The compiler's process, started when it is needed. */
    private final class Process implements AutoCloseable {

        private Conversation conversation;
        private Job job;

        boolean isFresh() {
            return conversation == null;
        }

        Report compile(Unit lab) throws IOException, Ending {
            if (conversation == null) {
                job = sandbox.job(CompileMain.class.getName(),
                        List.of(Job.INSIDE + "/s", Job.KIT + "/arch.jar", Job.SCRATCH), STACK_KIB);
                conversation = sandbox.start(job, limits, RESPONSE_LIMIT);
            }
            conversation.newCase();
            conversation.say(new Order.Compile(lab.sources().stream().map(s -> new Order.Source(s.name(), s.text())).toList()));
            Report report = conversation.hear();
            conversation.expectSilence();
            return report;
        }

        @Override
        public void close() {
            if (conversation != null) {
                conversation.close();
                conversation = null;
            }
            if (job != null) {
                SandboxFolder.delete(job.folder());
                job = null;
            }
        }
    }
}
