package iommu.oracle;

import iommu.arch.SourceId;
import iommu.arch.invalidation.Granularity;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.seam.MappingNotifier.Mode;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which modes a source may be in: those that its context entry can give it now, and those that it could give it before,
 * as long as a translation that was made then may be in the IOTLB (§6.2.2.1): nothing has invalidated all of its domain.
 */
final class Treatments {

    private final MachineRelation law;
    private final Map<SourceId, Set<Treatment>> known = new LinkedHashMap<>();

    Treatments(MachineRelation law) {
        this.law = law;
    }

    /** From now on this source is asked for. */
    void follow(SourceId source) {
        known.computeIfAbsent(source, none -> new LinkedHashSet<>());
        note();
    }

    /** The run has gone on. */
    void note() {
        known.forEach((source, treatments) -> treatments.addAll(law.treatments(source)));
    }

    /** It is complete, and has been carried out in the law. */
    void removed(IotlbInvalidation command) {
        if (command.granularity() != Granularity.PAGE) {
            known.values().forEach(treatments -> treatments.removeIf(t -> t.domain().isEmpty()
                    || command.granularity() == Granularity.GLOBAL || t.domain().get().equals(command.domain())));
        }
        note();
    }

    /** Empty if nothing is said. */
    Set<Mode> of(SourceId source) {
        Set<Treatment> now = law.treatments(source);
        Set<Mode> modes = EnumSet.noneOf(Mode.class);
        now.forEach(t -> modes.add(t.mode()));
        if (!now.isEmpty() && !now.equals(Set.of(Treatment.OFF))) { // what the IOTLB holds is not asked while translation is off
            known.get(source).stream().filter(t -> t.domain().isPresent()).forEach(t -> modes.add(t.mode()));
        }
        return modes;
    }
}
