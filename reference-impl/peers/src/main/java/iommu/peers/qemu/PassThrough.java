package iommu.peers.qemu;

import iommu.arch.SourceId;
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.Granularity;
import iommu.arch.register.Field;
import iommu.arch.register.Register;
import iommu.arch.stimulus.Stimulus;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Which devices QEMU lets by without a look. It looks at a device's entries when translation or the root pointer is
 * commanded, and when its context-cache entry is invalidated: a prefetch, on which § is silent.
 */
final class PassThrough {

    /** By FM, the function bits that do not count (§6.5.2.1). */
    private static final int[] MASKS = {0, 4, 6, 7};

    private final Reference ours;
    private final Set<SourceId> passing = new TreeSet<>();

    PassThrough(Reference ours) {
        this.ours = ours;
    }

    boolean lets(SourceId source) {
        return passing.contains(source);
    }

    /** Those of them whose entries still say so. */
    List<SourceId> rightly() {
        return passing.stream().filter(ours::passesThrough).toList();
    }

    /** @param before the registers before the step, which our unit has taken */
    void after(Stimulus step, Snapshot before) {
        if (step instanceof Stimulus.RegisterWrite w && w.offset() == Register.GCMD.offset()) {
            boolean switched = Field.GCMD_TE.isSet(w.value()) != Field.GSTS_TES.isSet(before.gsts());
            if (switched || Field.GCMD_SRTP.isSet(w.value())) {
                look(source -> true);
            }
        }
        ours.log().invalidations.forEach(command -> {
            if (command instanceof ContextInvalidation c) {
                int ignored = c.granularity() == Granularity.DEVICE ? MASKS[c.functionMask()] : 0xFFFF;
                look(source -> ((source.value() ^ c.source().value()) & ~ignored) == 0);
            }
        });
    }

    /** A request that QEMU found to pass through: the next one it does not look at any more. */
    void requested(SourceId source) {
        if (ours.passesThrough(source)) {
            passing.add(source);
        }
    }

    private void look(Predicate<SourceId> at) {
        Edu.ALL.stream().map(Edu::source).filter(at).forEach(source -> {
            if (ours.passesThrough(source)) {
                passing.add(source);
            } else {
                passing.remove(source);
            }
        });
    }
}
