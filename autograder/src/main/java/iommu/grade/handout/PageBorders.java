package iommu.grade.handout;

import iommu.arch.Capabilities;
import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.stimulus.RoomCall;
import iommu.arch.stimulus.Stimulus;
import iommu.scenario.Plan;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The addresses between which all pages of a case fare alike, whatever is cached: all that the case ever stores is followed
 * as if it lay in memory at once, and as if each context entry were of every width.
 */
final class PageBorders {

    private static final long PAGE = 4096;
    private static final long ADDRESS = 0x000F_FFFF_FFFF_F000L;
    private static final int HIGHEST = 5;
    private static final int LOWEST_TOP = 3;

    private final NavigableMap<Long, Set<Long>> memory = new TreeMap<>();
    private final NavigableSet<Iova> borders = new TreeSet<>();
    private final Set<Followed> followed = new HashSet<>();

    private record Followed(long table, int level, long base) {
    }

    private PageBorders() {
    }

    static NavigableSet<Iova> of(Plan plan) {
        PageBorders found = new PageBorders();
        Set<Gpa> roots = new LinkedHashSet<>();
        plan.steps().forEach(step -> found.take(step.stimulus(), roots));
        found.fixed(plan.capabilities());
        roots.forEach(root -> found.values(root.value()).forEach(toContexts -> found.values(toContexts & ADDRESS).forEach(found::tops)));
        return Collections.unmodifiableNavigableSet(found.borders);
    }

    private void take(Stimulus step, Set<Gpa> roots) {
        switch (step) {
            case Stimulus.Store64(Gpa at, long value) -> store(at, value);
            case Stimulus.Store128(Gpa at, Entry128 value) -> store(at, value);
            case RoomCall.TrapStore(Gpa at, Entry128 value, int size) when size > 8 -> store(at, value);
            case RoomCall.TrapStore(Gpa at, Entry128 value, int size) -> store(at, value.low());
            case RoomCall.ChangeUnit(boolean translating, Gpa root) -> roots.add(root);
            default -> { }
        }
    }

    private void store(Gpa at, Entry128 value) {
        store(at, value.low());
        store(at.plus(8), value.high());
    }

    private void store(Gpa at, long value) {
        memory.computeIfAbsent(at.value(), none -> new LinkedHashSet<>()).add(value);
    }

    private void fixed(Capabilities unit) {
        border(0);
        border(0xFEE0_0000L); // §3.14: interrupts
        border(0xFEF0_0000L);
        border(1L << unit.hostAddressWidth());
        for (int level = LOWEST_TOP; level <= HIGHEST; level++) {
            border(span(level + 1));
        }
    }

    private void border(long address) {
        borders.add(new Iova(address));
    }

    /** Of memory that an entry of this level covers, in bytes. */
    private static long span(int level) {
        return 1L << 12 + 9 * (level - 1);
    }

    private Set<Long> values(long page) {
        Set<Long> all = new LinkedHashSet<>();
        memory.subMap(page, page + PAGE).values().forEach(all::addAll);
        return all;
    }

    private void tops(long context) {
        for (int level = LOWEST_TOP; level <= HIGHEST; level++) {
            follow(context & ADDRESS, level, 0);
        }
    }

    private void follow(long table, int level, long base) {
        if (!followed.add(new Followed(table, level, base))) {
            return;
        }
        memory.subMap(table, table + PAGE).forEach((at, values) -> {
            long first = base + (at - table) / 8 * span(level);
            border(first);
            border(first + span(level));
            if (level > 1) {
                values.forEach(entry -> follow(entry & ADDRESS, level - 1, first));
            }
        });
    }
}
