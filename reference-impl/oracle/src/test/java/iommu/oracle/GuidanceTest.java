package iommu.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Capabilities;
import iommu.arch.DomainId;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.guest.Change;
import iommu.guest.Change.Entry;
import iommu.guest.Covers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A guest that keeps to Table 28 leaves one outcome: the guidance and the law, written apart, are held together. */
class GuidanceTest {

    private static final long[] TABLES = {0x20_0000, 0x24_0000};
    private static final long SPARE = 0x28_0000;
    private static final long LARGE = 0x4000_0000L;
    private static final SourceId[] SOURCES = {Bench.A, Bench.B};

    /** A guest of two devices, each in one of two domains with one table each, that remembers what it owes. */
    private static final class Guest {
        private final Random random;
        private final Bench bench;
        private final Covers covers;
        private final Map<Change, List<Invalidation>> owed = new LinkedHashMap<>();
        private final int[] domains = new int[2];
        private final Map<Long, Long> entries = new LinkedHashMap<>();

        private Guest(long seed, Capabilities unit, Prefetch prefetch) {
            random = new Random(seed);
            bench = new Bench(new MachineRelation(unit, prefetch));
            covers = new Covers(unit);
            for (long table : TABLES) {
                bench.table(table, 0x1000, 0);
                entries.put(table + 0x1000, table + 0x2000 | 3);
            }
            bench.store(SPARE + 8, 0xB003).start();
        }

        private void step() {
            switch (random.nextInt(8)) {
                case 0 -> reattach(random.nextInt(2));
                case 1 -> edit(random.nextInt(2), 1);
                case 2 -> edit(random.nextInt(2), 2);
                case 3, 4 -> request();
                default -> invalidate(random.nextInt(3) == 0 ? any() : needed());
            }
        }

        private void request() {
            bench.read(SOURCES[random.nextInt(2)], 0x1000L * (1 + random.nextInt(2)));
        }

        private void reattach(int source) {
            int before = domains[source];
            int after = random.nextInt(3);
            domains[source] = after;
            bench.context(SOURCES[source], after == 0 ? 0 : TABLES[after - 1] | 1, after == 0 ? 0 : 1 | (long) after << 8);
            if (before != after) {
                owed.put(new Change.Context(SOURCES[source], before == 0 ? Entry.ABSENT : Entry.TABLE,
                        new DomainId(before == 0 ? after : before)), new ArrayList<>());
            }
        }

        private void edit(int table, int level) {
            long at = TABLES[table] + (level == 1 ? 0x2008 : 0x1000);
            long[] choices = level == 1 ? new long[] {0, 0x8003, 0x9001, 0xA003 | 1L << 62}
                    : new long[] {0, TABLES[table] + 0x2000 | 3, SPARE | 3, LARGE | 0x80 | 3, SPARE | 3 | 1L << 62};
            long before = entries.getOrDefault(at, 0L);
            long after = choices[random.nextInt(choices.length)];
            entries.put(at, after);
            bench.store(at, after);
            owed.put(new Change.Paging(Set.of(new DomainId(table + 1)), new Iova(0x1000), level, kind(before, level), kind(after, level)),
                    new ArrayList<>());
        }

        private static Entry kind(long entry, int level) {
            return entry == 0 ? Entry.ABSENT : (entry & 1L << 62) != 0 ? Entry.ERRONEOUS
                    : level == 1 || (entry & 0x80) != 0 ? Entry.LEAF : Entry.TABLE;
        }

        private Invalidation any() {
            DomainId domain = new DomainId(random.nextInt(3));
            return switch (random.nextInt(4)) {
                case 0 -> ContextInvalidation.device(domain, SOURCES[random.nextInt(2)], 0);
                case 1 -> IotlbInvalidation.domain(domain);
                default -> IotlbInvalidation.page(domain, new Iova(0x1000), random.nextInt(2) * 9, random.nextBoolean());
            };
        }

        private Invalidation needed() {
            if (owed.isEmpty()) {
                return any();
            }
            List<Change> changes = new ArrayList<>(owed.keySet());
            return switch (changes.get(random.nextInt(changes.size()))) {
                case Change.Context c when random.nextBoolean() -> ContextInvalidation.device(
                        c.before() == Entry.TABLE ? c.domain() : DomainId.ZERO, c.source(), 0);
                case Change.Context c -> IotlbInvalidation.domain(c.domain());
                case Change.Paging p -> IotlbInvalidation.page(p.domains().iterator().next(), p.address(), 9 * (p.level() - 1),
                        p.level() == 1);
                default -> IotlbInvalidation.global();
            };
        }

        private void invalidate(Invalidation command) {
            bench.invalidate(command);
            owed.values().forEach(since -> since.add(command));
            owed.entrySet().removeIf(e -> covers.covers(e.getKey(), e.getValue()));
        }

        private boolean owesNothing() {
            owed.entrySet().removeIf(e -> covers.covers(e.getKey(), e.getValue()));
            return owed.isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"true, ALLOW", "false, ALLOW", "true, REQUESTS_ONLY", "false, REQUESTS_ONLY"})
    void coveredChangesLeaveOneOutcome(boolean cachingMode, Prefetch prefetch) {
        int quiet = 0;
        int stale = 0;
        for (long seed = 1; seed <= 100; seed++) {
            Guest guest = new Guest(seed, Capabilities.DEFAULT.with(c -> c.cachingMode = cachingMode), prefetch);
            for (int i = 0; i < 120; i++) {
                guest.step();
                boolean settled = guest.owesNothing();
                SourceId source = SOURCES[i % 2];
                var outcomes = guest.bench.read(source, 0x1000L * (1 + i / 2 % 2));
                if (settled) {
                    quiet++;
                    assertThat(outcomes).as("seed %d step %d", seed, i).hasSize(1);
                }
                stale += outcomes.size() > 1 ? 1 : 0;
            }
        }
        assertThat(quiet).as("quiet moments").isGreaterThan(1000);
        assertThat(stale).as("moments at which old and new are allowed").isGreaterThan(1000);
    }
}
