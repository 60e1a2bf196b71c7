package iommu.grade.unit;

import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;

/** A call of a room by the unit that is judged, and what the room said. */
public record Called(Stimulus call, Answer answer) {
}
