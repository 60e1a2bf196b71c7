package iommu.probe;

import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;

/** Who answers for the rooms beside the learner's. A judge does; in a probe it is the line to one. */
public interface NeighbourPort {

    /** The run comes to this step: memory is as it says, and calls belong to it from now on. */
    void step(Stimulus step);

    /**
     * A room is called.
     *
     * @param call of a seam, as a step of that room's own runs would make it; but a fill's slot is the epoch itself, and
     *             {@link Stimulus.TakeEpoch} is answered with a value
     * @return what the room says; {@link Answer.Done} of a call that returns nothing; {@link Answer.Broken} if the room takes
     *         no such arguments
     * @throws ProtocolException if it is no call of a room that this port answers for
     */
    Answer call(Stimulus call) throws ProtocolException;

    /**
     * A room is called, and nothing that it says is needed. A port that is a line may hear of a refusal later only: the next call
     * is answered with it, or the step.
     *
     * @return {@link Answer.Broken} if the room takes no such arguments and that is known already
     */
    default Answer post(Stimulus call) throws ProtocolException {
        return call(call);
    }
}
