package iommu.emulator.register;

import iommu.arch.Capabilities;
import iommu.arch.DomainId;
import iommu.arch.Effect;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.register.Field;
import java.util.List;

/** Invalidation by CCMD and IOTLB_REG: what a request asks for and what the register says afterwards (§6.5.1, §11.4.6). */
final class InvalidationCommands {

    private static final int REGISTERS_GONE = 6;
    private static final int NOTHING = 0;
    private static final int GLOBAL = 1;
    private static final int DOMAIN = 2;
    private static final int SELECTIVE = 3;

    private final Capabilities capabilities;
    private final boolean offered;

    InvalidationCommands(Capabilities capabilities, int majorVersion) {
        this.capabilities = capabilities;
        this.offered = majorVersion < REGISTERS_GONE; // §11.4.1
    }

    /** What to do, and the register's value after it is done. */
    record Result(List<Effect> effects, long register) {
    }

    Result context(long register, boolean possible) {
        DomainId domain = domain(Field.CCMD_DID.get(register));
        SourceId source = new SourceId((int) Field.CCMD_SID.get(register));
        int granularity = possible && offered ? (int) Field.CCMD_CIRG.get(register) : NOTHING;
        List<Effect> effects = switch (granularity) { // §11.4.6.1
            case GLOBAL -> one(ContextInvalidation.global());
            case DOMAIN -> one(ContextInvalidation.domain(domain));
            case SELECTIVE -> one(ContextInvalidation.device(domain, source, (int) Field.CCMD_FM.get(register)));
            default -> List.of();
        };
        long idle = register & ~(Field.CCMD_ICC.mask() | Field.CCMD_CAIG.mask());
        return new Result(effects, idle | Field.CCMD_CAIG.of(granularity));
    }

    Result iotlb(long register, long address, boolean possible) {
        DomainId domain = domain(Field.IOTLB_DID.get(register));
        int mask = (int) Field.IVA_AM.get(address);
        int granularity = possible && offered ? actualGranularity(register, mask) : NOTHING;
        List<Effect> effects = switch (granularity) { // §11.4.6.3
            case GLOBAL -> one(IotlbInvalidation.global());
            case DOMAIN -> one(IotlbInvalidation.domain(domain));
            case SELECTIVE -> one(IotlbInvalidation.page(domain, page(address), mask,
                    Field.IVA_IH.isSet(address)));
            default -> List.of();
        };
        long idle = register & ~(Field.IOTLB_IVT.mask() | Field.IOTLB_IAIG.mask());
        return new Result(effects, idle | Field.IOTLB_IAIG.of(granularity));
    }

    private DomainId domain(long did) {
        return new DomainId((int) did & (1 << capabilities.domainIdBits()) - 1); // §11.4.6.1: bits above ND are ignored
    }

    private Iova page(long address) {
        long guest = (1L << capabilities.guestAddressWidth()) - 1;
        return new Iova(address & Field.IVA_ADDR.mask() & guest); // §11.4.6.4: bits above MGAW are ignored
    }

    private int actualGranularity(long register, int mask) {
        int asked = (int) Field.IOTLB_IIRG.get(register);
        if (asked != SELECTIVE) {
            return asked;
        }
        if (!capabilities.pageSelective()) {
            return DOMAIN; // §11.4.6.3: without PSI the whole domain
        }
        return mask <= capabilities.maxAddressMask() ? SELECTIVE : NOTHING; // §11.4.6.3: an unsupported AM is ignored
    }

    private static List<Effect> one(Invalidation command) {
        return List.of(new Effect.Invalidate(command));
    }
}
