package iommu.arch;

/**
 * What a present, well-formed PASID-table entry says (§9.6).
 *
 * @param domain      DID: a tag of every cache entry made through it
 * @param type        PGTT
 * @param firstStage  FSPTPTR and FSPM; meaningless without first stage
 * @param secondStage SSPTPTR and AW; meaningless without second stage
 * @param flags       the single bits
 * @param silent      FPD of the PASID entry or of the directory entry that led to it
 */
public record PasidContext(DomainId domain, PasidType type, Tables firstStage, Tables secondStage, Flags flags, boolean silent)
        implements PasidResult {

    /**
     * The top table of a stage.
     *
     * @param top    its address
     * @param levels how many levels there are: 4 or 5 in the first stage; 3, 4 or 5 in the second
     */
    public record Tables(Gpa top, int levels) {
    }

    /**
     * @param secondStageDirty SSADE: the walk keeps accessed and dirty bits in second-stage entries
     * @param snoopedWalk      PWSNP: with ECAP.SMPWCS, walks snoop
     * @param snoopedPages     PGSNP: accesses to the final page snoop
     * @param supervisor       SRE: supervisor requests are served by the first stage
     * @param writeProtect     WPE: supervisor writes need R/W too
     * @param extendedAccessed EAFE: the walk sets EA in first-stage entries
     */
    public record Flags(boolean secondStageDirty, boolean snoopedWalk, boolean snoopedPages, boolean supervisor,
            boolean writeProtect, boolean extendedAccessed) {

        public static final Flags NONE = new Flags(false, false, false, false, false, false);
    }
}
