package iommu.grade.sandbox;

import java.nio.file.Path;

/**
 * A compiler that stays up between the versions of one learner's lab, so that it is warm for the next. Nothing that it
 * compiles runs in it. Not for several threads at once.
 */
public final class StandingCompiler implements AutoCloseable {

    private final CompilerProcess process;

    public StandingCompiler(Sandbox sandbox) {
        process = new CompilerProcess(sandbox, Limits.COMPILER);
    }

    /** Compiles against {@code arch} alone. @param folder where the classes go */
    public Outcome compile(Unit lab, Path folder) {
        return Compiler.compile(process, lab, folder);
    }

    @Override
    public void close() {
        process.close();
    }
}
