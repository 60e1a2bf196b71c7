/**
 * Pictures of what a unit read and kept: walks, context lookups, the life of a cache; and of the safety matrix. Each is
 * an SVG, and the same in words.
 *
 * <p>A {@link iommu.view.Picture} is made from plain values of {@code arch}; nothing here walks, decides or knows what
 * is right: the caller says what was read and which step differs. {@link iommu.view.WalkPicture} and
 * {@link iommu.view.ContextPicture} are drawn by one class, {@code Ladder}, and so can never say different things in
 * their two forms; {@link iommu.view.MatrixPicture} takes all its forms from one table. {@link iommu.view.SafeText} is
 * what every foreign word passes through. Read {@code WalkPicture} first.
 */
package iommu.view;
