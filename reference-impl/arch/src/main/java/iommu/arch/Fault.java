package iommu.arch;

/**
 * A lookup or walk that ends without a translation. A value, never an exception.
 *
 * @param reason   why
 * @param level    the level of the paging entry that ended a walk, 1 (page table) to 5; 0 where no paging entry did
 * @param holeSize the size in bytes of the naturally aligned block around the input address in which every address
 *                 meets the same entry, so the same fault: 4 KiB at level 1, 2 MiB at level 2, and so on; 4 KiB for an
 *                 output in the interrupt range; 0 where no block is known
 * @param silent   Fault Processing Disable was found set in the context entry. What it means for {@code reason} is
 *                 for the fault log to say: it hides qualified reasons only (§7.1.3)
 */
public record Fault(FaultReason reason, int level, long holeSize, boolean silent)
        implements ContextResult, WalkResult, ScalableContextResult, PasidResult, StagedResult {

    /** A fault that no paging entry caused. */
    public static Fault of(FaultReason reason) {
        return new Fault(reason, 0, 0, false);
    }

    /** A fault that the paging entry of this level caused. */
    public static Fault atLevel(FaultReason reason, int level) {
        return new Fault(reason, level, 1L << (12 + 9 * (level - 1)), false);
    }

    /** The same fault, with Fault Processing Disable as given. */
    public Fault withSilent(boolean fpd) {
        return new Fault(reason, level, holeSize, fpd);
    }

    /** Whether a fault record must not be written: FPD was set and the reason is qualified. */
    public boolean suppressed() {
        return silent && reason.qualified();
    }
}
