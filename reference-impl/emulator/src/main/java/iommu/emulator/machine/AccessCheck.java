package iommu.emulator.machine;

import iommu.arch.Access;
import iommu.arch.Capabilities;
import iommu.arch.DmaOutcome;
import iommu.arch.DmaRequest;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Mapping;
import iommu.arch.RequestKind;
import iommu.arch.Rights;
import iommu.arch.TranslationType;
import iommu.arch.WalkResult;
import java.util.Optional;

/**
 * Whether what the unit already knows is enough to answer a request, and what of it the request may have.
 *
 * @param protectsBehindTables protected memory is out of reach for translated addresses too: VER.MAX of 2 or more (§11.4.8.1)
 * @param strictHits           a hit without the right that a request needs blocks it
 */
record AccessCheck(Capabilities capabilities, ProtectedRegions regions, boolean protectsBehindTables, boolean strictHits) {

    private static final long PAGE = 1L << 12;

    /** TT=00 and 10 serve untranslated requests only (§9.3). */
    boolean serves(TranslationType type, RequestKind kind) {
        return kind == RequestKind.UNTRANSLATED || type == TranslationType.WITH_DEVICE_TLB;
    }

    /**
     * What a cached result says to this request. One that does not let it through is passed over, and the tables are
     * walked: the right may have been granted since, and a denial must be recorded as the walk finds it; unless hits
     * are strict (freedom {@code denied-hit}).
     */
    Optional<WalkResult> fromHit(WalkResult cached, DmaRequest request) {
        return switch (cached) {
            case Mapping mapping when !allows(mapping.rights(), request.access()) ->
                strict(denial(mapping.rights(), request.access()));
            case Mapping mapping when inInterruptRange(mapping.translate(request.address())) ->
                strict(FaultReason.INTERRUPT_RANGE_OUTPUT); // §7.1.3 LGN.4
            case Mapping mapping -> Optional.of(mapping);
            case Fault fault -> concerns(fault, request.access()) ? Optional.of(fault) : Optional.empty();
        };
    }

    private Optional<WalkResult> strict(FaultReason reason) {
        return strictHits ? Optional.of(Fault.of(reason)) : Optional.empty();
    }

    private static FaultReason denial(Rights rights, Access access) {
        return writes(access) && !rights.write() ? FaultReason.WRITE_DENIED : FaultReason.READ_DENIED; // §7.1.3 LGN.2, LGN.3
    }

    boolean allows(Rights rights, Access access) {
        return switch (access) {
            case READ -> rights.read();
            case WRITE -> rights.write();
            case ATOMIC -> rights == Rights.RW; // §3.7.1
            case ZERO_LENGTH_READ -> rights.read() || rights.write() && capabilities.zeroLengthRead(); // §3.14
        };
    }

    static boolean writes(Access access) {
        return access == Access.WRITE || access == Access.ATOMIC;
    }

    /** A missing right stops only those who need it: the page may still be readable if it is not writable. */
    static boolean concerns(Fault fault, Access access) {
        return switch (fault.reason()) {
            case WRITE_DENIED, SCALABLE_WRITE_DENIED -> writes(access);
            case READ_DENIED, SCALABLE_READ_DENIED -> // a zero-length read may need less
                access == Access.READ || access == Access.ATOMIC;
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

    static Fault onePage(Fault fault) {
        return new Fault(fault.reason(), fault.level(), PAGE, fault.silent());
    }

    boolean beyondHostWidth(Gpa address) {
        return address.value() >>> capabilities.hostAddressWidth() != 0;
    }

    /** Whether the device speaks to an interrupt controller, not to memory (freedom {@code interrupt-range-input}). */
    boolean isInterruptMessage(DmaRequest request) {
        return request.kind() == RequestKind.UNTRANSLATED && !request.pasid().present()
                && inInterruptRange(request.address());
    }

    /** FEEx_xxxxh (§3.15). */
    boolean inInterruptRange(Gpa address) {
        return address.value() >>> 20 == 0xFEE;
    }

    boolean inInterruptRange(Iova address) {
        return address.value() >>> 20 == 0xFEE;
    }

    boolean touchesInterruptRange(Gpa start, long size) {
        return inInterruptRange(start) || start.alignedTo(size).equals(new Gpa(0xFEE0_0000L).alignedTo(size));
    }

    /** NW of a translation request: it asks to read only. A unit without ECAP.NWFS does not look at it (§4.2.3). */
    boolean asksForNoWrite(DmaRequest request) {
        return capabilities.scalable().noWriteFlag() && !writes(request.access());
    }

    /** What a translation request is given of the rights that there are (§4.2.3). */
    Rights granted(Rights rights, DmaRequest request) {
        return asksForNoWrite(request) ? rights.and(Rights.R) : rights;
    }

    /** Conditions S.1 and S.2 of Table 30: a device may ask for a translation of the messages that it sends. */
    static DmaOutcome grantOfInterruptRange(boolean noWrite) {
        return noWrite ? Blocking.nothingGranted() : new DmaOutcome.Granted(new Gpa(0), PAGE, Rights.W, false, true);
    }

    /** A pass-through grant spans the largest page that the unit knows, but nothing that it must not (§4.2.3). */
    DmaOutcome identity(Gpa address, boolean snoop, DmaRequest request) {
        long size = capabilities.superpages().stream().mapToLong(level -> PAGE << 9 * (level - 1)).max().orElse(PAGE);
        while (size > PAGE && touchesInterruptRange(address.alignedTo(size), size)) {
            size >>>= 9;
        }
        return new DmaOutcome.Granted(address.alignedTo(size), size, granted(Rights.RW, request), snoop, false);
    }

    /** The end of a request that the tables gave this address. */
    DmaOutcome throughTables(Gpa address) {
        return protectsBehindTables ? outsideProtectedMemory(address) : new DmaOutcome.Translated(address);
    }

    /** The end of a request whose address the tables did not change. */
    DmaOutcome outsideProtectedMemory(Gpa address) {
        return regions.hold(address) ? Blocking.blockWithoutReason() : new DmaOutcome.Translated(address);
    }
}
