package iommu.labtest;

import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import iommu.probe.NeighbourPort;
import iommu.scenario.CaseJudges;

/** The judge's rooms, as a unit reaches them. */
record Port(CaseJudges.Neighbours rooms) implements NeighbourPort {

    @Override
    public void step(Stimulus step) {
        rooms.step(step);
    }

    @Override
    public Answer call(Stimulus call) {
        return rooms.call(call);
    }
}
