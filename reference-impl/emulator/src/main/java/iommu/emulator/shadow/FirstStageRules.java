package iommu.emulator.shadow;

import iommu.arch.Capabilities;
import iommu.arch.PasidContext.Flags;
import iommu.arch.Rights;
import iommu.arch.format.FirstStageEntry;

/**
 * How first-stage entries read for the requests without PASID of one source (§3.6, §9.7).
 *
 * @param supervisor  those requests are supervisor requests (§9.4: RID_PRIV); SRE has been judged
 * @param flags       of the PASID entry
 * @param snooped     a walk may set accessed and dirty bits (§3.10: SMPWC and PWSNP)
 * @param outputWidth how many bits an output may have, nested; 64 where nothing is beneath (§7.1.3 SFS.5)
 */
record FirstStageRules(Capabilities capabilities, boolean supervisor, Flags flags, boolean snooped, int outputWidth) {

    /**
     * @param above  what the entries above allow
     * @param ground nested, what the second stage allows of the table's own page
     */
    Meaning of(long bits, int level, Rights above, Rights ground) {
        FirstStageEntry entry = new FirstStageEntry(bits);
        boolean leaf = level == 1 || entry.pageSize(); // §9.7: bit 7 is PAT at level 1
        boolean mayFlag = snooped && ground.write(); // §7.1.3 SFS.8, SFS.9
        if (!entry.present() || hasReservedBits(entry, level, leaf) || lacksAccessed(bits) && !mayFlag) {
            return Meaning.NOTHING;
        }
        long target = leaf ? entry.address() & -Level.span(level) : entry.address(); // §9.7: bit 12 of a large leaf is PAT
        boolean beyond = outputWidth < Long.SIZE && target >>> outputWidth != 0; // §7.1.3 SFS.5
        Rights rights = above.and(given(entry));
        if (beyond || rights == Rights.NONE) {
            return Meaning.NOTHING;
        }
        boolean writable = (bits & FirstStageEntry.DIRTY) != 0 || mayFlag; // §3.6.2
        return leaf ? new Meaning.Page(target, rights, writable, flags.snoopedPages()) : new Meaning.Table(target, rights);
    }

    /** The AND of these over all levels is what a request may do (§3.6.1). */
    private Rights given(FirstStageEntry entry) {
        return supervisor ? Rights.of(true, entry.write() || !flags.writeProtect()) // §3.6.1: WPE
                : Rights.of(entry.user(), entry.user() && entry.write()); // §3.6.1: U/S, R/W
    }

    private boolean lacksAccessed(long bits) {
        long needed = FirstStageEntry.ACCESSED | (flags.extendedAccessed() ? FirstStageEntry.EXTENDED_ACCESSED : 0);
        return (bits & needed) != needed; // §3.6.2
    }

    private boolean hasReservedBits(FirstStageEntry entry, int level, boolean leaf) {
        long reserved = 0x000F_FFFF_FFFF_F000L & -1L << capabilities.hostAddressWidth(); // §3.6: 51:HAW
        boolean noLargePage = level > 3 || level == 3 && !capabilities.scalable().gigabytePages(); // §3.6: FS1GP
        reserved |= noLargePage ? 1 << 7 : 0;
        reserved |= leaf ? Level.span(level) - 1 & -1L << 13 : 0; // §3.6: 29:13 or 20:13 of a large leaf
        return (entry.bits() & reserved) != 0;
    }
}
