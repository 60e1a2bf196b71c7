package iommu.emulator.pasid;

import iommu.arch.Capabilities;
import iommu.arch.Entry128;
import iommu.arch.ScalableSupport;
import iommu.arch.format.PasidDirectoryEntry;
import iommu.arch.format.PasidEntry;
import iommu.arch.format.ScalableContextEntry;
import iommu.arch.format.ScalableRootEntry;

/**
 * Which bits of a present entry must be 0: those that § reserves, and the fields of what the unit does not offer
 * (§9.2, §9.4-§9.6). Host permission tables are never offered.
 */
final class ReservedFields {

    private static final Entry128 ZERO = new Entry128(0, 0);

    private final Capabilities capabilities;
    private final ScalableSupport offered;

    ReservedFields(Capabilities capabilities) {
        this.capabilities = capabilities;
        this.offered = capabilities.scalable();
    }

    /** Any of 11:1 and 63:HAW of the half (§9.2). */
    boolean set(ScalableRootEntry.Half half) {
        return (half.bits() & (range(11, 1) | beyondHostAddress())) != 0;
    }

    boolean set(ScalableContextEntry entry) {
        long low = range(8, 7) | beyondHostAddress() | range(5, 5) // §9.4: HPTE needs ECAP.HPTS
                | unless(capabilities.deviceTlb(), range(2, 2)) // DTE
                | unless(offered.pasidBits() > 0, range(3, 3)) // PASIDE
                | unless(offered.pageRequests(), range(4, 4)) // PRE
                | unless(offered.translatedWithPasid(), range(6, 6)); // EPTR
        long high = range(63, 21) // §9.4: 127:85
                | unless(offered.ridPasid(), range(19, 0)) // RID_PASID
                | unless(offered.ridPrivilege(), range(20, 20)); // RID_PRIV
        Entry128 words = entry.bits().low();
        return (words.low() & low) != 0 || (words.high() & high) != 0 || !entry.bits().high().equals(ZERO);
    }

    /** Any of 11:2 and 63:HAW (§9.5). */
    boolean set(PasidDirectoryEntry entry) {
        return (entry.bits() & (range(11, 2) | beyondHostAddress())) != 0;
    }

    boolean set(PasidEntry entry) {
        long first = range(5, 5) | range(11, 10) | beyondHostAddress() // §9.6: 63:0
                | unless(offered.secondStage(), range(4, 2) | range(63, 12)) // AW, SSPTPTR
                | unless(offered.secondStage() && offered.secondStageDirty(), range(9, 9)); // SSADE
        long second = range(22, 16) | range(31, 27) // §9.6: 127:64
                | range(15, 0) & -1L << capabilities.domainIdBits() // DID above 4 + 2*ND bits
                | unless(offered.snoopedWalks(), range(23, 23)) // PWSNP
                | unless(capabilities.snoopControl(), range(24, 24)) // PGSNP
                | unless(offered.memoryTypes(), range(26, 25) | range(63, 32)); // CD, EMTE, PAT
        long third = range(1, 1) | range(11, 8) | beyondHostAddress() // §9.6: 191:128
                | unless(offered.supervisorRequests(), range(0, 0)) // SRE
                | unless(offered.firstStage(), range(4, 2) | range(63, 12)) // FSPM, WPE, FSPTPTR
                | unless(offered.extendedAccessed(), range(7, 7)); // EAFE
        boolean beyond = entry.low().high().high() != 0 // §9.6: 255:192
                || !entry.high().low().equals(ZERO) || !entry.high().high().equals(ZERO); // 511:256
        return (entry.first() & first) != 0 || (entry.second() & second) != 0 || (entry.third() & third) != 0 || beyond;
    }

    private long beyondHostAddress() {
        return -1L << capabilities.hostAddressWidth();
    }

    private static long unless(boolean offered, long field) {
        return offered ? 0 : field;
    }

    /** The bits from {@code high} down to {@code low}, as § writes them. */
    private static long range(int high, int low) {
        return -1L >>> 63 - high & -1L << low;
    }
}
