package iommu.arch;

/** What the tables say of a source-id: how its requests are translated, or a fault. */
public sealed interface ContextResult permits TranslationContext, Fault {
}
