package iommu.grade.sandbox;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Compiles a submission's labs in the sandbox: one process for all, one lab after another. If it does not survive a
 * lab, that lab is tried again alone, so that none suffers for another.
 */
public final class Compiler {

    private final Sandbox sandbox;
    private final Limits limits;

    public Compiler(Sandbox sandbox) {
        this(sandbox, Limits.COMPILER);
    }

    /** @param limits for each lab */
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
        try (CompilerProcess process = new CompilerProcess(sandbox, limits)) {
            for (Unit lab : labs) {
                outcomes.put(lab.lab(), compile(process, lab, work.resolve(lab.lab())));
            }
        }
        return outcomes;
    }

    /** Compiles in a process that may have compiled other things before; alone, if it does not survive that. */
    static Outcome compile(CompilerProcess process, Unit lab, Path folder) {
        if (!process.isFresh()) {
            try {
                Outcome outcome = process.compile(lab, folder);
                if (!beyondLimits(outcome)) {
                    return outcome;
                }
            } catch (Ending notAlone) {
                // it may be the doing of the labs before: tried again below
            }
        }
        process.close();
        try {
            return process.compile(lab, folder);
        } catch (Ending e) {
            return e.reply().cause() == Cause.SANDBOX ? new Outcome.Inconclusive(e.reply().text())
                    : new Outcome.Rejected(CompilerProcess.BEYOND_LIMITS, List.of(e.reply().text()));
        }
    }

    private static boolean beyondLimits(Outcome outcome) {
        return outcome instanceof Outcome.Rejected(String reason, List<String> e) && reason.equals(CompilerProcess.BEYOND_LIMITS);
    }
}
