package iommu.emulator.shadow;

import iommu.arch.Capabilities;
import iommu.arch.Rights;
import iommu.arch.format.SecondStageEntry;

/**
 * How second-stage entries read (§3.7, §9.8).
 *
 * @param separateRights rights are in IR and IW (§11.4.5: SSIRWE)
 * @param flags          a walk must leave accessed and dirty bits set (§3.7.2: SSADE)
 * @param snooped        a walk may set them (§3.10: SMPWC and PWSNP)
 * @param snoopedPages   PGSNP (§9.6)
 */
record SecondStageRules(Capabilities capabilities, boolean separateRights, boolean flags, boolean snooped,
        boolean snoopedPages) {

    /** In legacy mode an entry has nothing but rights and SNP. */
    static SecondStageRules legacy(Capabilities capabilities) {
        return new SecondStageRules(capabilities, false, false, false, false);
    }

    /** @param above what the entries above allow */
    Meaning of(long bits, int level, Rights above) {
        SecondStageEntry entry = new SecondStageEntry(bits);
        Rights given = separateRights ? Rights.of(entry.ioRead(), entry.ioWrite()) : Rights.of(entry.read(), entry.write());
        Rights rights = above.and(given); // §3.7.1: the AND over all levels
        boolean leaf = level == 1 || entry.pageSize(); // §9.8: bit 7 is ignored at level 1
        boolean stuck = flags && !snooped && (bits & SecondStageEntry.ACCESSED) == 0; // §7.1.3 SSS.5
        if (rights == Rights.NONE || hasReservedBits(entry, level, leaf) || stuck) {
            return Meaning.NOTHING;
        }
        if (!leaf) {
            return new Meaning.Table(entry.address(), rights);
        }
        boolean writable = !flags || snooped || (bits & SecondStageEntry.DIRTY) != 0;
        return new Meaning.Page(entry.address(), rights, writable, entry.snoop() || snoopedPages);
    }

    private boolean hasReservedBits(SecondStageEntry entry, int level, boolean leaf) {
        if (leaf && level > 1 && !capabilities.superpages().contains(level)) {
            return true; // §9.8: bit 7 where no page of this size is offered
        }
        long reserved = 0x000F_FFFF_FFFF_F000L & -1L << capabilities.hostAddressWidth(); // §9.8: 51:HAW
        reserved |= separateRights ? 0 : 1L << 62; // §9.8: IW needs SSIRWE
        reserved |= leaf && capabilities.snoopControl() ? 0 : 1L << 11; // §9.8: SNP is a leaf's, and needs ECAP.SC
        reserved |= leaf ? Level.span(level) - Level.PAGE : 0; // §9.8: 20:12 or 29:12 of a large leaf
        return (entry.bits() & reserved) != 0;
    }
}
