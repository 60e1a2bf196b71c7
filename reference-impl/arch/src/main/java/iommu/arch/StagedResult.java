package iommu.arch;

/** How a walk in scalable mode ends: with a mapping, or with a fault. */
public sealed interface StagedResult permits StagedMapping, Fault {
}
