package iommu.arch;

import java.util.Set;
import java.util.function.Consumer;

/**
 * What a unit can do, by the names of CAP and ECAP (§11.4.2, §11.4.3). Start from {@link #DEFAULT} and change
 * what differs: {@code Capabilities.DEFAULT.with(c -> c.cachingMode = false)}. Combinations that the specification
 * rules out are refused, with a sentence that names both fields.
 *
 * @param hostAddressWidth  HAW, in bits, 39 to 52: tables and frames above it are reserved or inaccessible
 * @param guestAddressWidth CAP.MGAW + 1, in bits: the widest second-stage input
 * @param levels            the second-stage table depths that CAP.SAGAW offers: 3 (39-bit), 4 (48-bit), 5 (57-bit);
 *                          none only where the unit has no second stage
 * @param superpages        CAP.SSLPS: the levels at which a leaf may be large, 2 (2 MiB) and 3 (1 GiB)
 * @param domainIdBits      4 + 2*CAP.ND
 * @param cachingMode       CAP.CM: not-present and erroneous entries may be cached too (§6.1)
 * @param coherent          ECAP.C: table walks snoop the CPU caches
 * @param snoopControl      ECAP.SC: bit 11 (SNP) of a leaf means something
 * @param passThrough       ECAP.PT
 * @param deviceTlb         ECAP.DT
 * @param zeroLengthRead    CAP.ZLR: zero-length reads of write-only pages succeed
 * @param pageSelective     CAP.PSI: page-selective IOTLB invalidation
 * @param maxAddressMask    CAP.MAMV
 * @param faultRecords      CAP.NFR + 1, 1 to 256
 * @param platform          what the unit as a whole offers beyond legacy mode with a queue
 * @param scalable          scalable mode
 * @param interrupts        interrupt remapping
 */
public record Capabilities(int hostAddressWidth, int guestAddressWidth, Set<Integer> levels, Set<Integer> superpages,
        int domainIdBits, boolean cachingMode, boolean coherent, boolean snoopControl, boolean passThrough,
        boolean deviceTlb, boolean zeroLengthRead, boolean pageSelective, int maxAddressMask, int faultRecords,
        PlatformSupport platform, ScalableSupport scalable, InterruptSupport interrupts) {

    /** A unit that supports an external cache: caching mode on, walks that snoop, 48-bit inputs, 4-level tables and less. */
    public static final Capabilities DEFAULT = new Capabilities(48, 48, Set.of(3, 4), Set.of(2, 3), 16, true, true, true,
            true, false, true, true, 18, 1);

    public Capabilities {
        require(hostAddressWidth >= 39 && hostAddressWidth <= 52, "host address width must be 39 to 52 bits");
        require(guestAddressWidth >= 39 && guestAddressWidth <= 57, "guest address width must be 39 to 57 bits");
        require(Set.of(3, 4, 5).containsAll(levels), "levels must be some of 3, 4, 5");
        require(superpages.isEmpty() || superpages.equals(Set.of(2)) || superpages.equals(Set.of(2, 3)),
                "superpages must be none, 2M, or 2M and 1G (§11.4.2: SSLPS is 0, 1 or 3)");
        require(domainIdBits >= 4 && domainIdBits <= 16 && domainIdBits % 2 == 0, "domain-id bits must be 4, 6, … 16");
        require(maxAddressMask >= 0 && maxAddressMask <= 63, "the address mask has 6 bits");
        require(faultRecords >= 1 && faultRecords <= 256, "fault records must be 1 to 256");
        levels = Set.copyOf(levels);
        superpages = Set.copyOf(superpages);
        CapabilityRules.check(levels, deviceTlb, platform, scalable, interrupts);
    }

    /** A unit with legacy mode and a queue, and nothing else. */
    public Capabilities(int hostAddressWidth, int guestAddressWidth, Set<Integer> levels, Set<Integer> superpages,
            int domainIdBits, boolean cachingMode, boolean coherent, boolean snoopControl, boolean passThrough,
            boolean deviceTlb, boolean zeroLengthRead, boolean pageSelective, int maxAddressMask, int faultRecords) {
        this(hostAddressWidth, guestAddressWidth, levels, superpages, domainIdBits, cachingMode, coherent, snoopControl,
                passThrough, deviceTlb, zeroLengthRead, pageSelective, maxAddressMask, faultRecords,
                PlatformSupport.QUEUE_ONLY, ScalableSupport.NONE, InterruptSupport.NONE);
    }

    private static void require(boolean ok, String otherwise) {
        if (!ok) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    /** The same unit but for what {@code change} sets: {@code DEFAULT.with(c -> c.cachingMode = false)}. */
    public Capabilities with(Consumer<CapabilityDraft> change) {
        CapabilityDraft draft = new CapabilityDraft(this);
        change.accept(draft);
        return draft.finished();
    }
}
