package iommu.emulator.register;

import static iommu.arch.register.Field.CAP_CM;
import static iommu.arch.register.Field.CAP_DRD;
import static iommu.arch.register.Field.CAP_DWD;
import static iommu.arch.register.Field.CAP_ESIRTPS;
import static iommu.arch.register.Field.CAP_ESRTPS;
import static iommu.arch.register.Field.CAP_FRO;
import static iommu.arch.register.Field.CAP_FS1GP;
import static iommu.arch.register.Field.CAP_FS5LP;
import static iommu.arch.register.Field.CAP_MAMV;
import static iommu.arch.register.Field.CAP_MGAW;
import static iommu.arch.register.Field.CAP_ND;
import static iommu.arch.register.Field.CAP_NFR;
import static iommu.arch.register.Field.CAP_PHMR;
import static iommu.arch.register.Field.CAP_PI;
import static iommu.arch.register.Field.CAP_PLMR;
import static iommu.arch.register.Field.CAP_PSI;
import static iommu.arch.register.Field.CAP_RWBF;
import static iommu.arch.register.Field.CAP_SAGAW;
import static iommu.arch.register.Field.CAP_SSLPS;
import static iommu.arch.register.Field.CAP_ZLR;
import static iommu.arch.register.Field.ECAP_ADMS;
import static iommu.arch.register.Field.ECAP_C;
import static iommu.arch.register.Field.ECAP_DIT;
import static iommu.arch.register.Field.ECAP_DT;
import static iommu.arch.register.Field.ECAP_EAFS;
import static iommu.arch.register.Field.ECAP_EIM;
import static iommu.arch.register.Field.ECAP_EIMER;
import static iommu.arch.register.Field.ECAP_FSTS;
import static iommu.arch.register.Field.ECAP_IR;
import static iommu.arch.register.Field.ECAP_IRO;
import static iommu.arch.register.Field.ECAP_IRREQ;
import static iommu.arch.register.Field.ECAP_MHMV;
import static iommu.arch.register.Field.ECAP_MTS;
import static iommu.arch.register.Field.ECAP_NEST;
import static iommu.arch.register.Field.ECAP_NWFS;
import static iommu.arch.register.Field.ECAP_PASID;
import static iommu.arch.register.Field.ECAP_PDS;
import static iommu.arch.register.Field.ECAP_PRS;
import static iommu.arch.register.Field.ECAP_PSS;
import static iommu.arch.register.Field.ECAP_PT;
import static iommu.arch.register.Field.ECAP_PTRS;
import static iommu.arch.register.Field.ECAP_QI;
import static iommu.arch.register.Field.ECAP_RPRIVS;
import static iommu.arch.register.Field.ECAP_RPS;
import static iommu.arch.register.Field.ECAP_SC;
import static iommu.arch.register.Field.ECAP_SMPWCS;
import static iommu.arch.register.Field.ECAP_SMTS;
import static iommu.arch.register.Field.ECAP_SRS;
import static iommu.arch.register.Field.ECAP_SSADS;
import static iommu.arch.register.Field.ECAP_SSIRWS;
import static iommu.arch.register.Field.ECAP_SSTS;

import iommu.arch.Capabilities;
import iommu.arch.InterruptSupport;
import iommu.arch.PlatformSupport;
import iommu.arch.ScalableSupport;
import iommu.arch.register.Field;
import iommu.arch.register.Register;

/**
 * What CAP and ECAP say of a unit (§11.4.2, §11.4.3). Not offered by any: enhanced and virtual commands, performance
 * monitoring, host permission tables, stop markers, RDT and TDX Connect, and the deprecated ERS.
 */
final class CapabilityWords {

    private CapabilityWords() {
    }

    static long capability(Capabilities unit) {
        PlatformSupport platform = unit.platform();
        ScalableSupport scalable = unit.scalable();
        InterruptSupport interrupts = unit.interrupts();
        return CAP_ND.of((unit.domainIdBits() - 4) / 2)
                | flag(CAP_RWBF, platform.writeBufferFlush())
                | flag(CAP_PLMR, platform.protectedLow())
                | flag(CAP_PHMR, platform.protectedHigh())
                | flag(CAP_CM, unit.cachingMode()) // §6.1
                | CAP_SAGAW.of(addressWidths(unit))
                | CAP_MGAW.of(unit.guestAddressWidth() - 1)
                | flag(CAP_ZLR, unit.zeroLengthRead())
                | CAP_FRO.of(Register.FRCD.offset() / 16)
                | CAP_SSLPS.of(largePages(unit))
                | flag(CAP_PSI, unit.pageSelective())
                | CAP_NFR.of(unit.faultRecords() - 1)
                | CAP_MAMV.of(unit.maxAddressMask())
                | CAP_DWD.of(1) | CAP_DRD.of(1) // §6.5.4: invalidations drain
                | flag(CAP_FS1GP, scalable.gigabytePages())
                | flag(CAP_PI, interrupts.posting())
                | flag(CAP_FS5LP, scalable.fiveLevels())
                | flag(CAP_ESIRTPS, interrupts.pointerInvalidates())
                | flag(CAP_ESRTPS, platform.rootPointerInvalidates());
    }

    private static long addressWidths(Capabilities unit) {
        long sagaw = 0;
        for (int levels : unit.levels()) {
            sagaw |= 1L << levels - 2; // §11.4.2: bit 1 is 3 levels, 2 is 4, 3 is 5
        }
        return sagaw;
    }

    private static long largePages(Capabilities unit) {
        long sslps = 0;
        for (int level : unit.superpages()) {
            sslps |= 1L << level - 2; // §11.4.2: bit 0 is 2 MiB, bit 1 is 1 GiB
        }
        return sslps;
    }

    static long extendedCapability(Capabilities unit) {
        PlatformSupport platform = unit.platform();
        return flag(ECAP_C, unit.coherent())
                | flag(ECAP_QI, platform.queuedInvalidation())
                | flag(ECAP_DT, unit.deviceTlb())
                | flag(ECAP_PT, unit.passThrough())
                | flag(ECAP_SC, unit.snoopControl())
                | ECAP_IRO.of(Register.IVA.offset() / 16)
                | flag(ECAP_DIT, platform.deviceTlbThrottling())
                | flag(ECAP_ADMS, platform.abortMode())
                | flag(ECAP_SSIRWS, platform.separateRights())
                | interrupts(unit.interrupts())
                | scalable(unit.scalable());
    }

    private static long interrupts(InterruptSupport unit) {
        return flag(ECAP_IR, unit.remapping())
                | flag(ECAP_EIM, unit.extendedMode())
                | ECAP_MHMV.of(unit.maxHandleMask())
                | flag(ECAP_EIMER, unit.extendedModeRequired())
                | flag(ECAP_IRREQ, unit.remappingRequired());
    }

    private static long scalable(ScalableSupport unit) {
        boolean pasids = unit.pasidBits() > 0;
        return flag(ECAP_MTS, unit.memoryTypes())
                | flag(ECAP_NEST, unit.nested())
                | flag(ECAP_PRS, unit.pageRequests())
                | flag(ECAP_SRS, unit.supervisorRequests())
                | flag(ECAP_NWFS, unit.noWriteFlag())
                | flag(ECAP_EAFS, unit.extendedAccessed())
                | ECAP_PSS.of(pasids ? unit.pasidBits() - 1 : 0)
                | flag(ECAP_PASID, pasids)
                | flag(ECAP_PDS, unit.pageRequestDrain())
                | flag(ECAP_SMTS, unit.offered())
                | flag(ECAP_SSADS, unit.secondStageDirty())
                | flag(ECAP_SSTS, unit.secondStage())
                | flag(ECAP_FSTS, unit.firstStage())
                | flag(ECAP_SMPWCS, unit.snoopedWalks())
                | flag(ECAP_RPS, unit.ridPasid())
                | flag(ECAP_RPRIVS, unit.ridPrivilege())
                | flag(ECAP_PTRS, unit.translatedWithPasid());
    }

    private static long flag(Field field, boolean set) {
        return field.of(set ? 1 : 0);
    }
}
