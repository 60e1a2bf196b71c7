/**
 * The seams: one interface for each room of the unit. A learner's class implements one of them; the machine, the
 * judge and the tests know a room by nothing else.
 *
 * <p>They are public and not sealed, so that a class typed into JShell can implement them, and frozen within a major
 * version.
 */
package iommu.arch.seam;
