package iommu.arch;

/**
 * One entry that a walk read.
 *
 * @param level its level, 5 to 1
 * @param at    where the entry lies: table + 8 * index
 * @param entry its 64 bits
 */
public record WalkStep(int level, Gpa at, long entry) {
}
