package lab01;

import iommu.arch.*;
import iommu.arch.seam.ContextLookup;
import java.util.Optional;

public class RootAndContextLookup implements ContextLookup {

    private final TableMemory tables;
    private final Capabilities unit;

    public RootAndContextLookup(TableMemory memory, Capabilities capabilities) {
        tables = memory;
        unit = capabilities;
    }

    public ContextResult lookUp(Gpa rootTable, SourceId source) {
        int bus = source.value() >> 8;
        int devfn = source.value() & 0xff;
        long aboveHaw = ~((1L << unit.hostAddressWidth()) - 1);

        // step 1: the root entry
        Optional<Entry128> root = tables.read128(new Gpa(rootTable.value() + bus * 16));
        if (root.isEmpty()) {
            return Fault.of(FaultReason.ROOT_ACCESS_ERROR);
        }
        long r0 = root.get().low();
        long r1 = root.get().high();
        if ((r0 & 1) == 0) {
            return Fault.of(FaultReason.ROOT_NOT_PRESENT);
        }
        if ((r0 & 0xffe) != 0 || (r0 & aboveHaw) != 0 || r1 != 0) {
            return Fault.of(FaultReason.ROOT_RESERVED);
        }

        // step 2: the context entry
        Optional<Entry128> ctx = tables.read128(new Gpa((r0 & ~0xfffL) + devfn * 16));
        if (ctx.isEmpty()) {
            return Fault.of(FaultReason.CONTEXT_ACCESS_ERROR);
        }
        long c0 = ctx.get().low();
        long c1 = ctx.get().high();
        boolean fpd = (c0 & 2) != 0;
        if ((c0 & 1) == 0) {
            return Fault.of(FaultReason.CONTEXT_NOT_PRESENT).withSilent(fpd);
        }
        int did = (int) ((c1 >> 8) & 0xffff);
        boolean reserved = (c0 & 0xff0) != 0
                || (c0 & aboveHaw) != 0
                || (c1 & 0x80) != 0
                || (c1 >>> 24) != 0
                || did >= (1 << unit.domainIdBits());
        if (reserved) {
            return Fault.of(FaultReason.CONTEXT_RESERVED).withSilent(fpd);
        }

        // step 3: address width and type
        int aw = (int) (c1 & 7);
        if (aw < 1 || aw > 3 || !unit.levels().contains(aw + 2)) {
            return Fault.of(FaultReason.CONTEXT_INVALID).withSilent(fpd);
        }
        TranslationType type;
        int tt = (int) ((c0 >> 2) & 3);
        if (tt == 0) {
            type = TranslationType.UNTRANSLATED_ONLY;
        } else if (tt == 1 && unit.deviceTlb()) {
            type = TranslationType.WITH_DEVICE_TLB;
        } else if (tt == 2 && unit.passThrough()) {
            type = TranslationType.PASS_THROUGH;
        } else {
            return Fault.of(FaultReason.CONTEXT_INVALID).withSilent(fpd);
        }
        return new TranslationContext(new DomainId(did), type, new Gpa(c0 & ~0xfffL), aw + 2, fpd);
    }
}
