package iommu.grade.judge;

import iommu.grade.verdict.LabResult;

/**
 * What is known so far of one version of a lab.
 *
 * @param result  of the groups that were looked at
 * @param covers  what was run for it
 * @param cases   how many cases that is at most: a group is left at its first failure
 */
public record LiveLook(LabResult result, Coverage covers, int cases) {

    /** How much was run. */
    public enum Coverage {
        /** Every visible case once. Fewer groups if the room's process ended; a failure as it was met. */
        VISIBLE,
        /** Every case once, visible or generated; a failure as it was met. */
        EVERY,
        /** All that {@code check} does: a failure was repeated in a second process, and shrunk. Nothing follows. */
        CHECK
    }
}
