package iommu.oracle;

import iommu.arch.Access;
import iommu.arch.DmaOutcome;
import iommu.arch.DmaOutcome.Blocked;
import iommu.arch.DmaOutcome.CompletionStatus;
import iommu.arch.DmaOutcome.Granted;
import iommu.arch.DmaOutcome.Refused;
import iommu.arch.DmaOutcome.Translated;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.RequestKind;
import iommu.arch.Rights;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Set;

/** What a request is told, by its address type (§4.2, §7.1.3 Table 30). */
final class Replies {

    /** Success with no right. Its address, size and bits mean nothing: these stand for all. */
    static final DmaOutcome NOTHING_GRANTED = new Granted(new Gpa(0), 4096, Rights.NONE, false, false);

    private static final Set<FaultReason> UNSUPPORTED = EnumSet.of(FaultReason.ROOT_NOT_PRESENT, FaultReason.CONTEXT_NOT_PRESENT,
            FaultReason.REQUEST_TYPE_BLOCKED, FaultReason.PASID_REQUEST_IN_LEGACY_MODE, FaultReason.ABORT_MODE,
            FaultReason.EXECUTE_REQUESTED, FaultReason.SCALABLE_ROOT_NOT_PRESENT, FaultReason.SCALABLE_CONTEXT_NOT_PRESENT,
            FaultReason.DEVICE_TLB_DISABLED, FaultReason.PASID_DISABLED, FaultReason.PASID_BEYOND_DIRECTORY,
            FaultReason.PASID_EQUALS_RID_PASID, FaultReason.PASID_BEYOND_SUPPORTED_SIZE);

    private static final Set<FaultReason> NO_RIGHT = EnumSet.of(FaultReason.ADDRESS_BEYOND_WIDTH, FaultReason.WRITE_DENIED,
            FaultReason.READ_DENIED, FaultReason.PASID_DIRECTORY_NOT_PRESENT, FaultReason.PASID_ENTRY_NOT_PRESENT,
            FaultReason.PASID_EXECUTE_REQUESTED, FaultReason.SUPERVISOR_REQUEST_DISABLED, FaultReason.FIRST_STAGE_ACCESS_ERROR,
            FaultReason.FIRST_STAGE_NOT_PRESENT, FaultReason.FIRST_STAGE_RESERVED, FaultReason.FIRST_STAGE_POINTER_ACCESS_ERROR,
            FaultReason.NESTED_ADDRESS_BEYOND_WIDTH, FaultReason.NESTED_TOP_TABLE_UNREADABLE, FaultReason.NESTED_TABLE_UNREADABLE,
            FaultReason.NESTED_TABLE_UNWRITABLE, FaultReason.FIRST_STAGE_DIRTY_NOT_SNOOPED, FaultReason.FIRST_STAGE_DIRTY_FAILED,
            FaultReason.SECOND_STAGE_NOT_PRESENT, FaultReason.ADDRESS_NOT_CANONICAL, FaultReason.SUPERVISOR_PAGE,
            FaultReason.SCALABLE_ADDRESS_BEYOND_HOST_WIDTH, FaultReason.SCALABLE_ADDRESS_BEYOND_WIDTH,
            FaultReason.SCALABLE_WRITE_DENIED, FaultReason.SCALABLE_READ_DENIED);

    private final SecondStage rules;
    private final boolean noWriteFlag;

    Replies(SecondStage rules, boolean noWriteFlag) {
        this.rules = rules;
        this.noWriteFlag = noWriteFlag;
    }

    /** @param silent FPD was found set */
    static DmaOutcome fault(RequestKind kind, FaultReason reason, boolean silent) {
        boolean hidden = silent && reason.qualified();
        if (kind != RequestKind.TRANSLATION) {
            return new Blocked(reason, hidden);
        }
        return NO_RIGHT.contains(reason) ? NOTHING_GRANTED : new Refused(reason, hidden,
                UNSUPPORTED.contains(reason) ? CompletionStatus.UNSUPPORTED_REQUEST : CompletionStatus.COMPLETER_ABORT);
    }

    /** What a request may be told by this content of the block around its address. */
    void tell(RequestKind kind, Content content, Block block, Iova address, Content.Ask ask, boolean silent,
            Collection<DmaOutcome> into) {
        long offset = address.value() - block.start().value();
        if (kind == RequestKind.TRANSLATION) {
            grant(content, block, address, ask, silent, into);
            return;
        }
        Set<FaultReason> reasons = EnumSet.noneOf(FaultReason.class);
        if (content.reasons(rules, ask, offset, reasons)) {
            into.add(new Translated(content.frame().orElseThrow().plus(offset)));
        }
        reasons.forEach(r -> into.add(fault(kind, r, silent)));
    }

    /** §4.2.3. Freedom: of a large page a smaller part may be granted. */
    private void grant(Content content, Block block, Iova address, Content.Ask ask, boolean silent, Collection<DmaOutcome> into) {
        Rights rights = content.allowed(ask.supervisor());
        boolean readOnly = noWriteFlag && ask.access() == Access.READ; // §4.2.3: NW
        Set<FaultReason> faults = EnumSet.noneOf(FaultReason.class);
        faults.addAll(content.faults());
        boolean denied = content.bars(ask.supervisor()) // SPT.6, SGN.2
                || !faults.isEmpty() && !rules.denials(rights, ask.access(), content.guard().scalable()).isEmpty(); // SGN.6, SGN.7
        if (denied) {
            into.add(NOTHING_GRANTED); // Freedom: no order between these and what a walk finds
        }
        if (rights.write() && !readOnly) {
            faults.addAll(content.guard().onWrite()); // §4.2.3.1: as if it were an atomic
        }
        faults.forEach(f -> into.add(fault(RequestKind.TRANSLATION, f, silent)));
        content.guard().perhaps().forEach(f -> into.add(fault(RequestKind.TRANSLATION, f, silent)));
        if (rights.write() && !readOnly) {
            content.guard().perhapsOnWrite().forEach(f -> into.add(fault(RequestKind.TRANSLATION, f, silent)));
        }
        Rights given = readOnly ? Rights.of(rights.read(), false) : rights;
        if (!faults.isEmpty() || !content.framed()) {
            if (faults.isEmpty()) {
                into.add(NOTHING_GRANTED); // a legacy entry without rights
            }
            return;
        }
        for (int bits = 12; bits <= Math.min(30, block.bits()); bits += 9) {
            Block part = Block.of(address, bits);
            Gpa frame = content.frame().get().plus(part.start().value() - block.start().value());
            if (overlapsInterrupts(frame.value(), bits)) { // LGN.4, SGN.8.2: anywhere in the range
                into.add(fault(RequestKind.TRANSLATION, content.guard().scalable() ? FaultReason.SCALABLE_INTERRUPT_RANGE_OUTPUT
                        : FaultReason.INTERRUPT_RANGE_OUTPUT, silent));
            } else {
                into.add(given == Rights.NONE ? NOTHING_GRANTED : new Granted(frame, 1L << bits, given, content.snoop(), false));
            }
        }
    }

    private static boolean overlapsInterrupts(long frame, int bits) {
        return frame <= 0xFEEF_FFFFL && frame + (1L << bits) > 0xFEE0_0000L;
    }
}
