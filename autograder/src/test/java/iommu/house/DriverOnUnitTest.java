package iommu.house;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import iommu.arch.Access;
import iommu.arch.Capabilities;
import iommu.arch.DmaOutcome;
import iommu.arch.DmaRequest;
import iommu.arch.DomainId;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Mapping;
import iommu.arch.SourceId;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.seam.MappingDriver.Act;
import iommu.arch.seam.MappingDriver.Request;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import iommu.emulator.machine.AdversarialMachine;
import iommu.emulator.machine.Machine;
import iommu.emulator.machine.Options;
import iommu.guest.PagePool;
import iommu.guest.QueueFeed;
import iommu.guest.TableDriver;
import iommu.guest.TableDriver.Style;
import iommu.guest.Workload;
import iommu.guest.WorkloadCount;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The plain driver in front of a unit that keeps what it can: devices reach what is mapped, and nothing that was. */
class DriverOnUnitTest {

    private static final Gpa ROOT = new Gpa(0x10_0000);
    private static final long SEED = Long.getLong("iommu.seed", 20160606L);
    private static final int RUNS = 8;
    private static final int CALLS = 120;
    private static final int CAPACITY = 1024;

    /** The units that drivers are tried on in turn: a plain one, and those that show what a driver forgets. */
    private static Function<Stimulus, Answer> unit(Capabilities unit, long seed) {
        return (switch (Math.floorMod(seed, 4)) {
            case 0 -> AdversarialMachine.lazy(unit);
            case 1 -> AdversarialMachine.eager(unit);
            case 2 -> AdversarialMachine.seeded(unit, seed);
            default -> new Machine(unit, CAPACITY, new Options(1, true, false), (address, data) -> { });
        })::on;
    }

    /** What the calls so far have asked for, page by page. */
    private static final class Wanted {
        private final Map<SourceId, DomainId> attached = new HashMap<>();
        private final Map<DomainId, Map<Iova, Mapping>> mapped = new HashMap<>();
        private final Set<Gpa> released = new HashSet<>();

        private void take(Request call) {
            switch (call) {
                case Request.Attach(SourceId source, DomainId domain) -> attached.put(source, domain);
                case Request.Detach(SourceId source) -> attached.remove(source);
                case Request.Map(DomainId domain, Mapping page) -> Workload.PAGES.stream()
                        .filter(p -> p.alignedTo(page.size()).equals(page.page())).forEach(p -> pages(domain).put(p, page));
                case Request.Unmap(DomainId domain, Iova start, long size) ->
                        pages(domain).keySet().removeIf(p -> p.compareTo(start) >= 0 && p.compareTo(start.plus(size)) < 0);
                case Request.Sync() -> { }
            }
        }

        private Map<Iova, Mapping> pages(DomainId domain) {
            return mapped.computeIfAbsent(domain, none -> new HashMap<>());
        }

        /** Where the access must end; null if it must be blocked. */
        private Gpa target(SourceId source, Iova page, Access access) {
            Mapping mapping = attached.containsKey(source) ? pages(attached.get(source)).get(page) : null;
            boolean allowed = mapping != null && (access == Access.READ ? mapping.rights().read() : mapping.rights().write());
            return allowed ? mapping.translate(page) : null;
        }
    }

    private static Gpa reached(Function<Stimulus, Answer> unit, SourceId source, Iova page, Access access) {
        Answer answer = unit.apply(new Stimulus.Dma(DmaRequest.untranslated(source, page, access)));
        return ((Answer.Dma) answer).outcome() instanceof DmaOutcome.Translated(Gpa at) ? at : null;
    }

    @ParameterizedTest
    @CsvSource({"false, true, STRICT", "false, true, BATCHED", "true, true, STRICT", "true, true, BATCHED",
            "false, false, STRICT", "true, false, BATCHED"})
    void devicesReachWhatIsMappedAndNothingThatWas(boolean cachingMode, boolean coherent, Style style) {
        Capabilities capabilities = unit(cachingMode, coherent);
        int stale = 0;
        for (long seed = SEED; seed < SEED + RUNS; seed++) {
            stale += play(capabilities, style, seed, acts -> acts);
        }
        System.out.println("seed " + SEED + ", CM=" + cachingMode + ", " + style + ": " + stale + " accesses by something old before sync");
        assertThat(stale).matches(n -> style == Style.BATCHED == n > 0, "something old is seen where invalidations are put off, and only there");
    }

    /** The lazy unit makes what is forgotten visible: in every run, and by caching mode also for what was not present. */
    @ParameterizedTest
    @CsvSource({"false, true", "true, true", "false, false"})
    void aLazyUnitShowsTheInvalidationsOrFlushesThatADriverForgets(boolean cachingMode, boolean coherent) {
        UnaryOperator<List<Act>> forgets = acts -> acts.stream()
                .filter(act -> coherent ? !(act instanceof Act.Invalidate(IotlbInvalidation i)) : !(act instanceof Act.Flush)).toList();
        for (long seed = 0; seed < 4 * RUNS; seed += 4) {
            long lazy = seed;
            assertThatThrownBy(() -> play(unit(cachingMode, coherent), Style.STRICT, lazy, forgets)).isInstanceOf(AssertionError.class)
                    .hasMessageContaining("seed " + lazy);
        }
    }

    private static Capabilities unit(boolean cachingMode, boolean coherent) {
        return Capabilities.DEFAULT.with(c -> {
            c.cachingMode = cachingMode;
            c.coherent = coherent;
        });
    }

    /** @param kept what of a driver's acts reaches the unit @return how many accesses ended as something older says */
    private static int play(Capabilities capabilities, Style style, long seed, UnaryOperator<List<Act>> kept) {
        int stale = 0;
        Function<Stimulus, Answer> unit = unit(capabilities, seed);
        PagePool pool = new PagePool(new Gpa(0x20_0000));
        TableDriver driver = new TableDriver(capabilities, ROOT, pool, style, Set.of());
        QueueFeed feed = new QueueFeed(ROOT, new Gpa(0x10_1000), new Gpa(0x10_2000));
        feed.start(capabilities).forEach(unit::apply);
        Wanted wanted = new Wanted();
        int number = 0;
        for (Request call : Workload.mixed(capabilities, seed, CALLS)) {
            List<Act> acts = call.on(driver);
            feed.feed(kept.apply(acts)).forEach(unit::apply);
            wanted.take(call);
            acts.forEach(act -> noteRelease(act, wanted));
            boolean settled = style == Style.STRICT || call instanceof Request.Sync;
            stale += check(unit, wanted, settled, "seed " + seed + ", call " + number++ + ": " + call);
            pool.takeBack(acts);
        }
        return stale;
    }

    private static void noteRelease(Act act, Wanted wanted) {
        if (act instanceof Act.Release(Gpa start, long size) && size == 4096) {
            wanted.released.add(start);
        }
    }

    /** @return how many accesses ended as something older says */
    private static int check(Function<Stimulus, Answer> unit, Wanted wanted, boolean settled, String where) {
        int stale = 0;
        for (SourceId source : Workload.DEVICES) {
            for (Iova page : Workload.PAGES) {
                for (Access access : List.of(Access.READ, Access.WRITE)) {
                    Gpa target = wanted.target(source, page, access);
                    Gpa reached = reached(unit, source, page, access);
                    stale += target == null ? reached == null ? 0 : 1 : target.equals(reached) ? 0 : 1;
                    if (wanted.released.contains(reached) || settled && !Objects.equals(target, reached)) {
                        throw new AssertionError(where + ", " + access + " of " + source + " at " + page + ": " + reached + ", not " + target);
                    }
                }
            }
        }
        return stale;
    }

    @Test
    void everyPageOfTheCountedWorkloadCanBeWrittenToWhenItsTurnComes() {
        List<String> table = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            boolean cachingMode = (i & 1) != 0;
            Style style = (i & 2) != 0 ? Style.BATCHED : Style.STRICT;
            Capabilities capabilities = Capabilities.DEFAULT.with(c -> c.cachingMode = cachingMode);
            Function<Stimulus, Answer> unit = unit(capabilities, SEED);
            WorkloadCount count = WorkloadCount.of(capabilities, style, Workload.buffers(cachingMode, SEED, 2000, 8, 32), stimulus -> {
                Answer answer = unit.apply(stimulus);
                if (answer instanceof Answer.Dma(DmaOutcome outcome)) {
                    assertThat(outcome).isInstanceOf(DmaOutcome.Translated.class);
                }
            });
            table.add("CM=" + (cachingMode ? 1 : 0) + " " + style + ": " + count);
        }
        System.out.println("seed " + SEED + "\n" + String.join("\n", table));
    }
}
