package iommu.arch;

/**
 * Why a request was blocked: the codes of §7.1.3 (Table 30) and, for interrupts, §5.1.4.1 (Table 15).
 *
 * <p>A <em>qualified</em> reason is recorded only if no entry on the way has its Fault Processing Disable bit set;
 * an unqualified one always may be. 0x5E, 0x5F, 0x82 and 0x88 are not assigned.
 */
public enum FaultReason {
    // legacy
    ROOT_NOT_PRESENT(0x01, "LRT.2", false, Mode.LEGACY),
    CONTEXT_NOT_PRESENT(0x02, "LCT.2", true, Mode.LEGACY),
    CONTEXT_INVALID(0x03, "LCT.4", true, Mode.LEGACY),
    ADDRESS_BEYOND_WIDTH(0x04, "LGN.1", true, Mode.LEGACY),
    WRITE_DENIED(0x05, "LGN.2", true, Mode.LEGACY),
    READ_DENIED(0x06, "LGN.3", true, Mode.LEGACY),
    TABLE_ACCESS_ERROR(0x07, "LSS.1", true, Mode.LEGACY),
    ROOT_ACCESS_ERROR(0x08, "LRT.1", false, Mode.LEGACY),
    CONTEXT_ACCESS_ERROR(0x09, "LCT.1", false, Mode.LEGACY),
    ROOT_RESERVED(0x0A, "LRT.3", false, Mode.LEGACY),
    CONTEXT_RESERVED(0x0B, "LCT.3", true, Mode.LEGACY),
    TABLE_RESERVED(0x0C, "LSS.2", true, Mode.LEGACY),
    REQUEST_TYPE_BLOCKED(0x0D, "LCT.5", true, Mode.LEGACY),
    INTERRUPT_RANGE_OUTPUT(0x0E, "LGN.4", true, Mode.LEGACY),

    // interrupt remapping
    INTERRUPT_FORMAT_RESERVED(0x20, "IR 20h", false, Mode.INTERRUPT),
    INTERRUPT_INDEX_BEYOND_TABLE(0x21, "IR 21h", false, Mode.INTERRUPT),
    INTERRUPT_ENTRY_NOT_PRESENT(0x22, "IR 22h", true, Mode.INTERRUPT),
    INTERRUPT_ENTRY_ACCESS_ERROR(0x23, "IR 23h", false, Mode.INTERRUPT),
    INTERRUPT_ENTRY_RESERVED(0x24, "IR 24h", true, Mode.INTERRUPT),
    COMPATIBILITY_INTERRUPT_BLOCKED(0x25, "IR 25h", false, Mode.INTERRUPT),
    INTERRUPT_SOURCE_INVALID(0x26, "IR 26h", true, Mode.INTERRUPT),
    POSTED_DESCRIPTOR_ACCESS_ERROR(0x27, "IR 27h", true, Mode.INTERRUPT),
    POSTED_DESCRIPTOR_RESERVED(0x28, "IR 28h", true, Mode.INTERRUPT),
    INTERRUPT_REQUEST_MALFORMED(0x29, "IR 29h", false, Mode.INTERRUPT),
    EXTENDED_INTERRUPT_MODE_REQUIRED(0x2A, "IR 2Ah", false, Mode.INTERRUPT),
    INTERRUPT_REMAPPING_REQUIRED(0x2B, "IR 2Bh", false, Mode.INTERRUPT),

    // translation mode
    TRANSLATION_MODE_INVALID(0x30, "RTA.1", false, Mode.MODE),
    PASID_REQUEST_IN_LEGACY_MODE(0x31, "RTA.2", false, Mode.MODE),
    PAGE_REQUEST_IN_LEGACY_MODE(0x32, "RTA.3", false, Mode.MODE),
    ABORT_MODE(0x33, "RTA.4", false, Mode.MODE),
    EXECUTE_REQUESTED(0x34, "RTA.5", false, Mode.MODE),

    // scalable mode: root and context
    SCALABLE_ROOT_ACCESS_ERROR(0x38, "SRT.1", false, Mode.SCALABLE),
    SCALABLE_ROOT_NOT_PRESENT(0x39, "SRT.2", false, Mode.SCALABLE),
    SCALABLE_ROOT_RESERVED(0x3A, "SRT.3", false, Mode.SCALABLE),
    SCALABLE_CONTEXT_ACCESS_ERROR(0x40, "SCT.1", false, Mode.SCALABLE),
    SCALABLE_CONTEXT_NOT_PRESENT(0x41, "SCT.2", true, Mode.SCALABLE),
    SCALABLE_CONTEXT_RESERVED(0x42, "SCT.3", true, Mode.SCALABLE),
    SCALABLE_CONTEXT_INVALID(0x43, "SCT.4", true, Mode.SCALABLE),
    DEVICE_TLB_DISABLED(0x44, "SCT.5", true, Mode.SCALABLE),
    PASID_DISABLED(0x45, "SCT.6", true, Mode.SCALABLE),
    PASID_BEYOND_DIRECTORY(0x46, "SCT.7", true, Mode.SCALABLE),
    PAGE_REQUEST_DISABLED(0x47, "SCT.8", true, Mode.SCALABLE),
    PASID_EQUALS_RID_PASID(0x48, "SCT.9", true, Mode.SCALABLE),
    TRANSLATED_WITH_PASID_DISABLED(0x49, "SCT.10", true, Mode.SCALABLE),

    // scalable mode: PASID directory and entry
    PASID_DIRECTORY_ACCESS_ERROR(0x50, "SPD.1", false, Mode.SCALABLE),
    PASID_DIRECTORY_NOT_PRESENT(0x51, "SPD.2", true, Mode.SCALABLE),
    PASID_DIRECTORY_RESERVED(0x52, "SPD.3", true, Mode.SCALABLE),
    PASID_ENTRY_ACCESS_ERROR(0x58, "SPT.1", false, Mode.SCALABLE),
    PASID_ENTRY_NOT_PRESENT(0x59, "SPT.2", true, Mode.SCALABLE),
    PASID_ENTRY_RESERVED(0x5A, "SPT.3", true, Mode.SCALABLE),
    PASID_ENTRY_INVALID(0x5B, "SPT.4", true, Mode.SCALABLE),
    PASID_EXECUTE_REQUESTED(0x5C, "SPT.5", true, Mode.SCALABLE),
    SUPERVISOR_REQUEST_DISABLED(0x5D, "SPT.6", true, Mode.SCALABLE),
    HOST_PERMISSION_TABLE_SIZE(0x60, "SPT.9", true, Mode.SCALABLE),

    // scalable mode: first stage
    FIRST_STAGE_ACCESS_ERROR(0x70, "SFS.1", true, Mode.SCALABLE),
    FIRST_STAGE_NOT_PRESENT(0x71, "SFS.2", true, Mode.SCALABLE),
    FIRST_STAGE_RESERVED(0x72, "SFS.3", true, Mode.SCALABLE),
    FIRST_STAGE_POINTER_ACCESS_ERROR(0x73, "SFS.4", true, Mode.SCALABLE),
    NESTED_ADDRESS_BEYOND_WIDTH(0x74, "SFS.5", true, Mode.SCALABLE),
    NESTED_TOP_TABLE_UNREADABLE(0x75, "SFS.6", true, Mode.SCALABLE),
    NESTED_TABLE_UNREADABLE(0x76, "SFS.7", true, Mode.SCALABLE),
    NESTED_TABLE_UNWRITABLE(0x77, "SFS.8", true, Mode.SCALABLE),
    FIRST_STAGE_DIRTY_NOT_SNOOPED(0x90, "SFS.9", true, Mode.SCALABLE),
    FIRST_STAGE_DIRTY_FAILED(0x91, "SFS.10", true, Mode.SCALABLE),

    // scalable mode: second stage
    SECOND_STAGE_ACCESS_ERROR(0x78, "SSS.1", true, Mode.SCALABLE),
    SECOND_STAGE_NOT_PRESENT(0x79, "SSS.2", true, Mode.SCALABLE),
    SECOND_STAGE_RESERVED(0x7A, "SSS.3", true, Mode.SCALABLE),
    SECOND_STAGE_POINTER_ACCESS_ERROR(0x7B, "SSS.4", true, Mode.SCALABLE),
    SECOND_STAGE_DIRTY_NOT_SNOOPED(0x7C, "SSS.5", true, Mode.SCALABLE),
    SECOND_STAGE_DIRTY_FAILED(0x7D, "SSS.6", true, Mode.SCALABLE),

    // scalable mode: the address itself
    ADDRESS_NOT_CANONICAL(0x80, "SGN.1", true, Mode.SCALABLE),
    SUPERVISOR_PAGE(0x81, "SGN.2", true, Mode.SCALABLE),
    SCALABLE_ADDRESS_BEYOND_HOST_WIDTH(0x83, "SGN.4", true, Mode.SCALABLE),
    SCALABLE_ADDRESS_BEYOND_WIDTH(0x84, "SGN.5", true, Mode.SCALABLE),
    SCALABLE_WRITE_DENIED(0x85, "SGN.6", true, Mode.SCALABLE),
    SCALABLE_READ_DENIED(0x86, "SGN.7", true, Mode.SCALABLE),
    SCALABLE_INTERRUPT_RANGE_OUTPUT(0x87, "SGN.8", true, Mode.SCALABLE),
    PASID_BEYOND_SUPPORTED_SIZE(0x89, "SGN.10", true, Mode.SCALABLE),

    // host permission table
    HOST_PERMISSION_1(0xA0, "HPT.1", true, Mode.SCALABLE),
    HOST_PERMISSION_2(0xA1, "HPT.2", true, Mode.SCALABLE),
    HOST_PERMISSION_3(0xA2, "HPT.3", true, Mode.SCALABLE),
    HOST_PERMISSION_4(0xA3, "HPT.4", true, Mode.SCALABLE),
    HOST_PERMISSION_5(0xA4, "HPT.5", true, Mode.SCALABLE),
    HOST_PERMISSION_6(0xA5, "HPT.6", true, Mode.SCALABLE);

    /** Which part of the unit can report a reason. */
    public enum Mode {
        /** Requests while RTADDR.TTM selects legacy mode. */
        LEGACY,
        /** Interrupt requests. */
        INTERRUPT,
        /** A request that the translation table mode itself rules out. */
        MODE,
        /** Requests while RTADDR.TTM selects scalable mode. */
        SCALABLE
    }

    private final int code;
    private final String condition;
    private final boolean qualified;
    private final Mode mode;

    FaultReason(int code, String condition, boolean qualified, Mode mode) {
        this.code = code;
        this.condition = condition;
        this.qualified = qualified;
        this.mode = mode;
    }

    /** The reason with this code. @throws IllegalArgumentException if the specification assigns none */
    public static FaultReason ofCode(int code) {
        for (FaultReason reason : values()) {
            if (reason.code == code) {
                return reason;
            }
        }
        throw new IllegalArgumentException("no fault reason has code 0x" + Integer.toHexString(code));
    }

    /** The 8-bit code of the fault record's FR field (§11.4.7.6). */
    public int code() {
        return code;
    }

    /** The specification's name of the condition, such as LSS.2; for interrupts the row of Table 15. */
    public String condition() {
        return condition;
    }

    /** Whether Fault Processing Disable keeps it out of the fault records. */
    public boolean qualified() {
        return qualified;
    }

    public Mode mode() {
        return mode;
    }
}
