package iommu.arch;

/**
 * One paging entry that a scalable-mode walk read.
 *
 * @param firstStage of which stage it is
 * @param level      its level, 5 to 1
 * @param at         where the entry lies in memory
 * @param entry      its 64 bits, as they were read
 */
public record StagedStep(boolean firstStage, int level, Gpa at, long entry) {
}
