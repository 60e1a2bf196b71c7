package iommu.grade.explain;

import iommu.arch.FaultReason;

/** Why a request is blocked: one sentence for each reason, in our own words, with its section. */
final class Rules {

    private Rules() {
    }

    /** The rule that this reason stands for. */
    static String of(FaultReason reason) {
        return switch (reason.mode()) {
            case LEGACY -> legacy(reason);
            case INTERRUPT -> interrupt(reason);
            case MODE -> mode(reason);
            case SCALABLE -> reason.code() < 0x70 ? scalable(reason) : stages(reason);
        };
    }

    private static String legacy(FaultReason reason) {
        return switch (reason) {
            case ROOT_NOT_PRESENT -> "§9.1: P=0 in the root entry: no device of this bus may do DMA.";
            case CONTEXT_NOT_PRESENT -> "§9.3: P=0 in the context entry: this device may not do DMA.";
            case CONTEXT_INVALID -> "§9.3: AW or TT names what this unit does not offer, or the first paging entry "
                    + "can't be read.";
            case ADDRESS_BEYOND_WIDTH -> "§3.7: the address has a bit set that neither AW nor MGAW reaches; of an address "
                    + "that is not translated, one above the host width.";
            case WRITE_DENIED -> "§3.7.1: a write needs W in every entry of the walk, and here it is missing.";
            case READ_DENIED -> "§3.7.1: a read needs R in every entry of the walk, and here it is missing.";
            case TABLE_ACCESS_ERROR -> "§3.7: a paging entry below the first can't be read.";
            case ROOT_ACCESS_ERROR -> "§9.1: the root entry can't be read.";
            case CONTEXT_ACCESS_ERROR -> "§9.3: the context entry can't be read.";
            case ROOT_RESERVED -> "§9.1: the root entry is present and has reserved bits set.";
            case CONTEXT_RESERVED -> "§9.3: the context entry is present and has reserved bits set; DID bits above the "
                    + "unit's width count among them.";
            case TABLE_RESERVED -> "§9.8: the entry gives R or W and has reserved bits set: above the host width, PS where no "
                    + "leaf may be, SNP where it means nothing, or low address bits of a large page.";
            case REQUEST_TYPE_BLOCKED -> "§9.3: TT serves no requests of this address type.";
            case INTERRUPT_RANGE_OUTPUT -> "§3.15: the result lies in FEEx_xxxxh, where no memory is.";
            default -> throw new IllegalArgumentException(reason.toString());
        };
    }

    private static String interrupt(FaultReason reason) {
        return switch (reason) {
            case INTERRUPT_FORMAT_RESERVED -> "§5.1.2: the request has reserved fields set.";
            case INTERRUPT_INDEX_BEYOND_TABLE -> "§5.1.3: the index lies beyond the 2^(S+1) entries of the table.";
            case INTERRUPT_ENTRY_NOT_PRESENT -> "§9.9: P=0 in the interrupt-remapping entry.";
            case INTERRUPT_ENTRY_ACCESS_ERROR -> "§5.1.4: the interrupt-remapping entry can't be read.";
            case INTERRUPT_ENTRY_RESERVED -> "§9.9: the entry is present and has reserved bits set; IM and URG are reserved "
                    + "where posting is not offered.";
            case COMPATIBILITY_INTERRUPT_BLOCKED -> "§5.1.4: compatibility format passes only with CFIS=1 and EIME=0.";
            case INTERRUPT_SOURCE_INVALID -> "§5.1.4: the entry's SVT, SQ and SID do not let this requester use it.";
            case POSTED_DESCRIPTOR_ACCESS_ERROR -> "§5.2.3: the posted-interrupt descriptor can't be reached.";
            case POSTED_DESCRIPTOR_RESERVED -> "§9.11: the posted-interrupt descriptor has reserved bits set.";
            case INTERRUPT_REQUEST_MALFORMED -> "§5.1.4: FEEx_xxxxh takes aligned writes of 4 bytes without PASID, nothing else.";
            case EXTENDED_INTERRUPT_MODE_REQUIRED -> "§5.1.4: this unit remaps only with EIME=1.";
            case INTERRUPT_REMAPPING_REQUIRED -> "§5.1.4: this unit blocks interrupts until remapping is on.";
            default -> throw new IllegalArgumentException(reason.toString());
        };
    }

    private static String mode(FaultReason reason) {
        return switch (reason) {
            case TRANSLATION_MODE_INVALID -> "§11.4.5: RTADDR.TTM selects a mode that this unit does not offer.";
            case PASID_REQUEST_IN_LEGACY_MODE -> "§3.4.2: legacy mode serves no request with a PASID.";
            case PAGE_REQUEST_IN_LEGACY_MODE -> "§3.4.2: legacy mode serves no page request.";
            case ABORT_MODE -> "§3.4.4: in abort mode every request is blocked.";
            case EXECUTE_REQUESTED -> "§7.1.3: requests for execute permission are not served.";
            default -> throw new IllegalArgumentException(reason.toString());
        };
    }

    private static String scalable(FaultReason reason) {
        return switch (reason) {
            case SCALABLE_ROOT_ACCESS_ERROR -> "§9.2: the root entry can't be read.";
            case SCALABLE_ROOT_NOT_PRESENT -> "§9.2: the half of the root entry for this device has its present bit clear.";
            case SCALABLE_ROOT_RESERVED -> "§9.2: the half of the root entry for this device has reserved bits set.";
            case SCALABLE_CONTEXT_ACCESS_ERROR -> "§9.4: the context entry can't be read.";
            case SCALABLE_CONTEXT_NOT_PRESENT -> "§9.4: P=0 in the context entry.";
            case SCALABLE_CONTEXT_RESERVED -> "§9.4: the context entry has bits set that are reserved on this unit.";
            case SCALABLE_CONTEXT_INVALID -> "§9.4: PRE without DTE, EPTR without PASIDE, or a RID_PASID beyond the directory.";
            case DEVICE_TLB_DISABLED -> "§9.4: DTE=0: only untranslated requests are served.";
            case PASID_DISABLED -> "§9.4: PASIDE=0: requests with PASID are not served.";
            case PASID_BEYOND_DIRECTORY -> "§9.4: the PASID lies beyond the 2^(PDTS+7) entries of the directory.";
            case PAGE_REQUEST_DISABLED -> "§9.4: PRE=0: page requests are not served.";
            case PASID_EQUALS_RID_PASID -> "§9.4: no request may carry the PASID that stands for requests without one.";
            case TRANSLATED_WITH_PASID_DISABLED -> "§9.4: EPTR=0: translated requests carry no PASID.";
            case PASID_DIRECTORY_ACCESS_ERROR -> "§9.5: the PASID directory entry can't be read.";
            case PASID_DIRECTORY_NOT_PRESENT -> "§9.5: P=0 in the PASID directory entry.";
            case PASID_DIRECTORY_RESERVED -> "§9.5: the PASID directory entry has reserved bits set.";
            case PASID_ENTRY_ACCESS_ERROR -> "§9.6: the PASID table entry can't be read.";
            case PASID_ENTRY_NOT_PRESENT -> "§9.6: P=0 in the PASID table entry.";
            case PASID_ENTRY_RESERVED -> "§9.6: the PASID table entry has bits set that are reserved on this unit.";
            case PASID_ENTRY_INVALID -> "§9.6: PGTT, AW or FSPM names what this unit does not offer, or a nested FSPTPTR "
                    + "lies beyond the second stage.";
            case PASID_EXECUTE_REQUESTED -> "§7.1.3: requests for execute permission are not served.";
            case SUPERVISOR_REQUEST_DISABLED -> "§9.6: SRE=0: supervisor requests are not served.";
            case HOST_PERMISSION_TABLE_SIZE -> "§9.6: the host permission table does not reach this address.";
            default -> throw new IllegalArgumentException(reason.toString());
        };
    }

    private static String stages(FaultReason reason) {
        return switch (reason) {
            case FIRST_STAGE_ACCESS_ERROR -> "§3.6: a first-stage entry below the first can't be read.";
            case FIRST_STAGE_NOT_PRESENT -> "§9.7: P=0 in a first-stage entry.";
            case FIRST_STAGE_RESERVED -> "§9.7: a present first-stage entry has reserved bits set.";
            case FIRST_STAGE_POINTER_ACCESS_ERROR -> "§3.6: the first entry through FSPTPTR can't be read.";
            case NESTED_ADDRESS_BEYOND_WIDTH -> "§3.8: what the first stage gives is wider than the second stage takes.";
            case NESTED_TOP_TABLE_UNREADABLE -> "§3.8: the second stage gives no right to read the top first-stage table.";
            case NESTED_TABLE_UNREADABLE -> "§3.8: the second stage gives no right to read a first-stage table.";
            case NESTED_TABLE_UNWRITABLE -> "§3.8: the second stage gives no right to set A or D in a first-stage table.";
            case FIRST_STAGE_DIRTY_NOT_SNOOPED -> "§3.6.2: A or D has to be set, and the walk does not snoop.";
            case FIRST_STAGE_DIRTY_FAILED -> "§3.6.2: A or D could not be set.";
            case SECOND_STAGE_ACCESS_ERROR -> "§3.7: a second-stage entry below the first can't be read.";
            case SECOND_STAGE_NOT_PRESENT -> "§9.8: R=W=0 in a second-stage entry, or no right is left of all of them.";
            case SECOND_STAGE_RESERVED -> "§9.8: a second-stage entry gives R or W and has reserved bits set.";
            case SECOND_STAGE_POINTER_ACCESS_ERROR -> "§3.7: the first entry through SSPTPTR can't be read.";
            case SECOND_STAGE_DIRTY_NOT_SNOOPED -> "§3.7.2: A or D has to be set, and the walk does not snoop.";
            case SECOND_STAGE_DIRTY_FAILED -> "§3.7.2: A or D could not be set.";
            case ADDRESS_NOT_CANONICAL -> "§3.6: the bits above the first stage's width are not all like its highest bit.";
            case SUPERVISOR_PAGE -> "§3.6.1: U/S=0 in some entry: the page is for supervisor requests.";
            case SCALABLE_ADDRESS_BEYOND_HOST_WIDTH -> "§3.9: an address that is not translated lies above the host width.";
            case SCALABLE_ADDRESS_BEYOND_WIDTH -> "§3.7: the address has a bit set that neither AW nor MGAW reaches.";
            case SCALABLE_WRITE_DENIED -> "§3.6.1, §3.7.1: a write needs the right in every entry of the walk, and lacks it.";
            case SCALABLE_READ_DENIED -> "§3.6.1, §3.7.1: a read needs the right in every entry of the walk, and lacks it.";
            case SCALABLE_INTERRUPT_RANGE_OUTPUT -> "§3.15: the result lies in FEEx_xxxxh, where no memory is.";
            case PASID_BEYOND_SUPPORTED_SIZE -> "§11.4.3: the PASID has more bits than PSS says.";
            case HOST_PERMISSION_1, HOST_PERMISSION_2, HOST_PERMISSION_3, HOST_PERMISSION_4, HOST_PERMISSION_5,
                    HOST_PERMISSION_6 -> "§7.1.3: the host permission table does not let this request through.";
            default -> throw new IllegalArgumentException(reason.toString());
        };
    }
}
