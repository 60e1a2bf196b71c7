package iommu.arch;

/** What scalable-mode root and context entry say of a source-id, or a fault. */
public sealed interface ScalableContextResult permits ScalableContext, Fault {
}
