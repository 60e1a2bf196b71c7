package iommu.emulator.pasid;

import iommu.arch.Capabilities;
import iommu.arch.CapabilityDraft;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.PasidResult;
import iommu.arch.ScalableContext;
import iommu.arch.ScalableContextResult;
import iommu.arch.SourceId;
import iommu.emulator.Words;
import java.util.function.Consumer;

/**
 * The root table lies at 0x10_0000, the context table of devices 0-15 at 0x20_0000, of devices 16-31 at 0x21_0000, the
 * PASID directory at 0x30_0000, its first PASID table at 0x40_0000. The device is 00:03.0, the PASID 0x45: directory
 * entry 1, table entry 5.
 */
abstract class PasidTableRig {

    static final Gpa ROOT = new Gpa(0x10_0000);
    static final SourceId DEVICE = SourceId.parse("00:03.0");
    static final int PASID = 0x45;
    static final long ROOT_ENTRY = 0x10_0000;
    static final long CONTEXT_ENTRY = 0x20_0000 + 32 * 0x18;
    static final long DIRECTORY_ENTRY = 0x30_0008;
    static final long PASID_ENTRY = 0x40_0000 + 64 * 5;

    /** Everything that the unit may offer. */
    static final Capabilities FULL = Capabilities.DEFAULT.with(c -> {
        c.scalableMode = c.firstStage = c.secondStage = c.nested = c.fiveLevelFirstStage = c.gigabyteFirstStage = true;
        c.snoopedWalks = c.secondStageDirty = c.ridPasid = c.supervisorRequests = c.ridPrivilege = true;
        c.extendedAccessed = c.memoryTypes = c.pageRequests = c.translatedWithPasid = c.deviceTlb = true;
        c.pasidBits = 20;
    });

    final Words memory = new Words().put(ROOT_ENTRY, 0x20_0001, 0x21_0001).put(DIRECTORY_ENTRY, 0x40_0001);
    Capabilities unit = FULL;

    static void noFirstStage(CapabilityDraft c) {
        c.firstStage = c.nested = c.fiveLevelFirstStage = c.gigabyteFirstStage = c.extendedAccessed = false;
    }

    void without(Consumer<CapabilityDraft> change) {
        unit = FULL.with(change);
    }

    PasidTableLookup lookup() {
        return new PasidTableLookup(memory, unit);
    }

    ScalableContextResult contextOf(long low, long high) {
        memory.put(CONTEXT_ENTRY, low, high);
        return lookup().context(ROOT, DEVICE);
    }

    static ScalableContext context(boolean silent) {
        return new ScalableContext(new Gpa(0x30_0000), 128, 0, false, true, true, true, true, silent);
    }

    PasidResult entryOf(long first, long second, long third) {
        memory.put(PASID_ENTRY, first, second).put(PASID_ENTRY + 16, third, 0);
        return lookup().entry(context(false), PASID);
    }

    /** First stage, 4 levels. */
    PasidResult firstStage(long third) {
        return entryOf(0x41, 7, 0x60_0000 | third);
    }

    /** Second stage, 4 levels. */
    PasidResult secondStage(long first) {
        return entryOf(0x50_0089 | first, 7, 0);
    }

    static Fault fault(FaultReason reason) {
        return Fault.of(reason);
    }
}
