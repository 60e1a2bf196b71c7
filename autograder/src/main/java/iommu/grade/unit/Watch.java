package iommu.grade.unit;

import iommu.grade.labs.Judged;

/** What of a unit is watched beside what the law sees from outside. */
public enum Watch {
    NOTHING,
    /** Another processor invalidates while requests are under way: {@link Meanwhile}. */
    FILLS,
    /** Whether software hears too early that an invalidation is done: {@link EarlyWord}. */
    PROMISES;

    /** What a group is about. */
    public static Watch of(Judged judged) {
        return switch (judged) {
            case FILLS -> FILLS;
            case PROMISES -> PROMISES;
            default -> NOTHING;
        };
    }
}
