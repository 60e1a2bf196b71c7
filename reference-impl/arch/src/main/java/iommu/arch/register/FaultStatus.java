package iommu.arch.register;

import iommu.arch.Entry128;
import java.util.List;
import java.util.Set;

/**
 * What software can see of the fault log (§11.4.7).
 *
 * @param records      the fault recording registers, each 128 bits
 * @param firstPending FSTS.FRI: the register of the first pending fault; meaningful while one is pending
 * @param conditions   PFO, IQE, ICE and ITE of FSTS
 * @param eventPending FECTL.IP
 */
public record FaultStatus(List<Entry128> records, int firstPending, Set<FaultCondition> conditions,
        boolean eventPending) {

    public FaultStatus {
        records = List.copyOf(records);
        conditions = Set.copyOf(conditions);
    }

    /** FSTS.PPF: the OR of F over all recording registers (§7.2.1). */
    public boolean faultPending() {
        return records.stream().anyMatch(bits -> new FaultRecording(bits).pending());
    }
}
