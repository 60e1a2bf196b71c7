package iommu.emulator.machine;

import iommu.arch.FaultReason;
import java.util.Set;
import java.util.function.Function;

/**
 * One way to meet a fault.
 *
 * @param condition the specification's name, with what distinguishes this case behind it
 * @param reason    what must be reported
 * @param met       the places whose FPD is met before the fault
 * @param how       makes the request, with FPD set at the given places
 */
record FaultCase(String condition, FaultReason reason, Set<Fpd> met, Function<Set<FaultCase.Fpd>, Faulting> how) {

    /** Where a Fault Processing Disable bit is. */
    enum Fpd {
        CONTEXT, DIRECTORY, PASID_ENTRY
    }

    Faulting run(Set<Fpd> fpd) {
        return how.apply(fpd);
    }

    @Override
    public String toString() {
        return condition + " " + reason;
    }
}
