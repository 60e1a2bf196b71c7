package iommu.probe;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The compiler's process: {@code CompileMain SOCKET ARCH-JAR SCRATCH-FOLDER}. Compiles one lab after another for a
 * judge; nothing that it compiles is ever run in it.
 */
public final class CompileMain {

    private static final int BAD_ORDER = 70;

    private CompileMain() {
    }

    public static void main(String[] args) throws IOException {
        JudgeLine judge = JudgeLine.open(Path.of(args[0]), Order.SOURCES_LIMIT);
        LabCompiler compiler = new LabCompiler(Path.of(args[1]), Path.of(args[2]));
        try {
            for (Optional<Order> order = judge.hear(); order.isPresent(); order = judge.hear()) {
                if (!(order.get() instanceof Order.Compile compile)) {
                    throw new ProtocolException("a compiler only compiles");
                }
                judge.say(compiler.compile(compile.sources()));
            }
        } catch (ProtocolException e) {
            System.err.println("compiler: " + e.getMessage());
            Runtime.getRuntime().halt(BAD_ORDER);
        }
        Runtime.getRuntime().halt(0);
    }
}
