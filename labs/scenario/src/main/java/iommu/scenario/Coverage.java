package iommu.scenario;

import iommu.arch.CachedTranslation;
import iommu.arch.ContextResult;
import iommu.arch.DmaOutcome;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.Mapping;
import iommu.arch.WalkResult;
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.stimulus.Answer;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the requests and invalidations of some runs met: hits, stale answers, page sizes, fault reasons, granularities.
 * A test that is generated prints it.
 *
 * <p>A bucket's share is of all requests, that is of all steps that ask; {@code invalidation …} of all invalidations.
 */
public final class Coverage {

    /** The request finds something that an earlier one, or a fill, may have left in a cache. */
    public static final String HIT = "hit possible";
    /** More than one translation, or a translation and a fault, are allowed. */
    public static final String STALE = "stale allowed";
    /** Only a miss is allowed. */
    public static final String MISS = "only a miss";
    /** An invalidation has covered the request's page since it was last asked for. */
    public static final String COVERED = "after a covering invalidation";

    private final Map<String, Integer> counts = new TreeMap<>();
    private int requests;
    private int invalidations;

    /** Counts of one run. */
    public final class Run {

        private final Scenario scenario;
        private final CoverageModel model = new CoverageModel();
        private int line;

        private Run(Scenario scenario) {
            this.scenario = scenario;
        }

        /** Counts one step; steps come in their order. @param allowed every answer that was allowed */
        public void step(Step step, Answer answer, Collection<Answer> allowed) {
            Statement statement = scenario.lines().get(step.line() - 1).statement();
            if (step.line() != line) {
                line = step.line();
                model.before(statement);
                if (statement instanceof Statement.Invalidate i) {
                    invalidations++;
                    count("invalidation " + (i.command() instanceof ContextInvalidation ? "context " : "iotlb ")
                            + i.command().granularity());
                }
            }
            if (step.stimulus().asks()) {
                requests++;
                Set<String> met = new TreeSet<>();
                model.ask(statement, met);
                sort(answer, met);
                allowed.forEach(one -> sort(one, met));
                long found = allowed.stream().filter(one -> !new Outcome.Miss().matches(step.stimulus(), one)).count();
                if (found > 1) {
                    met.add(STALE);
                }
                if (found == 0 && !allowed.isEmpty()) {
                    met.add(MISS);
                }
                met.forEach(Coverage.this::count);
            }
        }
    }

    /** Begins to count a run of this scenario. */
    public Run run(Scenario scenario) {
        return new Run(scenario);
    }

    private void count(String bucket) {
        counts.merge(bucket, 1, Integer::sum);
    }

    private static void sort(Answer answer, Set<String> met) {
        switch (answer) {
            case Answer.Dma d when d.outcome() instanceof DmaOutcome.Blocked b -> met.add(fault(b.reason()));
            case Answer.Walk w -> sort(w.result(), met);
            case Answer.Context c -> sort(c.result(), met);
            case Answer.Translation t -> t.entry().map(CachedTranslation::result).ifPresent(entry -> {
                met.add(HIT);
                sort(entry, met);
            });
            case Answer.CachedContext c -> c.entry().ifPresent(entry -> {
                met.add(HIT);
                sort(entry, met);
            });
            default -> { }
        }
    }

    private static void sort(WalkResult result, Set<String> met) {
        switch (result) {
            case Mapping m -> met.add(page(m.size()));
            case Fault f -> met.add(fault(f.reason()));
        }
    }

    private static void sort(ContextResult result, Set<String> met) {
        if (result instanceof Fault f) {
            met.add(fault(f.reason()));
        }
    }

    /** The bucket of this fault reason. */
    public static String fault(FaultReason reason) {
        return "fault " + reason;
    }

    /** The bucket of pages of this size in bytes. */
    public static String page(long size) {
        return "page " + Numbers.size(size);
    }

    /** How many steps have asked something so far. */
    public int requests() {
        return requests;
    }

    /** The share of a bucket in percent: of all requests, or of all invalidations. */
    public double percent(String bucket) {
        int whole = bucket.startsWith("invalidation ") ? invalidations : requests;
        return whole == 0 ? 0 : 100.0 * counts.getOrDefault(bucket, 0) / whole;
    }

    /** Every bucket with its share, one a line. */
    public String table() {
        StringBuilder table = new StringBuilder("requests " + requests + ", invalidations " + invalidations + "\n");
        counts.forEach((bucket, count) -> {
            StringBuilder row = new StringBuilder("  ").append(bucket);
            Line.pad(row, 40).append(count);
            Line.pad(row, 48).append(Math.round(10 * percent(bucket)) / 10.0).append(" %\n");
            table.append(row);
        });
        return table.toString();
    }
}
