package iommu.emulator.register;

import static iommu.arch.register.Field.CAP_CM;
import static iommu.arch.register.Field.CAP_DRD;
import static iommu.arch.register.Field.CAP_DWD;
import static iommu.arch.register.Field.CAP_FRO;
import static iommu.arch.register.Field.CAP_MAMV;
import static iommu.arch.register.Field.CAP_MGAW;
import static iommu.arch.register.Field.CAP_ND;
import static iommu.arch.register.Field.CAP_NFR;
import static iommu.arch.register.Field.CAP_PSI;
import static iommu.arch.register.Field.CAP_SAGAW;
import static iommu.arch.register.Field.CAP_SSLPS;
import static iommu.arch.register.Field.CAP_ZLR;
import static iommu.arch.register.Field.ECAP_C;
import static iommu.arch.register.Field.ECAP_DT;
import static iommu.arch.register.Field.ECAP_IRO;
import static iommu.arch.register.Field.ECAP_PT;
import static iommu.arch.register.Field.ECAP_QI;
import static iommu.arch.register.Field.ECAP_SC;

import iommu.arch.Capabilities;
import iommu.arch.register.Field;
import iommu.arch.register.Register;

/** What CAP and ECAP say of a unit (§11.4.2, §11.4.3). */
final class CapabilityWords {

    private CapabilityWords() {
    }

    static long capability(Capabilities unit) {
        long sagaw = 0;
        for (int levels : unit.levels()) {
            sagaw |= 1L << levels - 2; // §11.4.2: bit 1 is 3 levels, 2 is 4, 3 is 5
        }
        long largePages = 0;
        for (int level : unit.superpages()) {
            largePages |= 1L << level - 2; // §11.4.2: SSLPS bit 0 is 2 MiB, bit 1 is 1 GiB
        }
        return CAP_ND.of((unit.domainIdBits() - 4) / 2)
                | flag(CAP_CM, unit.cachingMode()) // §6.1
                | CAP_SAGAW.of(sagaw)
                | CAP_MGAW.of(unit.guestAddressWidth() - 1)
                | flag(CAP_ZLR, unit.zeroLengthRead())
                | CAP_FRO.of(Register.FRCD.offset() / 16)
                | CAP_SSLPS.of(largePages)
                | flag(CAP_PSI, unit.pageSelective())
                | CAP_NFR.of(unit.faultRecords() - 1)
                | CAP_MAMV.of(unit.maxAddressMask())
                | CAP_DWD.of(1) | CAP_DRD.of(1); // §6.5.4: invalidations drain
    }

    static long extendedCapability(Capabilities unit) {
        return flag(ECAP_C, unit.coherent())
                | ECAP_QI.of(1)
                | flag(ECAP_DT, unit.deviceTlb())
                | flag(ECAP_PT, unit.passThrough())
                | flag(ECAP_SC, unit.snoopControl())
                | ECAP_IRO.of(Register.IVA.offset() / 16);
    }

    private static long flag(Field field, boolean set) {
        return field.of(set ? 1 : 0);
    }
}
