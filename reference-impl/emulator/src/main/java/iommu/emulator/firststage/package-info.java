/**
 * Rooms 12b and 12c: the page walks of scalable mode, through the first stage, the second, or both (§3.6-§3.8).
 *
 * <p>The room's interface is {@link iommu.arch.seam.StagedWalk}. Read {@link iommu.emulator.firststage.ScalableWalk}
 * first, which puts the others together: {@code FirstStageWalk} goes down first-stage tables, {@code ScalableSecondStage}
 * second-stage ones. What first-stage addresses stand for is a {@code Beneath}: {@code PlainMemory}, or the second stage
 * ({@code NestedWalk}). {@code Trail} keeps what a walk read, and sets accessed and dirty bits when it has succeeded.
 */
package iommu.emulator.firststage;
