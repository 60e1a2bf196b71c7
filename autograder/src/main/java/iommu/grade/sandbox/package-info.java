/**
 * Where learner code runs: other processes, contained, measured and killed. Never the judge's own virtual machine.
 *
 * <p>A {@link iommu.grade.sandbox.Sandbox} is made once for a judge and knows its {@link iommu.grade.sandbox.Tier}. In
 * it a {@link iommu.grade.sandbox.Compiler} turns sources into classes and a {@link iommu.grade.sandbox.ProbeSession}
 * drives one lab's room, stimulus by stimulus. Read {@code ProbeSession} first, then {@code Conversation}, which holds
 * the limits, then {@code Bubblewrap}, which holds the walls.
 *
 * <p>What comes back is an answer or the {@linkplain iommu.grade.sandbox.Cause cause} for which there is none. No
 * verdict is ever read from an exit status, from printed text, or from a wall clock alone.
 */
package iommu.grade.sandbox;
