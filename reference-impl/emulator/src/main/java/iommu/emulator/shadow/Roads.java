package iommu.emulator.shadow;

import iommu.arch.Capabilities;
import iommu.arch.SourceId;
import iommu.arch.TableMemory;
import iommu.arch.seam.SafetyPolicy.Shadowing;
import iommu.emulator.told.Unfollowable;

/** What the registers make of a source, and by which way its entries are found. */
record Roads(TableMemory memory, Capabilities capabilities, Shadowing follows) {

    Plan follow(Unit unit, SourceId source, Road.Passed passed) {
        if (!unit.translating()) {
            return Plan.IDENTITY; // §4.2: TES=0
        }
        Plan plan = switch (unit.mode()) {
            case LEGACY -> unit.separateRights() ? Plan.BLOCKED // §7.1.3 RTA.1.4
                    : new LegacyRoad(memory, capabilities).follow(unit.root(), source, passed);
            case SCALABLE -> capabilities.scalable().offered()
                    ? new ScalableRoad(memory, capabilities, unit.separateRights()).follow(unit.root(), source, passed)
                    : Plan.BLOCKED; // §7.1.3 RTA.1.3
            case RESERVED, ABORT -> Plan.BLOCKED; // §7.1.3 RTA.1, RTA.4
        };
        if (plan.first().isPresent() && follows != Shadowing.BOTH_STAGES) {
            throw new Unfollowable("its tables are of the first stage, and stores to those are not trapped");
        }
        return plan;
    }
}
