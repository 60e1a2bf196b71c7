/**
 * Writes down what the rooms beside a unit say in a case of lab 11, and what must be seen of a unit from outside, so that units
 * are judged where neither rooms nor oracle are. Read {@link iommu.grade.handout.unit.UnitRecorder} first.
 *
 * <p>What a room says depends on its state. {@link iommu.grade.handout.unit.RoomStates} tells equal states from others, whatever
 * led to them; {@link iommu.grade.handout.unit.Habit} are the ways of many units, right and wrong ones, that lead to states; and
 * from each of these {@link iommu.grade.handout.unit.RoomsRecorder} tries what any of them asks there.
 */
package iommu.grade.handout.unit;
