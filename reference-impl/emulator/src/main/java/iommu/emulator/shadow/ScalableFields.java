package iommu.emulator.shadow;

import iommu.arch.Capabilities;
import iommu.arch.Entry128;
import iommu.arch.ScalableSupport;
import iommu.arch.format.PasidDirectoryEntry;
import iommu.arch.format.PasidEntry;
import iommu.arch.format.ScalableContextEntry;
import iommu.arch.format.ScalableRootEntry;

/**
 * Whether an entry of scalable mode is present, with nothing in its reserved bits, and agrees with itself (§9.2,
 * §9.4-§9.6). The fields of what the unit does not offer are reserved.
 */
final class ScalableFields {

    private static final Entry128 ZERO = new Entry128(0, 0);

    private final Capabilities capabilities;
    private final ScalableSupport offered;

    ScalableFields(Capabilities capabilities) {
        this.capabilities = capabilities;
        this.offered = capabilities.scalable();
    }

    boolean areSound(ScalableRootEntry.Half half) {
        return half.present() && (half.bits() & (bits(11, 1) | beyondHostAddress())) == 0; // §9.2
    }

    boolean areSound(ScalableContextEntry entry) {
        long low = bits(8, 7) | bits(5, 5) | beyondHostAddress() // §9.4: HPTE needs ECAP.HPTS
                | without(capabilities.deviceTlb(), bits(2, 2)) // DTE
                | without(offered.pasidBits() > 0, bits(3, 3)) // PASIDE
                | without(offered.pageRequests(), bits(4, 4)) // PRE
                | without(offered.translatedWithPasid(), bits(6, 6)); // EPTR
        long high = bits(63, 21) // §9.4: 127:85
                | without(offered.ridPasid(), bits(19, 0)) // RID_PASID
                | without(offered.ridPrivilege(), bits(20, 20)); // RID_PRIV
        Entry128 words = entry.bits().low();
        int pasids = 64 << entry.directorySize() + 7; // §9.4: PDTS
        return entry.present() && (words.low() & low) == 0 && (words.high() & high) == 0
                && entry.bits().high().equals(ZERO)
                && (entry.deviceTlbEnable() || !entry.pageRequestEnable()) // §7.1.3 SCT.4.1
                && entry.ridPasid() < pasids // §7.1.3 SCT.4.2
                && (entry.pasidEnable() || !entry.translatedPasidEnable()); // §7.1.3 SCT.4.3
    }

    boolean areSound(PasidDirectoryEntry entry) {
        return entry.present() && (entry.bits() & (bits(11, 2) | beyondHostAddress())) == 0; // §9.5
    }

    boolean areSound(PasidEntry entry) {
        long first = bits(5, 5) | bits(11, 10) | beyondHostAddress() // §9.6: 63:0
                | without(offered.secondStage(), bits(4, 2) | bits(63, 12)) // AW, SSPTPTR
                | without(offered.secondStage() && offered.secondStageDirty(), bits(9, 9)); // SSADE
        long second = bits(22, 16) | bits(31, 27) // §9.6: 127:64
                | bits(15, 0) & -1L << capabilities.domainIdBits() // DID above 4 + 2*ND bits
                | without(offered.snoopedWalks(), bits(23, 23)) // PWSNP
                | without(capabilities.snoopControl(), bits(24, 24)) // PGSNP
                | without(offered.memoryTypes(), bits(26, 25) | bits(63, 32)); // CD, EMTE, PAT
        long third = bits(1, 1) | bits(11, 8) | beyondHostAddress() // §9.6: 191:128
                | without(offered.supervisorRequests(), bits(0, 0)) // SRE
                | without(offered.firstStage(), bits(4, 2) | bits(63, 12)) // FSPM, WPE, FSPTPTR
                | without(offered.extendedAccessed(), bits(7, 7)); // EAFE
        boolean rest = entry.low().high().high() == 0 && entry.high().low().equals(ZERO)
                && entry.high().high().equals(ZERO); // §9.6: 511:192; there is no host permission table
        return entry.present() && (entry.first() & first) == 0 && (entry.second() & second) == 0
                && (entry.third() & third) == 0 && rest;
    }

    private long beyondHostAddress() {
        return -1L << capabilities.hostAddressWidth();
    }

    private static long without(boolean offered, long field) {
        return offered ? 0 : field;
    }

    /** The bits from {@code high} down to {@code low}, as § writes them. */
    private static long bits(int high, int low) {
        return -1L >>> 63 - high & -1L << low;
    }
}
