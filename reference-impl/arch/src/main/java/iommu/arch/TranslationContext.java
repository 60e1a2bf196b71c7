package iommu.arch;

/**
 * What a present, well-formed legacy context entry says (§9.3).
 *
 * @param domain      DID: the tag of every cache entry made through it
 * @param type        TT
 * @param secondStage SSPTPTR: the top second-stage table; meaningless for {@link TranslationType#PASS_THROUGH}
 * @param levels      AW: how many levels the tables have, 3 (39-bit), 4 (48-bit) or 5 (57-bit)
 * @param silent      FPD: qualified faults of requests through this entry are not recorded
 */
public record TranslationContext(DomainId domain, TranslationType type, Gpa secondStage, int levels, boolean silent)
        implements ContextResult {

    /** Where a walk begins: at the top table, with every right. */
    public WalkStart walkStart() {
        return new WalkStart(secondStage, levels, Rights.RW, 12 + 9 * levels);
    }
}
