package iommu.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.openjdk.jmh.runner.RunnerException;

/**
 * Measures and prints the table. Arguments: {@code --quick} for about a minute, {@code --gate} to exit with 1 if a gate
 * is not met, {@code --readme FILE} to put the table into that file's section "Speed".
 */
public final class Bench {

    private static final int GATE_MISSED = 1;
    private static final int FAILED = 3;
    private static final String README = "--readme";
    private static final String SECTION = "## Speed\n";

    private Bench() {
    }

    public static void main(String[] arguments) {
        try {
            System.exit(run(List.of(arguments)));
        } catch (IOException | RunnerException e) {
            System.err.println("bench: " + e.getMessage());
            System.exit(FAILED);
        }
    }

    private static int run(List<String> given) throws IOException, RunnerException {
        System.setProperty("jmh.ignoreLock", "true"); // other benchmarks on this machine are noise like any other
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        int readme = given.indexOf(README);
        if (readme >= 0 && !Files.readString(Path.of(given.get(readme + 1))).contains(SECTION)) {
            throw new IOException(given.get(readme + 1) + " has no section \"Speed\"");
        }
        boolean quick = given.contains("--quick");
        Rounds rounds = quick ? Rounds.QUICK : Rounds.FULL;
        Table table = new Table(rounds.measure(Table.WORKS, System.err), Footprint.perTranslation(), NobodyListens.measure());
        String text = about(rounds) + "\n" + table.markdown();
        out.println(text);
        if (readme >= 0) {
            write(Path.of(given.get(readme + 1)), text);
        }
        return given.contains("--gate") && !table.allMet() ? GATE_MISSED : 0;
    }

    private static String about(Rounds rounds) {
        return "Printed by `./iommu bench`. Processor time of the measuring threads per operation, medians of "
                + rounds.rounds() + " rounds of " + rounds.iterations() + " x\n" + rounds.iterationMillis()
                + " ms in fresh JVMs, JDK " + Runtime.version().feature() + ", serial collector, "
                + Runtime.getRuntime().availableProcessors() + " processors. Figures depend on the machine, ratios hold;\n"
                + "a / b are the two sides of the ratio. Where other work shares the processors, threads that should meet\n"
                + "take turns, and the two rows with two threads look better than they are. The naive unit is a `HashMap` of\n"
                + "records behind `synchronized`, invalidated by scanning, that walks as the plain room does.\n";
    }

    /** Replaces what stands between the heading and the next one. */
    private static void write(Path file, String text) throws IOException {
        String old = Files.readString(file);
        int body = old.indexOf(SECTION) + SECTION.length();
        int next = old.indexOf("\n## ", body);
        String rest = next < 0 ? "" : old.substring(next);
        Files.writeString(file, old.substring(0, body) + "\n" + text + rest);
    }
}
