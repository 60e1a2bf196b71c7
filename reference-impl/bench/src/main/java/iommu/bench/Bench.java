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

    private static final String README = "--readme";
    private static final String SECTION = "## Speed\n";

    private Bench() {
    }

    public static void main(String[] arguments) throws IOException, RunnerException {
        System.setProperty("jmh.ignoreLock", "true"); // other benchmarks on this machine are noise like any other
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        List<String> given = List.of(arguments);
        int readme = given.indexOf(README);
        boolean quick = given.contains("--quick");
        Rounds rounds = quick ? Rounds.QUICK : Rounds.FULL;
        Table table = new Table(rounds.measure(Table.WORKS, System.err), Footprint.perTranslation());
        String text = about(rounds) + "\n" + table.markdown();
        out.println(text);
        if (readme >= 0) {
            write(Path.of(given.get(readme + 1)), text);
        }
        boolean fails = given.contains("--gate") && !table.allMet();
        System.exit(fails ? 1 : 0);
    }

    private static String about(Rounds rounds) {
        return "Medians of " + rounds.rounds() + " rounds of " + rounds.iterations() + " x " + rounds.iterationMillis()
                + " ms, processor time of the measuring threads, on JDK " + Runtime.version().feature() + " with "
                + Runtime.getRuntime().availableProcessors() + " processors. Figures depend on the machine, ratios hold.\n"
                + "A number before a ratio is the dividend, then the divisor. With other work on the machine the last two\n"
                + "ratios of readers come out better than they are: readers that take turns don't meet.\n";
    }

    /** Replaces what stands between the heading and the next one. */
    private static void write(Path file, String text) throws IOException {
        String old = Files.readString(file);
        int start = old.indexOf(SECTION);
        if (start < 0) {
            throw new IOException(file + " has no section \"Speed\"");
        }
        int body = start + SECTION.length();
        int next = old.indexOf("\n## ", body);
        String rest = next < 0 ? "" : old.substring(next);
        Files.writeString(file, old.substring(0, body) + "\n" + text + rest);
    }
}
