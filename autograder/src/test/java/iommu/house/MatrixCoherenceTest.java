package iommu.house;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.SourceId;
import iommu.arch.seam.MappingNotifier.Wish;
import iommu.arch.seam.SafetyPolicy.Configuration;
import iommu.arch.seam.SafetyPolicy.Shadowing;
import iommu.arch.seam.SafetyPolicy.Snoop;
import iommu.arch.seam.SafetyPolicy.Stages;
import iommu.arch.seam.SafetyPolicy.Verdict;
import iommu.emulator.safety.Cells;
import iommu.emulator.safety.Cells.Cell;
import iommu.emulator.safety.MatrixPolicy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
    private static final int OPERATIONS = Integer.getInteger("iommu.nightly", 300);
    private static final int RUN = 150;

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
        MatrixPolicy policy = new MatrixPolicy();
        machines.forEach((machine, wishes) -> {
            assertThat(policy.reconfigure(machine, false)).isInstanceOf(Verdict.Allowed.class);
            assertThat(wishes).isNotEmpty();
        });
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
            assertThat(count.stale).isGreaterThanOrEqualTo(count.requests * 3 / 10);
        }));
    }

    private static MatrixRun.Count play(Configuration machine, List<Set<Wish>> wishes) {
        MatrixRun.Count count = new MatrixRun.Count();
        long first = SEED + 1_000_003L * new ArrayList<>(machines().keySet()).indexOf(machine);
        for (long seed = first; count.operations < OPERATIONS; seed++) {
            try {
                count.add(new MatrixRun(seed, machine, wishes).play((int) Math.min(RUN, OPERATIONS - count.operations)));
            } catch (AssertionError wrong) {
                throw new AssertionError("seed " + seed + ", " + machine + "\n" + wrong.getMessage(), wrong);
            }
        }
        return count;
    }
}
