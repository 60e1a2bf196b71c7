package iommu.house;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.SourceId;
import iommu.arch.seam.MappingNotifier.Event;
import iommu.arch.seam.MappingNotifier.Wish;
import iommu.arch.seam.SafetyPolicy;
import iommu.arch.seam.SafetyPolicy.Configuration;
import iommu.arch.seam.SafetyPolicy.Shadowing;
import iommu.arch.seam.SafetyPolicy.Snoop;
import iommu.arch.seam.SafetyPolicy.Stages;
import iommu.arch.seam.SafetyPolicy.Verdict;
import iommu.arch.seam.SafetyPolicy.Witness;
import iommu.emulator.safety.Cells;
import iommu.emulator.safety.Cells.Cell;
import iommu.emulator.safety.MatrixPolicy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * Every cell of the safety matrix that allows a listener keeps it coherent: at every quiescent point what it holds is in
 * the set that the oracle allows its device.
 *
 * <p>Cells that lead to the same machine share a run, in which the listeners of all of them listen at once:
 * <ul>
 * <li>ECAP.C: this unit snoops whatever it says (freedom {@code unsnooped}), and where walks needn't snoop the oracle
 *     allows more. So what holds with C=1 holds with C=0.
 * <li>Whether the host can enforce SNP: the unit doesn't know; where MAP is allowed it can.
 * <li>Shadowing that doesn't cover the stages offered, where no listener with MAP is allowed: nobody listens to it.
 * </ul>
 * The everyday size is small; {@code -Diommu.nightly=100000} is the number of operations for each machine.
 */
class MatrixCoherenceTest {

    private static final long SEED = Long.getLong("iommu.seed", 20160606L);
    private static final int OPERATIONS = Integer.getInteger("iommu.nightly", 200);
    private static final int RUN = 200;

    private static final List<Cell> CELLS = Cells.of(MatrixPolicy::new, SourceId.parse("00:03.0")).stream()
            .filter(c -> c.verdict() instanceof Verdict.Allowed && !c.wishes().isEmpty()).toList();

    /** The machine of each cell, and the wishes that are allowed on it. */
    private static Map<Configuration, Set<Set<Wish>>> machines() {
        Map<Configuration, Set<Set<Wish>>> machines = new LinkedHashMap<>();
        CELLS.forEach(c -> machines.computeIfAbsent(machine(c.configuration()), m -> new LinkedHashSet<>()).add(c.wishes()));
        return machines;
    }

    private static Configuration machine(Configuration c) {
        boolean followed = c.shadowing() == Shadowing.BOTH_STAGES || c.stages().equals(Set.of(Stages.SECOND));
        return new Configuration(c.cachingMode(), true, followed ? c.shadowing() : Shadowing.OFF, c.stages(),
                c.snoop() == Snoop.NOT_OFFERED ? Snoop.NOT_OFFERED : Snoop.ENFORCEABLE, c.deviceTlb(), c.passThrough());
    }

    @Test
    void everyAllowedCellWithAListenerIsRun() {
        Map<Configuration, Set<Set<Wish>>> machines = machines();
        assertThat(CELLS).hasSize(1320).allSatisfy(cell -> assertThat(machines.get(machine(cell.configuration())))
                .contains(cell.wishes()));
        assertThat(machines).hasSize(144);
    }

    @TestFactory
    Stream<DynamicTest> listenersStayCoherent() {
        Map<String, List<Configuration>> families = new LinkedHashMap<>();
        Map<Configuration, Set<Set<Wish>>> machines = machines();
        machines.keySet().forEach(m -> families.computeIfAbsent("CM=" + (m.cachingMode() ? 1 : 0) + " " + m.shadowing() + " "
                + m.stages().stream().sorted().toList(), f -> new ArrayList<>()).add(m));
        return families.entrySet().stream().map(family -> DynamicTest.dynamicTest(family.getKey(), () -> {
            MatrixRun.Count count = new MatrixRun.Count();
            for (Configuration machine : family.getValue()) {
                count.add(play(machine, List.copyOf(machines.get(machine))));
            }
            System.out.println("matrix, " + family.getKey() + ", seed " + SEED + ": " + count);
            assertThat(count.operations).isGreaterThanOrEqualTo((long) family.getValue().size() * OPERATIONS);
            assertThat(count.stale).as("DMAs to a page changed and not yet invalidated").isGreaterThanOrEqualTo(count.requests * 3 / 10);
            assertThat(count.mapped).isGreaterThan(count.views / 10);
            assertThat(count.views - count.single).as("views with several answers").isGreaterThan(count.views / 50);
            assertThat(count.silences).isEmpty();
        }));
    }

    private static SafetyPolicy policy(Configuration machine) {
        MatrixPolicy policy = new MatrixPolicy();
        assertThat(policy.reconfigure(machine, false)).isInstanceOf(Verdict.Allowed.class);
        return policy;
    }

    private static MatrixRun.Count play(Configuration machine, List<Set<Wish>> wishes) {
        MatrixRun.Count count = new MatrixRun.Count();
        long first = SEED + 1_000_003L * new ArrayList<>(machines().keySet()).indexOf(machine);
        for (long seed = first; count.operations < OPERATIONS; seed++) {
            try {
                count.add(new MatrixRun(seed, policy(machine), wishes, w -> w).play((int) Math.min(RUN, OPERATIONS - count.operations)));
            } catch (AssertionError wrong) {
                throw new AssertionError("seed " + seed + ", " + machine + "\n" + wrong.getMessage(), wrong);
            }
        }
        return count;
    }

    /** The runs would show it: a listener that is not told everything is found out, whatever kind it is. */
    @TestFactory
    Stream<DynamicTest> deafListenersAreFound() {
        Configuration announced = new Configuration(true, true, Shadowing.OFF, Set.of(Stages.SECOND), Snoop.ENFORCEABLE, true, true);
        Configuration shadowed = new Configuration(false, true, Shadowing.BOTH_STAGES, Set.of(Stages.values()), Snoop.ENFORCEABLE,
                true, true);
        Set<Wish> map = Set.of(Wish.MAP, Wish.UNMAP);
        return Stream.of(
                deaf(Event.Mapped.class, announced, map), deaf(Event.Mapped.class, shadowed, map),
                deaf(Event.Unmapped.class, announced, Set.of(Wish.UNMAP)), deaf(Event.Unmapped.class, shadowed, Set.of(Wish.UNMAP)),
                deaf(Event.DeviceTlbInvalidated.class, announced, Set.of(Wish.DEVICE_TLB)),
                deaf(Event.ModeChanged.class, announced, map));
    }

    private static DynamicTest deaf(Class<? extends Event> to, Configuration machine, Set<Wish> wishes) {
        return DynamicTest.dynamicTest(to.getSimpleName() + " " + machine.stages() + " " + wishes, () -> assertThat(LongStream
                .range(SEED, SEED + 40).anyMatch(seed -> goesWrong(seed, policy(machine), wishes, to))).isTrue());
    }

    private static boolean goesWrong(long seed, SafetyPolicy policy, Set<Wish> wishes, Class<? extends Event> deafTo) {
        Random random = new Random(seed);
        try {
            new MatrixRun(seed, policy, List.of(wishes), listener -> event -> {
                if (!deafTo.isInstance(event) || random.nextInt(8) != 0) {
                    listener.on(event);
                }
            }).play(RUN);
            return false;
        } catch (AssertionError wrong) {
            return Stream.of(" holds ", " ends as ", "the device is blocked").anyMatch(wrong.getMessage()::contains);
        }
    }

    /** Where a MAP listener is refused for a missed MAP, the same runs go wrong once nobody refuses it. */
    @Test
    void refusedListenersWouldMissMaps() {
        Set<Wish> wishes = Set.of(Wish.MAP, Wish.UNMAP);
        Set<Configuration> refused = new LinkedHashSet<>();
        for (Cell cell : Cells.of(MatrixPolicy::new, SourceId.parse("00:03.0"))) {
            Configuration c = cell.configuration();
            if (cell.wishes().equals(wishes) && cell.verdict() instanceof Verdict.Refused r && r.witness() == Witness.MISSED_MAP) {
                refused.add(new Configuration(c.cachingMode(), true, c.shadowing(), c.stages(), Snoop.ENFORCEABLE, false, true));
            }
        }
        assertThat(refused).hasSize(11).allSatisfy(c -> assertThat(LongStream.range(SEED, SEED + 40)
                .anyMatch(seed -> goesWrong(seed, new OpenPolicy(c), wishes, Event.Skipped.class))).as(c.toString()).isTrue());
    }
}
