package iommu.emulator.machine;

import iommu.arch.DmaOutcome;
import java.util.List;

/** What a request that met a fault left behind. @param record the first fault record, upper half */
record Faulting(DmaOutcome outcome, long record, List<String> messages) {

    boolean recorded() {
        return record < 0; // F, bit 127
    }

    int recordedReason() {
        return (int) (record >>> 32) & 0xFF;
    }

    int recordedSource() {
        return (int) record & 0xFFFF;
    }
}
