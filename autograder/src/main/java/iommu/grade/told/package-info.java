/**
 * Rooms beside a unit of lab 11 that say what others were heard to say. They know no rule of a room: for one case it is written
 * down what its rooms answer, and whatever a unit asks beyond that stays without an answer.
 *
 * <p>Read {@link iommu.grade.told.ToldRooms} first, then {@link iommu.grade.told.RecordedRooms}, what is written down.
 */
package iommu.grade.told;
