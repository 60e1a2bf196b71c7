package iommu.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Effect;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomAnswer;
import iommu.arch.stimulus.Stimulus;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** A run of a room told by hand: what it answered so far, and which next answers the relation allows. */
final class RoomRun {

    private record Said(Stimulus step, Answer answer) {
    }

    private final Supplier<RunRelation> law;
    private final List<Said> past = new ArrayList<>();

    RoomRun(Supplier<RunRelation> law) {
        this.law = law;
    }

    /** The step happens, and the answer to it is allowed. */
    RoomRun then(Stimulus step, Answer answer) {
        RunRelation now = replayed();
        assertThat(now.judge(step, answer)).as("%s answered %s", step, answer).isEmpty();
        past.add(new Said(step, answer));
        return this;
    }

    RoomRun then(Stimulus step, Effect... effects) {
        return then(step, new RoomAnswer.Effects(List.of(effects)));
    }

    RoomRun done(Stimulus step) {
        return then(step, new Answer.Done());
    }

    /** If the step happened, this answer to it would be allowed. */
    RoomRun may(Stimulus step, Answer answer) {
        assertThat(replayed().judge(step, answer)).as("%s answered %s", step, answer).isEmpty();
        return this;
    }

    RoomRun may(Stimulus step, Effect... effects) {
        return may(step, new RoomAnswer.Effects(List.of(effects)));
    }

    /** If the step happened, this answer to it would not be allowed. */
    RoomRun never(Stimulus step, Answer answer) {
        assertThat(replayed().judge(step, answer)).as("%s answered %s", step, answer).isPresent();
        return this;
    }

    RoomRun never(Stimulus step, Effect... effects) {
        return never(step, new RoomAnswer.Effects(List.of(effects)));
    }

    /** After this step the relation speaks no more. */
    void silentAfter(Stimulus step) {
        RunRelation now = replayed();
        now.judge(step, new RoomAnswer.Effects(List.of()));
        assertThat(now.silence()).isPresent();
    }

    private RunRelation replayed() {
        RunRelation fresh = law.get();
        past.forEach(said -> assertThat(fresh.judge(said.step(), said.answer())).isEmpty());
        return fresh;
    }
}
