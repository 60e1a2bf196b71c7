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
import iommu.emulator.machine.FaultCase.Fpd;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** The conditions SRT, SCT, SPD, SPT, SFS, SSS, SGN of Table 30, and those of RTA that need more than legacy mode. */
final class ScalableFaults {

    private static final int FIRST_STAGE = 5;
    private static final int NESTED = 6;
    private static final int PASS_THROUGH = 7;
    private static final long ENTRY = ScalableRig.TABLE;
    private static final long DIRECTORY = ScalableRig.DIRECTORY;

    private ScalableFaults() {
    }

    static List<FaultCase> cases() {
        return Stream.of(rootAndContext(), pasidTables(), firstStage(), secondStage(), general(), modes())
                .flatMap(List::stream).toList();
    }

    private static List<FaultCase> rootAndContext() {
        return List.of(
                of("SRT.1", FaultReason.SCALABLE_ROOT_ACCESS_ERROR, r -> r.readable(0x10_0000, Reads.NONE)),
                of("SRT.2", FaultReason.SCALABLE_ROOT_NOT_PRESENT, r -> r.store(0x10_0000, 0x10_1000)),
                of("SRT.3", FaultReason.SCALABLE_ROOT_RESERVED, r -> r.store(0x10_0000, 0x10_1003)),
                of("SCT.1", FaultReason.SCALABLE_CONTEXT_ACCESS_ERROR, r -> r.readable(0x10_1000, Reads.NONE)),
                of("SCT.2", FaultReason.SCALABLE_CONTEXT_NOT_PRESENT, r -> r.context(DIRECTORY, 0)),
                of("SCT.3", FaultReason.SCALABLE_CONTEXT_RESERVED, r -> r.context(DIRECTORY | 0x8D, 0)),
                of("SCT.4.1", FaultReason.SCALABLE_CONTEXT_INVALID, r -> r.context(DIRECTORY | 0x19, 0)),
                of("SCT.4.2", FaultReason.SCALABLE_CONTEXT_INVALID, r -> r.context(DIRECTORY | 0xD, 0x2000)),
                of("SCT.4.3", FaultReason.SCALABLE_CONTEXT_INVALID, r -> r.context(DIRECTORY | 0x45, 0)),
                of("SCT.5", FaultReason.DEVICE_TLB_DISABLED, r -> r.context(DIRECTORY | 9, 0),
                        request(Pasid.NONE, READ, 0x1000, RequestKind.TRANSLATED)),
                of("SCT.6", FaultReason.PASID_DISABLED, r -> r.context(DIRECTORY | 5, 0), pasid(FIRST_STAGE, 0x1000)),
                of("SCT.7", FaultReason.PASID_BEYOND_DIRECTORY, ScalableRig.FULL.with(c -> c.pasidBits = 20), r -> { },
                        pasid(0x2000, 0x1000)),
                of("SCT.9", FaultReason.PASID_EQUALS_RID_PASID, r -> { }, pasid(0, 0x1000)),
                of("SCT.10", FaultReason.TRANSLATED_WITH_PASID_DISABLED, r -> { },
                        request(new Pasid(FIRST_STAGE), READ, 0x1000, RequestKind.TRANSLATED)));
    }

    private static List<FaultCase> pasidTables() {
        return List.of(
                of("SPD.1", FaultReason.PASID_DIRECTORY_ACCESS_ERROR, r -> r.readable(DIRECTORY, Reads.NONE)),
                of("SPD.2", FaultReason.PASID_DIRECTORY_NOT_PRESENT, r -> r.store(DIRECTORY, ENTRY)),
                of("SPD.3", FaultReason.PASID_DIRECTORY_RESERVED, r -> r.store(DIRECTORY, ENTRY | 5)),
                of("SPT.1", FaultReason.PASID_ENTRY_ACCESS_ERROR, r -> r.readable(ENTRY, Reads.NONE)),
                of("SPT.2", FaultReason.PASID_ENTRY_NOT_PRESENT, r -> r.store(ENTRY, 0x30_0084)),
                of("SPT.3", FaultReason.PASID_ENTRY_RESERVED, r -> r.or(ENTRY, 1 << 5)),
                of("SPT.4.1", FaultReason.PASID_ENTRY_INVALID, r -> r.store(ENTRY, 0x30_0081)),
                of("SPT.4.2", FaultReason.PASID_ENTRY_INVALID, r -> r.store(ENTRY, 0x30_0005)),
                of("SPT.4.3", FaultReason.PASID_ENTRY_INVALID, r -> r.or(ENTRY + 64 * FIRST_STAGE + 16, 1 << 2),
                        pasid(FIRST_STAGE, 0x1000)),
                of("SPT.4.4", FaultReason.PASID_ENTRY_INVALID, r -> r.store(ENTRY + 64 * NESTED + 16, 1L << 40),
                        pasid(NESTED, 0x2000)),
                of("SPT.5", FaultReason.PASID_EXECUTE_REQUESTED, r -> { }, executing()),
                of("SPT.6", FaultReason.SUPERVISOR_REQUEST_DISABLED, r -> { }, new DmaRequest(ScalableRig.DEVICE,
                        new Pasid(FIRST_STAGE), new Iova(0x1000), READ, RequestKind.UNTRANSLATED, true, false)));
    }

    private static List<FaultCase> firstStage() {
        DmaRequest first = pasid(FIRST_STAGE, 0x1000);
        DmaRequest nested = pasid(NESTED, 0x2000);
        return List.of(
                of("SFS.1", FaultReason.FIRST_STAGE_ACCESS_ERROR, r -> r.readable(0x33_0000, Reads.NONE), first),
                of("SFS.2", FaultReason.FIRST_STAGE_NOT_PRESENT, r -> r.store(0x31_0008, 0), first),
                of("SFS.3", FaultReason.FIRST_STAGE_RESERVED, r -> r.or(0x34_0000, 0x80), first),
                of("SFS.4", FaultReason.FIRST_STAGE_POINTER_ACCESS_ERROR, r -> r.readable(0x34_0000, Reads.NONE), first),
                of("SFS.5", FaultReason.NESTED_ADDRESS_BEYOND_WIDTH, r -> r.store(0x34_0000, 1L << 40 | 7), nested),
                of("SFS.6", FaultReason.NESTED_TOP_TABLE_UNREADABLE, r -> r.store(0x20_0008, 0x20_0082), nested),
                of("SFS.7", FaultReason.NESTED_TABLE_UNREADABLE,
                        r -> r.store(0x34_0000, 0x60_0007).store(0x20_0018, 0x60_0082), nested),
                of("SFS.8", FaultReason.NESTED_TABLE_UNWRITABLE, r -> r.store(0x20_0008, 0x20_0081), nested),
                of("SFS.9", FaultReason.FIRST_STAGE_DIRTY_NOT_SNOOPED,
                        r -> r.store(ENTRY + 64 * FIRST_STAGE + 8, 2), first),
                of("SFS.10", FaultReason.FIRST_STAGE_DIRTY_FAILED, r -> r.readable(0x34_0000, Reads.READ_ONLY), first));
    }

    private static List<FaultCase> secondStage() {
        return List.of(
                of("SSS.1", FaultReason.SECOND_STAGE_ACCESS_ERROR, r -> r.readable(0x20_0000, Reads.NONE)),
                of("SSS.2", FaultReason.SECOND_STAGE_NOT_PRESENT, r -> r.store(0x11_0008, 0)),
                of("SSS.2, no right is left", FaultReason.SECOND_STAGE_NOT_PRESENT,
                        r -> r.store(0x20_0000, 0x11_0001).store(0x11_0008, 0x777_7002)),
                of("SSS.3", FaultReason.SECOND_STAGE_RESERVED, r -> r.store(0x11_0008, 1L << 62 | 0x777_7003)),
                of("SSS.4", FaultReason.SECOND_STAGE_POINTER_ACCESS_ERROR, r -> r.readable(0x30_0000, Reads.NONE)),
                of("SSS.5", FaultReason.SECOND_STAGE_DIRTY_NOT_SNOOPED,
                        r -> r.or(ENTRY, 1 << 9).store(ENTRY + 8, 1)),
                of("SSS.6", FaultReason.SECOND_STAGE_DIRTY_FAILED,
                        r -> r.or(ENTRY, 1 << 9).readable(0x11_0000, Reads.READ_ONLY)));
    }

    private static List<FaultCase> general() {
        return List.of(
                of("SGN.1", FaultReason.ADDRESS_NOT_CANONICAL, r -> { }, pasid(FIRST_STAGE, 1L << 50)),
                of("SGN.2", FaultReason.SUPERVISOR_PAGE, r -> r.store(0x31_0008, 0x666_6003), pasid(FIRST_STAGE, 0x1000)),
                of("SGN.4.1", FaultReason.SCALABLE_ADDRESS_BEYOND_HOST_WIDTH, r -> { },
                        request(Pasid.NONE, READ, 1L << 48, RequestKind.TRANSLATED)),
                of("SGN.4.2", FaultReason.SCALABLE_ADDRESS_BEYOND_HOST_WIDTH, r -> { }, pasid(PASS_THROUGH, 1L << 48)),
                of("SGN.5", FaultReason.SCALABLE_ADDRESS_BEYOND_WIDTH, r -> { },
                        request(Pasid.NONE, READ, 1L << 39, RequestKind.UNTRANSLATED)),
                of("SGN.6", FaultReason.SCALABLE_WRITE_DENIED, r -> r.store(0x11_0008, 0x777_7001),
                        request(Pasid.NONE, WRITE, 0x1000, RequestKind.UNTRANSLATED)),
                of("SGN.6, first stage", FaultReason.SCALABLE_WRITE_DENIED, r -> r.store(0x31_0008, 0x666_6005),
                        request(new Pasid(FIRST_STAGE), WRITE, 0x1000, RequestKind.UNTRANSLATED)),
                of("SGN.7", FaultReason.SCALABLE_READ_DENIED, r -> r.store(0x11_0008, 0x777_7002)),
                of("SGN.8.1", FaultReason.SCALABLE_INTERRUPT_RANGE_OUTPUT, r -> r.store(0x11_0008, 0xFEE0_0003L)),
                of("SGN.8.3", FaultReason.SCALABLE_INTERRUPT_RANGE_OUTPUT, r -> { },
                        request(Pasid.NONE, WRITE, 0xFEE0_0000L, RequestKind.TRANSLATED)),
                of("SGN.10", FaultReason.PASID_BEYOND_SUPPORTED_SIZE, r -> { }, pasid(0x400, 0x1000)));
    }

    private static List<FaultCase> modes() {
        return List.of(
                of("RTA.1.4", FaultReason.TRANSLATION_MODE_INVALID, ScalableRig.FULL.with(c -> c.separateRights = true),
                        r -> r.root(0x10_0080).translate(), request(Pasid.NONE, READ, 0x1000, RequestKind.UNTRANSLATED)),
                of("RTA.4", FaultReason.ABORT_MODE, r -> r.root(0x10_0C00).translate()),
                new FaultCase("RTA.5", FaultReason.EXECUTE_REQUESTED, Set.of(),
                        fpd -> run(ScalableRig.FULL, new Options(8, false, false), fpd, r -> { }, executing())));
    }

    private static DmaRequest executing() {
        return new DmaRequest(ScalableRig.DEVICE, new Pasid(FIRST_STAGE), new Iova(0x1000), READ, RequestKind.UNTRANSLATED,
                false, true);
    }

    private static DmaRequest pasid(int pasid, long address) {
        return request(new Pasid(pasid), READ, address, RequestKind.UNTRANSLATED);
    }

    private static DmaRequest request(Pasid pasid, Access access, long address, RequestKind kind) {
        return new DmaRequest(ScalableRig.DEVICE, pasid, new Iova(address), access, kind);
    }

    private static FaultCase of(String condition, FaultReason reason, Consumer<ScalableRig> setUp) {
        return of(condition, reason, setUp, request(Pasid.NONE, READ, 0x1000, RequestKind.UNTRANSLATED));
    }

    private static FaultCase of(String condition, FaultReason reason, Consumer<ScalableRig> setUp, DmaRequest request) {
        return of(condition, reason, ScalableRig.FULL, setUp, request);
    }

    private static FaultCase of(String condition, FaultReason reason, Capabilities unit, Consumer<ScalableRig> setUp,
            DmaRequest request) {
        return new FaultCase(condition, reason, met(condition, request),
                fpd -> run(unit, Options.DEFAULT, fpd, setUp, request));
    }

    /** Which entries with an FPD bit have been read when the condition is met. */
    private static Set<Fpd> met(String condition, DmaRequest request) {
        String structure = condition.substring(0, 3);
        boolean contextOnly = structure.equals("SCT") || request.kind() == RequestKind.TRANSLATED
                || condition.equals("SPD.1") || condition.equals("SGN.10");
        if (structure.equals("SRT") || structure.equals("RTA") || condition.equals("SCT.1")) {
            return Set.of();
        }
        if (contextOnly) {
            return Set.of(Fpd.CONTEXT);
        }
        return structure.equals("SPD") || condition.equals("SPT.1") ? Set.of(Fpd.CONTEXT, Fpd.DIRECTORY)
                : EnumSet.allOf(Fpd.class);
    }

    private static Faulting run(Capabilities unit, Options options, Set<Fpd> fpd, Consumer<ScalableRig> setUp,
            DmaRequest request) {
        ScalableRig rig = ScalableRig.running(unit, options);
        setUp.accept(rig);
        int pasid = request.pasid().present() ? request.pasid().value() : 0;
        for (Fpd place : fpd) {
            rig.or(switch (place) {
                case CONTEXT -> ScalableRig.CONTEXT;
                case DIRECTORY -> DIRECTORY;
                case PASID_ENTRY -> ENTRY + 64L * pasid;
            }, 2);
        }
        return new Faulting(rig.dma(request), rig.record(0), rig.messages);
    }
}
