package iommu.emulator.shadow;

/** What a trapped page is to the unit. One page may be several things at once. */
public enum TrapKind {
    ROOT, CONTEXT, PASID_DIRECTORY, PASID_TABLE, SECOND_STAGE, FIRST_STAGE
}
