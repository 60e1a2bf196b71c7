package iommu.grade.handout.unit;

import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import iommu.probe.AnswerCodec;
import iommu.probe.ProtocolException;
import iommu.probe.StimulusCodec;

/** Whether a unit can ask something of a room and hear what it says: what no case needs does not travel. */
final class Wire {

    private Wire() {
    }

    static boolean carries(Stimulus call, Answer answer) {
        try {
            return call.equals(StimulusCodec.decode(StimulusCodec.encode(call))) && answer.equals(AnswerCodec.decode(AnswerCodec.encode(answer)));
        } catch (ProtocolException e) {
            return false;
        }
    }
}
