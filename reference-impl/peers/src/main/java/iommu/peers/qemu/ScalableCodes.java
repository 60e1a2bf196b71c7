package iommu.peers.qemu;

import iommu.arch.Access;
import iommu.arch.FaultReason;
import iommu.arch.FaultReason.Mode;

/**
 * The codes that a peer records in scalable mode instead of those of Table 30: the legacy ones, and 58h for whatever is
 * wrong with PASID directory and PASID entry ({@link Departure#LEGACY_CODES}).
 */
final class ScalableCodes {

    static final int PASID = 0x58;

    private ScalableCodes() {
    }

    /** The code for this reason; the reason's own where it is none of scalable mode's. */
    static int of(FaultReason reason, Access access) {
        if (reason.mode() != Mode.SCALABLE) {
            return reason.code();
        }
        return switch (reason) {
            case SCALABLE_ROOT_ACCESS_ERROR -> 0x08;
            case SCALABLE_ROOT_NOT_PRESENT -> 0x01;
            case SCALABLE_ROOT_RESERVED -> 0x0A;
            case SCALABLE_CONTEXT_ACCESS_ERROR -> 0x09;
            case SCALABLE_CONTEXT_NOT_PRESENT -> 0x02;
            case SCALABLE_CONTEXT_RESERVED -> 0x0B;
            case SCALABLE_CONTEXT_INVALID, SECOND_STAGE_POINTER_ACCESS_ERROR -> 0x03;
            case SECOND_STAGE_ACCESS_ERROR -> 0x07;
            case SECOND_STAGE_NOT_PRESENT -> access == Access.READ ? 0x06 : 0x05;
            case SCALABLE_WRITE_DENIED -> 0x05;
            case SCALABLE_READ_DENIED -> 0x06;
            case SECOND_STAGE_RESERVED -> 0x0C;
            case SCALABLE_ADDRESS_BEYOND_WIDTH, SCALABLE_ADDRESS_BEYOND_HOST_WIDTH -> 0x04;
            case SCALABLE_INTERRUPT_RANGE_OUTPUT -> 0x0E;
            case PASID_DIRECTORY_ACCESS_ERROR, PASID_DIRECTORY_NOT_PRESENT, PASID_ENTRY_ACCESS_ERROR, PASID_ENTRY_NOT_PRESENT,
                    PASID_ENTRY_INVALID -> PASID;
            default -> reason.code();
        };
    }
}
