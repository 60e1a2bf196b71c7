package iommu.emulator.firststage;

import iommu.arch.Access;
import iommu.arch.Capabilities;
import iommu.arch.DomainId;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.PasidContext;
import iommu.arch.PasidContext.Flags;
import iommu.arch.PasidContext.Tables;
import iommu.arch.PasidType;
import iommu.arch.seam.StagedWalk.Request;
import java.util.Set;

/** What PASID entries say, for the tests of this room. */
final class Contexts {

    /** A unit that offers all that a walk can meet. */
    static final Capabilities FULL = Capabilities.DEFAULT.with(c -> {
        c.scalableMode = c.firstStage = c.secondStage = c.nested = c.fiveLevelFirstStage = c.gigabyteFirstStage = true;
        c.snoopedWalks = c.secondStageDirty = c.supervisorRequests = c.extendedAccessed = true;
        c.levels = Set.of(3, 4, 5);
        c.guestAddressWidth = 57;
    });

    /** PWSNP and SRE. */
    static final Flags USUAL = flags("snoop supervisor");

    private Contexts() {
    }

    /** Flags by name: ssade, snoop (PWSNP), pages (PGSNP), supervisor (SRE), protect (WPE), extended (EAFE). */
    static Flags flags(String names) {
        Set<String> set = Set.of(names.split(" "));
        return new Flags(set.contains("ssade"), set.contains("snoop"), set.contains("pages"), set.contains("supervisor"),
                set.contains("protect"), set.contains("extended"));
    }

    static PasidContext firstStage(long top, int levels, Flags flags) {
        return new PasidContext(new DomainId(7), PasidType.FIRST_STAGE, new Tables(new Gpa(top), levels),
                new Tables(new Gpa(0), 2), flags, false);
    }

    static PasidContext secondStage(long top, int levels, Flags flags) {
        return new PasidContext(new DomainId(7), PasidType.SECOND_STAGE, new Tables(new Gpa(0), 4),
                new Tables(new Gpa(top), levels), flags, false);
    }

    static PasidContext nested(long first, long second, int secondLevels, Flags flags) {
        return new PasidContext(new DomainId(7), PasidType.NESTED, new Tables(new Gpa(first), 4),
                new Tables(new Gpa(second), secondLevels), flags, false);
    }

    static Request user(long address, Access access) {
        return new Request(new Iova(address), access, false);
    }

    static Request supervisor(long address, Access access) {
        return new Request(new Iova(address), access, true);
    }
}
