package iommu.scenario;

/** What a run speaks to: one room through its seam, or a whole machine. */
public enum Room {
    MACHINE, CONTEXT, WALK, IOTLB;

    /** The word of the language. */
    @Override
    public String toString() {
        return switch (this) {
            case MACHINE -> "machine";
            case CONTEXT -> "context";
            case WALK -> "walk";
            case IOTLB -> "iotlb";
        };
    }
}
