/**
 * Room 01: from the root pointer and a source-id to what the context entry says (§3.4.2).
 *
 * <p>The room's interface is {@link iommu.arch.seam.ContextLookup}; its one class,
 * {@link iommu.emulator.context.RootAndContextLookup}, reads two entries and judges each. The formats are in
 * {@code iommu.arch.format}.
 */
package iommu.emulator.context;
