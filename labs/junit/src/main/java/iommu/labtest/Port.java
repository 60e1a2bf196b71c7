package iommu.labtest;

import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import iommu.probe.NeighbourPort;
import iommu.probe.ProtocolException;
import iommu.probe.StimulusCodec;
import iommu.scenario.CaseJudges;

/** The judge's rooms, as a unit reaches them. */
record Port(CaseJudges.Neighbours rooms) implements NeighbourPort {

    @Override
    public void step(Stimulus step) {
        rooms.step(step);
    }

    @Override
    public Answer call(Stimulus call) {
        return rooms.call(asItTravels(call));
    }

    /** In the grader's sandbox a call goes over a line: what can't travel throws here, too. */
    private static Stimulus asItTravels(Stimulus call) {
        try {
            return StimulusCodec.decode(StimulusCodec.encode(call));
        } catch (ProtocolException e) {
            throw new IllegalArgumentException("a room takes no such call: " + e.getMessage(), e);
        }
    }
}
