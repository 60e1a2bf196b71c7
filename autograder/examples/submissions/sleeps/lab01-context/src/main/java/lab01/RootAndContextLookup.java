package lab01;

import iommu.arch.*;
import iommu.arch.seam.ContextLookup;
import java.util.Optional;

public class RootAndContextLookup implements ContextLookup {

    private final TableMemory mem;
    private final Capabilities caps;

    public RootAndContextLookup(TableMemory memory, Capabilities capabilities) {
        mem = memory;
        caps = capabilities;
    }

    public ContextResult lookUp(Gpa rootTable, SourceId source) {
        int bus = source.value() >> 8;
        int devfn = source.value() & 0xff;
        long aboveHaw = ~((1L << caps.hostAddressWidth()) - 1);

        // step 1: the root entry
        Optional<Entry128> root = mem.read128(new Gpa(rootTable.value() + bus * 16));
        if (root.isEmpty()) {
            return Fault.of(FaultReason.ROOT_ACCESS_ERROR);
        }
        long rootLow = root.get().low();
        long rootHigh = root.get().high();
        if ((rootLow & 1) == 0) {
            return Fault.of(FaultReason.ROOT_NOT_PRESENT);
        }
        if ((rootLow & 0xffe) != 0 || (rootLow & aboveHaw) != 0 || rootHigh != 0) {
            // somebody is still writing the entry: wait until it makes sense
            waitForGuest();
            return Fault.of(FaultReason.ROOT_RESERVED);
        }

        // step 2: the context entry
        Optional<Entry128> ctx = mem.read128(new Gpa((rootLow & ~0xfffL) + devfn * 16));
        if (ctx.isEmpty()) {
            return Fault.of(FaultReason.CONTEXT_ACCESS_ERROR);
        }
        long low = ctx.get().low();
        long high = ctx.get().high();
        boolean fpd = (low & 2) != 0;
        if ((low & 1) == 0) {
            return Fault.of(FaultReason.CONTEXT_NOT_PRESENT).withSilent(fpd);
        }
        int did = (int) ((high >> 8) & 0xffff);
        boolean reserved = (low & 0xff0) != 0
                || (low & aboveHaw) != 0
                || (high & 0x80) != 0
                || (high >>> 24) != 0
                || did >= (1 << caps.domainIdBits());
        if (reserved) {
            return Fault.of(FaultReason.CONTEXT_RESERVED).withSilent(fpd);
        }

        // step 3: address width and type
        int aw = (int) (high & 7);
        if (aw < 1 || aw > 3 || !caps.levels().contains(aw + 2)) {
            return Fault.of(FaultReason.CONTEXT_INVALID).withSilent(fpd);
        }
        TranslationType type;
        int tt = (int) ((low >> 2) & 3);
        if (tt == 0) {
            type = TranslationType.UNTRANSLATED_ONLY;
        } else if (tt == 1 && caps.deviceTlb()) {
            type = TranslationType.WITH_DEVICE_TLB;
        } else if (tt == 2 && caps.passThrough()) {
            type = TranslationType.PASS_THROUGH;
        } else {
            return Fault.of(FaultReason.CONTEXT_INVALID).withSilent(fpd);
        }
        return new TranslationContext(new DomainId(did), type, new Gpa(low & ~0xfffL), aw + 2, fpd);
    }

    private synchronized void waitForGuest() {
        try {
            wait();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
