package iommu.emulator.safety;

import iommu.arch.SourceId;
import iommu.arch.seam.MappingNotifier.Listener;
import iommu.arch.seam.MappingNotifier.Wish;
import iommu.arch.seam.SafetyPolicy;
import iommu.arch.seam.SafetyPolicy.Configuration;
import iommu.arch.seam.SafetyPolicy.Shadowing;
import iommu.arch.seam.SafetyPolicy.Snoop;
import iommu.arch.seam.SafetyPolicy.Stages;
import iommu.arch.seam.SafetyPolicy.Verdict;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * All cells of the safety matrix: every {@link Configuration}, also those that no unit can have, times every set of
 * wishes. A policy is asked through its seam, so anyone's can be.
 */
public final class Cells {

    private static final List<Boolean> ON_OFF = List.of(true, false);

    private Cells() {
    }

    /** One cell and what was answered. @param wishes empty if nobody listens: the answer to the configuration itself */
    public record Cell(Configuration configuration, Set<Wish> wishes, Verdict verdict) {
    }

    /**
     * Asks for every cell a fresh policy, by reconfiguration while the guest is off, then by a listener.
     *
     * @param source whose listener it is
     */
    public static List<Cell> of(Supplier<SafetyPolicy> policies, SourceId source) {
        List<Cell> cells = new ArrayList<>();
        for (Configuration configuration : configurations()) {
            for (Set<Wish> wishes : wishes()) {
                SafetyPolicy policy = policies.get();
                Verdict verdict = policy.reconfigure(configuration, false);
                if (verdict instanceof Verdict.Allowed && !wishes.isEmpty()) {
                    verdict = policy.attach(new Listener(1, source, wishes));
                }
                cells.add(new Cell(configuration, wishes, verdict));
            }
        }
        return cells;
    }

    /** Every value of every axis with every other; stages offered change slowest, pass-through fastest. */
    public static List<Configuration> configurations() {
        List<Configuration> all = new ArrayList<>();
        for (Set<Stages> stages : subsets(Stages.class)) {
            for (boolean cachingMode : ON_OFF) {
                for (Shadowing shadowing : Shadowing.values()) {
                    for (Snoop snoop : Snoop.values()) {
                        addSwitches(all, new Configuration(cachingMode, true, shadowing, stages, snoop, true, true));
                    }
                }
            }
        }
        return all;
    }

    private static void addSwitches(List<Configuration> all, Configuration base) {
        for (boolean deviceTlb : ON_OFF) {
            for (boolean coherent : ON_OFF) {
                for (boolean passThrough : ON_OFF) {
                    all.add(new Configuration(base.cachingMode(), coherent, base.shadowing(), base.stages(), base.snoop(),
                            deviceTlb, passThrough));
                }
            }
        }
    }

    /** The eight sets of wishes, from none to all. */
    public static List<Set<Wish>> wishes() {
        return subsets(Wish.class);
    }

    private static <E extends Enum<E>> List<Set<E>> subsets(Class<E> type) {
        List<E> values = List.copyOf(EnumSet.allOf(type));
        List<Set<E>> subsets = new ArrayList<>();
        for (int bits = 0; bits < 1 << values.size(); bits++) {
            EnumSet<E> subset = EnumSet.noneOf(type);
            for (E value : values) {
                if ((bits >> value.ordinal() & 1) != 0) {
                    subset.add(value);
                }
            }
            subsets.add(subset);
        }
        return subsets;
    }
}
