package iommu.peers.recording;

import iommu.arch.FaultReason;
import java.util.List;
import java.util.Map;

/**
 * What the recorded unit, QEMU 7.2, is known to do otherwise than the architecture: the one place that knows it. The
 * reference is never bent to it; what it answers is compared after these departures are taken into account.
 */
final class QemuProfile {

    /** In scalable mode it reports the legacy reason of the same class (§7.1.3 has its own codes for scalable mode). */
    private static final Map<Integer, List<FaultReason>> SCALABLE_CLASSES = Map.ofEntries(
            Map.entry(0x01, List.of(FaultReason.SCALABLE_ROOT_NOT_PRESENT)),
            Map.entry(0x02, List.of(FaultReason.SCALABLE_CONTEXT_NOT_PRESENT, FaultReason.PASID_DIRECTORY_NOT_PRESENT,
                    FaultReason.PASID_ENTRY_NOT_PRESENT)),
            Map.entry(0x03, List.of(FaultReason.SCALABLE_CONTEXT_INVALID, FaultReason.PASID_ENTRY_INVALID)),
            Map.entry(0x04, List.of(FaultReason.SCALABLE_ADDRESS_BEYOND_WIDTH, FaultReason.SCALABLE_ADDRESS_BEYOND_HOST_WIDTH,
                    FaultReason.NESTED_ADDRESS_BEYOND_WIDTH, FaultReason.ADDRESS_NOT_CANONICAL)),
            Map.entry(0x05, List.of(FaultReason.SCALABLE_WRITE_DENIED, FaultReason.SECOND_STAGE_NOT_PRESENT,
                    FaultReason.FIRST_STAGE_NOT_PRESENT)),
            Map.entry(0x06, List.of(FaultReason.SCALABLE_READ_DENIED, FaultReason.SECOND_STAGE_NOT_PRESENT,
                    FaultReason.FIRST_STAGE_NOT_PRESENT)),
            Map.entry(0x07, List.of(FaultReason.SECOND_STAGE_ACCESS_ERROR, FaultReason.SECOND_STAGE_POINTER_ACCESS_ERROR,
                    FaultReason.FIRST_STAGE_ACCESS_ERROR, FaultReason.FIRST_STAGE_POINTER_ACCESS_ERROR)),
            Map.entry(0x08, List.of(FaultReason.SCALABLE_ROOT_ACCESS_ERROR)),
            Map.entry(0x09, List.of(FaultReason.SCALABLE_CONTEXT_ACCESS_ERROR)),
            Map.entry(0x0A, List.of(FaultReason.SCALABLE_ROOT_RESERVED)),
            Map.entry(0x0B, List.of(FaultReason.SCALABLE_CONTEXT_RESERVED)),
            Map.entry(0x0C, List.of(FaultReason.SECOND_STAGE_RESERVED, FaultReason.FIRST_STAGE_RESERVED)),
            Map.entry(0x0D, List.of(FaultReason.DEVICE_TLB_DISABLED)),
            Map.entry(0x0E, List.of(FaultReason.SCALABLE_INTERRUPT_RANGE_OUTPUT)),
            Map.entry(0x58, List.of(FaultReason.PASID_DIRECTORY_ACCESS_ERROR, FaultReason.PASID_DIRECTORY_NOT_PRESENT,
                    FaultReason.PASID_DIRECTORY_RESERVED, FaultReason.PASID_ENTRY_ACCESS_ERROR)));

    private static final long FRCD_HIGH_PASID = 0xF_FFFFL << 40; // PV: 0xFFFF in legacy mode, where §7.2.1 gives none
    private static final long FRCD_HIGH_PASID_PRESENT = 1L << 31; // PP: 1 in scalable mode for requests without PASID
    private static final long FRCD_HIGH_REASON = 0xFFL << 32;
    private static final long FRCD_HIGH_PENDING = 1L << 63;

    private QemuProfile() {
    }

    /** Whether a fault that it reports as {@code recorded} is of the class that the reference reports. */
    static boolean sameReason(int recorded, FaultReason reference) {
        return recorded == reference.code()
                || reference.mode() == FaultReason.Mode.SCALABLE
                && SCALABLE_CLASSES.getOrDefault(recorded, List.of()).contains(reference);
    }

    /**
     * Whether the upper half of a fault recording register says the same: PASID aside, and reasons by class. Both are
     * whole halves; what a register holds that records no pending fault is nobody's business (§11.4.7.6).
     */
    static boolean sameFault(long recorded, long reference) {
        if (recorded >= 0 && reference >= 0) {
            return true;
        }
        long aside = FRCD_HIGH_PASID | FRCD_HIGH_PASID_PRESENT | FRCD_HIGH_REASON;
        return (recorded & ~aside) == (reference & ~aside) && sameCode(recorded, reference);
    }

    private static boolean sameCode(long recorded, long reference) {
        int code = (int) (recorded >>> 32) & 0xFF;
        int ours = (int) (reference >>> 32) & 0xFF;
        return code == ours || SCALABLE_CLASSES.getOrDefault(code, List.of()).stream().anyMatch(r -> r.code() == ours);
    }

    /** Whether F is set in the upper half of a fault recording register. */
    static boolean pending(long high) {
        return (high & FRCD_HIGH_PENDING) != 0;
    }

    /** It remaps nothing in compatibility format and lets it pass whatever CFIS says (§5.1.4 blocks it: 25h). */
    static boolean letsPass(RecordedEvent.Interrupt interrupt, FaultReason reference) {
        return reference == FaultReason.COMPATIBILITY_INTERRUPT_BLOCKED && interrupt.address() == interrupt.outAddress()
                && interrupt.data() == interrupt.outData();
    }
}
