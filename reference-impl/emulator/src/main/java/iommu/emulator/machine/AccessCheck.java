package iommu.emulator.machine;

import iommu.arch.Access;
import iommu.arch.Capabilities;
import iommu.arch.DmaRequest;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Mapping;
import iommu.arch.RequestKind;
import iommu.arch.Rights;
import iommu.arch.TranslationType;
import iommu.arch.WalkResult;

/** Whether what the unit already knows is enough to answer a request. */
record AccessCheck(Capabilities capabilities) {

    /** TT=00 and 10 serve untranslated requests only (§9.3). */
    boolean serves(TranslationType type, RequestKind kind) {
        return kind == RequestKind.UNTRANSLATED || type == TranslationType.WITH_DEVICE_TLB;
    }

    /**
     * Whether a cached result answers this request. One that does not is passed over, and the tables are walked: the
     * right may have been granted since, and a denial must be recorded as the walk finds it (freedom
     * {@code denied-hit}).
     */
    boolean answers(WalkResult cached, DmaRequest request) {
        return switch (cached) {
            case Mapping mapping -> allows(mapping.rights(), request.access())
                    && !inInterruptRange(mapping.translate(request.address()));
            case Fault fault -> concerns(fault, request.access());
        };
    }

    private boolean allows(Rights rights, Access access) {
        return switch (access) {
            case READ -> rights.read();
            case WRITE -> rights.write();
            case ATOMIC -> rights == Rights.RW; // §3.7.1
            case ZERO_LENGTH_READ -> rights.read() || rights.write() && capabilities.zeroLengthRead(); // §3.14
        };
    }

    /** A missing right stops only those who need it: the page may still be readable if it is not writable. */
    private static boolean concerns(Fault fault, Access access) {
        return switch (fault.reason()) {
            case WRITE_DENIED -> access == Access.WRITE || access == Access.ATOMIC;
            case READ_DENIED -> access == Access.READ || access == Access.ATOMIC; // a zero-length read may need less
            default -> true;
        };
    }

    /**
     * What may be cached of a walk's result. The entry that withholds a right may be present and sound, and then only
     * the page asked for has an IOTLB entry, not every page under it (§6.1, §6.2.4).
     */
    static WalkResult worthKeeping(WalkResult result) {
        boolean denied = result instanceof Fault fault
                && (fault.reason() == FaultReason.WRITE_DENIED || fault.reason() == FaultReason.READ_DENIED);
        return denied ? onePage((Fault) result) : result;
    }

    private static Fault onePage(Fault fault) {
        return new Fault(fault.reason(), fault.level(), 1 << 12, fault.silent());
    }

    boolean beyondHostWidth(Gpa address) {
        return address.value() >>> capabilities.hostAddressWidth() != 0;
    }

    /** Whether the device speaks to an interrupt controller, not to memory (freedom {@code interrupt-range-input}). */
    boolean isInterruptMessage(DmaRequest request) {
        return request.kind() == RequestKind.UNTRANSLATED && inInterruptRange(new Gpa(request.address().value()));
    }

    /** FEEx_xxxxh (§3.15). */
    boolean inInterruptRange(Gpa address) {
        return address.value() >>> 20 == 0xFEE;
    }
}
