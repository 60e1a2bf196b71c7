package iommu.bench;

import java.io.PrintStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * Measures every work once per round, in a JVM of its own, and goes round: what changes on the machine meanwhile changes
 * for all of them.
 *
 * @param rounds            how often
 * @param warmups           iterations that don't count
 * @param iterations        iterations that count
 * @param iterationMillis   how long each takes; a warm-up takes three times as long
 */
record Rounds(int rounds, int warmups, int iterations, int iterationMillis) {

    static final Rounds QUICK = new Rounds(2, 5, 8, 60);
    static final Rounds FULL = new Rounds(5, 5, 10, 100);

    private static final long WARMING = 3;
    private static final String ALLOCATED = "gc.alloc.rate.norm";

    Map<Work, Measured> measure(List<Work> works, PrintStream progress) throws RunnerException {
        Map<Work, Measured> all = new LinkedHashMap<>();
        works.forEach(work -> all.put(work, new Measured()));
        for (int round = 1; round <= rounds; round++) {
            for (Work work : works) {
                progress.println("round " + round + " of " + rounds + ": " + work);
                for (RunResult result : new Runner(options(work).build()).run()) {
                    result.getBenchmarkResults().forEach(fork -> collect(fork, all.get(work)));
                }
            }
        }
        return all;
    }

    private ChainedOptionsBuilder options(Work work) {
        ChainedOptionsBuilder options = new OptionsBuilder().include(work.pattern()).mode(Mode.AverageTime)
                .timeUnit(TimeUnit.NANOSECONDS).forks(1).threads(work.threads()).warmupIterations(warmups)
                .warmupTime(TimeValue.milliseconds(WARMING * iterationMillis)).measurementIterations(iterations)
                .measurementTime(TimeValue.milliseconds(iterationMillis)).verbosity(VerboseMode.SILENT)
                .addProfiler(CpuTime.class).addProfiler(GCProfiler.class).shouldFailOnError(true)
                .jvmArgs(arguments(work.holder() == Listeners.class ? "2g" : "512m"));
        return work.entries() > 0 ? options.param("entries", Integer.toString(work.entries())) : options;
    }

    /** @param heap so much that collecting it is no part of what is measured */
    private static String[] arguments(String heap) {
        List<String> arguments = new ArrayList<>(List.of("-Xms" + heap, "-Xmx" + heap, "-XX:+UseSerialGC"));
        if (Runtime.version().feature() >= 23) {
            arguments.add("--sun-misc-unsafe-memory-access=allow"); // or JMH's own use of it draws warnings
        }
        return arguments.toArray(String[]::new);
    }

    private static void collect(BenchmarkResult fork, Measured measured) {
        for (IterationResult iteration : fork.getIterationResults()) {
            Map<String, ? extends Result<?>> found = named(iteration);
            measured.time(found.get(CpuTime.NAME).getScore());
            if (found.containsKey(ALLOCATED)) {
                measured.allocation(found.get(ALLOCATED).getScore());
            }
        }
    }

    private static Map<String, ? extends Result<?>> named(IterationResult iteration) {
        Map<String, Result<?>> named = new LinkedHashMap<>();
        iteration.getSecondaryResults().forEach((name, result) -> named.put(name.replace("·", ""), result));
        return named;
    }
}
