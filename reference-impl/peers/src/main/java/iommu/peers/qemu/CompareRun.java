package iommu.peers.qemu;

import iommu.arch.Capabilities;
import iommu.scenario.Budget;
import iommu.scenario.Expander;
import iommu.scenario.Plan;
import iommu.scenario.Scenario;
import iommu.scenario.Shrinker;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Streams of operations, each on a fresh QEMU, until there were enough or something can't be explained.
 *
 * <p>The door of this package. {@link #compare} runs, {@link Result} says how it went.
 */
public final class CompareRun {

    /** Operations of one stream: QEMU's IOTLB and the devices' buffers stay far from full. */
    private static final int STREAM = 1500;
    /** Legacy mode, legacy mode with interrupts, scalable mode. */
    private static final int KINDS = 3;
    /** From so many operations on, every bucket must have been met. */
    public static final int FULL = 20_000;
    /** The least share of requests with two or more allowed outcomes, in percent. */
    public static final int LEAST_OPEN = 20;
    private static final Budget SHRINKING = new Budget(400);

    private final long seed;
    private final Profile profile;
    private final Tally tally = new Tally();

    private CompareRun(long seed, Profile profile) {
        this.seed = seed;
        this.profile = profile;
    }

    /**
     * A divergence with the smallest run that shows it.
     *
     * @param divergence in the smallest run
     * @param first      in the stream
     */
    public record Found(Scenario smallest, Divergence divergence, Scenario stream, Divergence first) {

        /** The smallest run as a file of the scenario language, what is wrong in a comment. */
        public String text() {
            return smallest.text() + "# line " + divergence.line() + ": " + divergence.what() + "\n";
        }
    }

    /** What a run met. */
    public record Result(Optional<Found> found, Summary summary) {
    }

    /** QEMU's first line of {@code --version}; empty if QEMU is not installed. */
    public static Optional<String> version() {
        return QemuProcess.version(QemuProcess.PROGRAM);
    }

    /**
     * Compares.
     *
     * @param operations at least one
     * @param progress   is told after each stream how many operations were made
     * @throws PeerException if QEMU can't be run
     */
    public static Result compare(int operations, long seed, Profile profile, Consumer<Integer> progress) {
        return new CompareRun(seed, profile).run(operations, progress);
    }

    /**
     * One scenario of anybody's.
     *
     * @return what nothing explains
     * @throws IllegalArgumentException if there is nothing of that, and the oracle does not judge all of the scenario
     */
    public static Optional<Divergence> compare(Scenario scenario, Profile profile) {
        Tally tally = new Tally();
        Optional<Divergence> divergence = new CompareRun(0, profile).once(Expander.expand(scenario), tally);
        if (divergence.isEmpty() && tally.unjudged() > 0) {
            throw new IllegalArgumentException(scenario.name() + " is not judged to its end");
        }
        return divergence;
    }

    private Result run(int operations, Consumer<Integer> progress) {
        for (int number = 0, done = 0; done < operations; number++) {
            int length = Math.min(Math.min(STREAM, 1 + operations / KINDS), operations - done);
            Scenario stream = StreamGenerator.stream(seed, number, length, tally);
            Optional<Divergence> divergence = once(Expander.expand(stream), tally);
            done += length;
            if (divergence.isPresent()) {
                return new Result(Optional.of(shrunk(stream, divergence.get())), new Summary(profile, done, tally));
            }
            progress.accept(done);
        }
        return new Result(Optional.empty(), new Summary(profile, operations, tally));
    }

    private Optional<Divergence> once(Plan plan, Tally counts) {
        try (Comparison comparison = Comparison.of(plan, profile)) {
            Optional<Divergence> divergence = comparison.run();
            counts.add(comparison.tally());
            return divergence;
        }
    }

    private Found shrunk(Scenario stream, Divergence first) {
        Scenario cut = new Scenario(stream.name(), stream.lines().subList(0, first.line()));
        Capabilities unit = Expander.expand(stream).capabilities();
        Predicate<Scenario> fails = candidate -> fails(candidate, first.kind(), unit);
        Scenario smallest = Shrinker.shrink(fails.test(cut) ? cut : stream, fails, SHRINKING);
        return again(smallest).map(last -> new Found(smallest, last, stream, first))
                .orElseGet(() -> new Found(stream, first, stream, first));
    }

    /** A run on a unit that can do the same and fails in the same way. */
    private boolean fails(Scenario candidate, Divergence.Kind kind, Capabilities unit) {
        Plan plan = Expander.expand(candidate);
        return plan.capabilities().scalable().equals(unit.scalable())
                && plan.capabilities().interrupts().equals(unit.interrupts())
                && again(candidate).filter(d -> d.kind() == kind).isPresent();
    }

    /** A QEMU that a candidate stops must not cost what was found already: such a candidate shows nothing. */
    private Optional<Divergence> again(Scenario candidate) {
        try {
            return once(Expander.expand(candidate), new Tally());
        } catch (PeerException e) {
            return Optional.empty();
        }
    }

    /** Buckets that should have been met and were not. */
    static Set<String> missing(Tally tally) {
        Set<String> missing = new TreeSet<>(Buckets.required());
        missing.removeAll(tally.buckets().keySet());
        return missing;
    }
}
