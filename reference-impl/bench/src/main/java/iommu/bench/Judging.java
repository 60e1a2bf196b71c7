package iommu.bench;

import iommu.oracle.MachineRelation;
import iommu.oracle.Prefetch;
import iommu.scenario.Expander;
import iommu.scenario.Plan;
import iommu.scenario.Scenario;
import iommu.scenario.Step;
import java.util.HashSet;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** How long the oracle takes for a scenario of 10,000 lines: 4 devices, 3 domains and 64 pages, invalidated in every way. */
public class Judging {

    private static final int LINES = 10_000;
    private static final int PAGES = 64;
    private static final long SEED = 20160606;

    /** The scenario, expanded: what is measured is the judging alone. */
    @State(Scope.Benchmark)
    public static class Run {
        private final Plan plan = Expander.expand(Scenario.parse("judged.vtd", new Text().lines()));

        private int judge(Prefetch prefetch) {
            MachineRelation law = new MachineRelation(plan.capabilities(), prefetch);
            int members = 0;
            for (Step step : plan.steps()) {
                members += law.on(step.stimulus()).size();
            }
            return members;
        }
    }

    /** Written line by line: a guest that maps, unmaps, moves devices, and invalidates more or less than it should. */
    private static final class Text {
        private final Random random = new Random(SEED);
        private final int[] domains = {1, 1, 2, 3};
        private final Set<String> mapped = new HashSet<>();
        private final StringBuilder text = new StringBuilder("vtd 1\n");

        private String lines() {
            for (int device = 0; device < domains.length; device++) {
                map(device, 0x1000);
            }
            for (int line = domains.length + 1; line < LINES; line++) {
                int page = random.nextInt(PAGES);
                one(random.nextInt(domains.length), page / 8 * 0x20_0000L + page % 8 * 0x1000L + 0x1000, random.nextInt(100));
            }
            return text.toString();
        }

        private void one(int device, long page, int choice) {
            if (choice < 40) {
                say("dma 00:%02x.0 %s 0x%x", device + 3, random.nextBoolean() ? "read" : "write", page);
            } else if (choice < 60) {
                map(device, page);
            } else if (choice < 72 && mapped.remove(domains[device] + " " + page)) {
                say("unmap 00:%02x.0 iova=0x%x", device + 3, page);
            } else if (choice < 90) {
                say("invalidate iotlb page did=%d iova=0x%x am=%d", domains[device], page, random.nextInt(3));
            } else if (choice < 93) {
                say("invalidate iotlb page did=%d iova=0x%x nowait", domains[device], page);
            } else if (choice < 96) {
                say("wait");
            } else if (choice < 97) {
                domains[device] = 1 + random.nextInt(3);
                say("attach 00:%02x.0 did=%d", device + 3, domains[device]);
            } else if (choice < 98) {
                say("invalidate context global");
            } else {
                say("invalidate iotlb domain did=%d", domains[device]);
            }
        }

        private void map(int device, long page) {
            mapped.add(domains[device] + " " + page);
            say("map 00:%02x.0 did=%d iova=0x%x gpa=0x%x rw", device + 3, domains[device], page, 0x1000_0000 + random.nextInt(4096) * 0x1000);
        }

        private void say(String format, Object... words) {
            text.append(String.format(Locale.ROOT, format, words)).append('\n');
        }
    }

    @Benchmark
    public int judgedAllow(Run run) {
        return run.judge(Prefetch.ALLOW);
    }

    @Benchmark
    public int judgedRequestsOnly(Run run) {
        return run.judge(Prefetch.REQUESTS_ONLY);
    }
}
