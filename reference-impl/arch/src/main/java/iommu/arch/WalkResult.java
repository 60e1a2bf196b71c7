package iommu.arch;

/** How a walk ends: with a mapping, or with a fault. */
public sealed interface WalkResult permits Mapping, Fault {
}
