package iommu.emulator.machine;

import iommu.arch.DmaOutcome;
import iommu.arch.DmaRequest;
import iommu.arch.Effect;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.FaultRecord;
import iommu.arch.Gpa;
import iommu.arch.RequestKind;
import iommu.arch.Rights;
import iommu.arch.seam.FaultLog;
import java.util.List;
import java.util.function.Consumer;

/**
 * What becomes of a request that meets a fault: it is blocked and the fault recorded; or, if it asks for a translation,
 * it is answered as the column of Table 30 says (§7.1.3).
 */
final class Blocking {

    private final FaultLog log;
    private final Consumer<List<Effect>> perform;

    /** @param perform carries out what recording leads to */
    Blocking(FaultLog log, Consumer<List<Effect>> perform) {
        this.log = log;
        this.perform = perform;
    }

    DmaOutcome block(DmaRequest request, Fault fault) {
        if (request.kind() != RequestKind.TRANSLATION) {
            record(request, fault);
            return new DmaOutcome.Blocked(fault.reason(), fault.suppressed());
        }
        return switch (TranslationAnswer.to(fault.reason())) {
            case NO_RIGHTS -> nothingGranted();
            case NO_RIGHTS_AND_RECORDED -> {
                record(request, fault); // §7.1.3 SFS.10
                yield nothingGranted();
            }
            case UNSUPPORTED_REQUEST -> refuse(request, fault, DmaOutcome.CompletionStatus.UNSUPPORTED_REQUEST);
            case COMPLETER_ABORT -> refuse(request, fault, DmaOutcome.CompletionStatus.COMPLETER_ABORT);
        };
    }

    /** Success with no right: the device meets a fault that it can recover from (§7.1.2). */
    static DmaOutcome nothingGranted() {
        return new DmaOutcome.Granted(new Gpa(0), 1 << 12, Rights.NONE, false, false);
    }

    /** No fault reason of Table 30 says why (freedom {@code blocked-without-reason}). */
    static DmaOutcome blockWithoutReason() {
        return new DmaOutcome.Blocked(FaultReason.REQUEST_TYPE_BLOCKED, true);
    }

    /** A fault of an interrupt or a page request. */
    void record(FaultRecord fault) {
        perform.accept(log.record(fault));
    }

    private DmaOutcome refuse(DmaRequest request, Fault fault, DmaOutcome.CompletionStatus status) {
        record(request, fault);
        return new DmaOutcome.Refused(fault.reason(), fault.suppressed(), status);
    }

    private void record(DmaRequest request, Fault fault) {
        if (!fault.suppressed()) { // §7.1.1: FPD keeps qualified faults out of the records
            record(new FaultRecord(request.source(), request.pasid(), request.address().alignedTo(1 << 12),
                    request.access(), request.kind(), fault.reason(),
                    new FaultRecord.Attributes(request.supervisor(), request.execute(), false)));
        }
    }
}
