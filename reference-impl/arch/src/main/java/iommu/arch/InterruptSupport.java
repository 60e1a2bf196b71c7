package iommu.arch;

/**
 * What a unit offers of interrupt remapping, by the names of CAP and ECAP (§11.4.2, §11.4.3).
 *
 * @param remapping ECAP.IR
 * @param extendedMode ECAP.EIM: 32-bit APIC ids
 * @param posting CAP.PI
 * @param maxHandleMask ECAP.MHMV, 0 to 15
 * @param pointerInvalidates CAP.ESIRTPS: SIRTP itself invalidates the interrupt-entry cache (§6.7)
 * @param extendedModeRequired ECAP.EIMER: without EIME remapping blocks (§5.1.4)
 * @param remappingRequired ECAP.IRREQ: without IRES interrupts are blocked (§5.1.4)
 */
public record InterruptSupport(boolean remapping, boolean extendedMode, boolean posting, int maxHandleMask,
        boolean pointerInvalidates, boolean extendedModeRequired, boolean remappingRequired) {

    /** Not offered. */
    public static final InterruptSupport NONE = new InterruptSupport(false, false, false, 0, false, false, false);

    public InterruptSupport {
        if (maxHandleMask < 0 || maxHandleMask > 15) {
            throw new IllegalArgumentException("the maximum handle mask has 4 bits, not " + maxHandleMask);
        }
    }
}
