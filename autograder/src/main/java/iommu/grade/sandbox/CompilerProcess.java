package iommu.grade.sandbox;

import iommu.probe.CompileMain;
import iommu.probe.Order;
import iommu.probe.Report;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** A compiler in the sandbox, started when it is first needed, and anew after it did not survive a lab. */
final class CompilerProcess implements AutoCloseable {

    static final String BEYOND_LIMITS = "did not compile within limits";
    private static final int STACK_KIB = 2048;

    private final Sandbox sandbox;
    private final Limits limits;
    private Conversation conversation;
    private Job job;

    CompilerProcess(Sandbox sandbox, Limits limits) {
        this.sandbox = sandbox;
        this.limits = limits;
    }

    /** Whether no lab has been compiled in the process that the next one will get. */
    boolean isFresh() {
        return conversation == null;
    }

    /** @param folder where the classes go @throws Ending if the process did not survive; it is closed then */
    Outcome compile(Unit lab, Path folder) throws Ending {
        try {
            return outcome(report(lab), folder);
        } catch (IOException e) {
            return new Outcome.Inconclusive("the classes can't be written: " + e.getMessage());
        } catch (Ending e) {
            close();
            throw e;
        }
    }

    private Report report(Unit lab) throws IOException, Ending {
        if (conversation == null) {
            job = sandbox.job(CompileMain.class.getName(),
                    List.of(Job.INSIDE + "/s", Job.KIT + "/arch.jar", Job.SCRATCH), STACK_KIB);
            conversation = sandbox.start(job, limits, Report.CLASSES_LIMIT);
        }
        conversation.newCase();
        conversation.say(new Order.Compile(lab.sources().stream().map(s -> new Order.Source(s.name(), s.text())).toList()));
        Report report = conversation.hear();
        conversation.expectSilence();
        return report;
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
            case Report.OfRoom c -> throw new Ending(Cause.PROTOCOL, "called a room");
            case Report.Answered a -> throw new Ending(Cause.PROTOCOL, "answered what nobody asked");
        };
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
