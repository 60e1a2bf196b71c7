package iommu.emulator.shadow;

import iommu.arch.Gpa;
import iommu.arch.seam.MappingNotifier.Mode;
import java.util.Optional;

/**
 * What root, context and PASID entries make of a source's requests without PASID.
 *
 * @param second the second stage, where there is one
 * @param first  the first stage, where there is one; with both, its output is the input of the second (§3.8)
 */
record Plan(Mode mode, Optional<Second> second, Optional<First> first) {

    static final Plan IDENTITY = new Plan(Mode.IDENTITY, Optional.empty(), Optional.empty());
    static final Plan BLOCKED = new Plan(Mode.BLOCKED, Optional.empty(), Optional.empty());

    record Second(Gpa top, int levels, SecondStageRules rules) {

        /** How many bits an input may have: the fewer of MGAW and AW (§3.7). */
        int width() {
            return Math.min(rules.capabilities().guestAddressWidth(), Level.width(levels));
        }
    }

    record First(Gpa top, int levels, FirstStageRules rules) {
    }

    static Plan of(Optional<Second> second, Optional<First> first) {
        return new Plan(Mode.TRANSLATED, second, first);
    }
}
