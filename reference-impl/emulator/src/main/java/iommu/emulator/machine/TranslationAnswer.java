package iommu.emulator.machine;

import iommu.arch.FaultReason;

/** How a translation request is answered that meets a fault: the columns "Translation Request" of Table 30 (§7.1.3). */
enum TranslationAnswer {
    /** Success with R=W=U=S=0; not reported (§7.1.2). */
    NO_RIGHTS,
    /** The same, and reported too. */
    NO_RIGHTS_AND_RECORDED,
    /** UR; reported. */
    UNSUPPORTED_REQUEST,
    /** CA; reported. */
    COMPLETER_ABORT;

    static TranslationAnswer to(FaultReason reason) {
        return switch (reason) {
            case ADDRESS_BEYOND_WIDTH, WRITE_DENIED, READ_DENIED, // LGN.1.1, LGN.2, LGN.3
                PASID_DIRECTORY_NOT_PRESENT, PASID_ENTRY_NOT_PRESENT, // SPD.2, SPT.2
                PASID_EXECUTE_REQUESTED, SUPERVISOR_REQUEST_DISABLED, // SPT.5, SPT.6
                FIRST_STAGE_ACCESS_ERROR, FIRST_STAGE_NOT_PRESENT, FIRST_STAGE_RESERVED,
                FIRST_STAGE_POINTER_ACCESS_ERROR, NESTED_ADDRESS_BEYOND_WIDTH, NESTED_TOP_TABLE_UNREADABLE,
                NESTED_TABLE_UNREADABLE, NESTED_TABLE_UNWRITABLE, FIRST_STAGE_DIRTY_NOT_SNOOPED, // SFS.1-9
                SECOND_STAGE_NOT_PRESENT, ADDRESS_NOT_CANONICAL, SUPERVISOR_PAGE, // SSS.2, SGN.1, SGN.2
                SCALABLE_ADDRESS_BEYOND_HOST_WIDTH, SCALABLE_ADDRESS_BEYOND_WIDTH, // SGN.4.2, SGN.5
                SCALABLE_WRITE_DENIED, SCALABLE_READ_DENIED -> NO_RIGHTS; // SGN.6, SGN.7
            case FIRST_STAGE_DIRTY_FAILED -> NO_RIGHTS_AND_RECORDED; // SFS.10
            case ROOT_NOT_PRESENT, CONTEXT_NOT_PRESENT, REQUEST_TYPE_BLOCKED, // LRT.2, LCT.2, LCT.5
                PASID_REQUEST_IN_LEGACY_MODE, ABORT_MODE, EXECUTE_REQUESTED, // RTA.2, RTA.4, RTA.5
                SCALABLE_ROOT_NOT_PRESENT, SCALABLE_CONTEXT_NOT_PRESENT, // SRT.2, SCT.2
                DEVICE_TLB_DISABLED, PASID_DISABLED, PASID_BEYOND_DIRECTORY, PASID_EQUALS_RID_PASID, // SCT.5-7, SCT.9
                PASID_BEYOND_SUPPORTED_SIZE -> UNSUPPORTED_REQUEST; // SGN.10
            default -> COMPLETER_ABORT;
        };
    }
}
