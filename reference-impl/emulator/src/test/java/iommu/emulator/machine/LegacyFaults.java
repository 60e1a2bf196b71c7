package iommu.emulator.machine;

import static iommu.arch.Access.READ;
import static iommu.arch.Access.WRITE;

import iommu.arch.Access;
import iommu.arch.Capabilities;
import iommu.arch.DmaRequest;
import iommu.arch.FaultReason;
import iommu.arch.Iova;
import iommu.arch.Pasid;
import iommu.arch.RequestKind;
import iommu.arch.stimulus.Stimulus.Reads;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;

/** The conditions LRT, LCT, LSS, LGN and RTA of Table 30. */
final class LegacyFaults {

    private static final Capabilities UNIT = Capabilities.DEFAULT.with(c -> {
        c.deviceTlb = true;
        c.snoopControl = false;
    });
    private static final Set<FaultCase.Fpd> NOWHERE = Set.of();
    private static final Set<FaultCase.Fpd> CONTEXT = Set.of(FaultCase.Fpd.CONTEXT);

    private LegacyFaults() {
    }

    static List<FaultCase> cases() {
        return List.of(
                of("LRT.1", FaultReason.ROOT_ACCESS_ERROR, NOWHERE, r -> r.readable(0x10_0000, Reads.NONE)),
                of("LRT.2", FaultReason.ROOT_NOT_PRESENT, NOWHERE, r -> r.store(0x10_0000, 0x10_1000)),
                of("LRT.3", FaultReason.ROOT_RESERVED, NOWHERE, r -> r.store(0x10_0000, 0x10_1003)),
                of("LCT.1", FaultReason.CONTEXT_ACCESS_ERROR, NOWHERE, r -> r.readable(0x10_1000, Reads.NONE)),
                context("LCT.2", FaultReason.CONTEXT_NOT_PRESENT, 0, 0x101),
                context("LCT.3", FaultReason.CONTEXT_RESERVED, 0x30_0011, 0x101),
                context("LCT.4.1", FaultReason.CONTEXT_INVALID, 0x30_0001, 0x100),
                context("LCT.4.2", FaultReason.CONTEXT_INVALID, 0x30_000D, 0x101),
                of("LCT.4.3", FaultReason.CONTEXT_INVALID, CONTEXT, r -> r.readable(0x30_0000, Reads.NONE)),
                new FaultCase("LCT.5", FaultReason.REQUEST_TYPE_BLOCKED, CONTEXT, fpd -> run(fpd, r -> { },
                        request(Pasid.NONE, READ, 0x1000, RequestKind.TRANSLATED))),
                of("LSS.1", FaultReason.TABLE_ACCESS_ERROR, CONTEXT, r -> r.readable(0x20_0000, Reads.NONE)),
                of("LSS.2", FaultReason.TABLE_RESERVED, CONTEXT, r -> r.store(0x11_0008, 0x777_7803)),
                at("LGN.1.1", FaultReason.ADDRESS_BEYOND_WIDTH, READ, 1L << 39),
                new FaultCase("LGN.1.2", FaultReason.ADDRESS_BEYOND_WIDTH, CONTEXT, fpd -> run(fpd,
                        r -> r.context(0x30_0005, 0x101), request(Pasid.NONE, READ, 1L << 48, RequestKind.TRANSLATED))),
                new FaultCase("LGN.1.3", FaultReason.ADDRESS_BEYOND_WIDTH, CONTEXT, fpd -> run(fpd,
                        r -> r.context(0x9, 0x102), request(Pasid.NONE, READ, 1L << 48, RequestKind.UNTRANSLATED))),
                new FaultCase("LGN.2", FaultReason.WRITE_DENIED, CONTEXT, fpd -> run(fpd,
                        r -> r.store(0x11_0008, 0x777_7001), request(Pasid.NONE, WRITE, 0x1000, RequestKind.UNTRANSLATED))),
                at("LGN.3", FaultReason.READ_DENIED, READ, 0x5000),
                of("LGN.4", FaultReason.INTERRUPT_RANGE_OUTPUT, CONTEXT, r -> r.store(0x11_0008, 0xFEE0_0003L)),
                of("RTA.1.2", FaultReason.TRANSLATION_MODE_INVALID, NOWHERE, r -> r.root(0x10_0000 | 0x800).translate()),
                of("RTA.1.3", FaultReason.TRANSLATION_MODE_INVALID, NOWHERE, r -> r.root(0x10_0000 | 0x400).translate()),
                of("RTA.1.1", FaultReason.TRANSLATION_MODE_INVALID, NOWHERE, r -> r.root(0x10_0000 | 0xC00).translate()),
                new FaultCase("RTA.2", FaultReason.PASID_REQUEST_IN_LEGACY_MODE, NOWHERE, fpd -> run(fpd, r -> { },
                        request(new Pasid(5), READ, 0x1000, RequestKind.UNTRANSLATED))));
    }

    private static FaultCase of(String condition, FaultReason reason, Set<FaultCase.Fpd> met, Consumer<Rig> setUp) {
        return new FaultCase(condition, reason, met,
                fpd -> run(fpd, setUp, request(Pasid.NONE, READ, 0x1000, RequestKind.UNTRANSLATED)));
    }

    private static FaultCase context(String condition, FaultReason reason, long low, long high) {
        return of(condition, reason, CONTEXT, r -> r.context(low, high));
    }

    private static FaultCase at(String condition, FaultReason reason, Access access, long address) {
        return new FaultCase(condition, reason, CONTEXT,
                fpd -> run(fpd, r -> { }, request(Pasid.NONE, access, address, RequestKind.UNTRANSLATED)));
    }

    private static DmaRequest request(Pasid pasid, Access access, long address, RequestKind kind) {
        return new DmaRequest(Rig.DEVICE, pasid, new Iova(address), access, kind);
    }

    private static Faulting run(Set<FaultCase.Fpd> fpd, Consumer<Rig> setUp, DmaRequest request) {
        Rig rig = Rig.running(UNIT).write(0x3C, 4, 0x41).write(0x40, 4, 0xFEE0_2000L).write(0x38, 4, 0);
        setUp.accept(rig);
        if (fpd.contains(FaultCase.Fpd.CONTEXT)) {
            rig.store(0x10_1180, rig.word(0x10_1180) | 2);
        }
        return new Faulting(rig.dma(request), rig.read(0x228, 8), rig.messages);
    }
}
