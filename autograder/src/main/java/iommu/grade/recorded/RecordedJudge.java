package iommu.grade.recorded;

import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import iommu.grade.judge.RunJudge;
import iommu.scenario.Outcome;
import iommu.scenario.Plan;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.Set;
import java.util.stream.IntStream;

/** Judges a run by what was recorded of its case. */
public final class RecordedJudge implements RunJudge {

    private static final String WHY = "it is no answer that may be given here, after what was answered before";

    private final Plan plan;
    private final Recording recording;
    private Set<Integer> states = new TreeSet<>();
    private Optional<String> silence;

    public RecordedJudge(Plan plan, Recording recording) {
        this.plan = plan;
        this.recording = recording;
        silence = recording.unjudged();
        IntStream.range(0, recording.starts()).forEach(states::add);
    }

    @Override
    public Optional<Objection> judge(int step, Answer answer) {
        Stimulus stimulus = plan.steps().get(step).stimulus();
        if (silence.isPresent() || !stimulus.asks()) {
            return Optional.empty();
        }
        Set<Integer> next = new TreeSet<>();
        List<String> instead = new ArrayList<>();
        for (Recording.Edge edge : recording.edges()) {
            if (edge.step() == step && states.contains(edge.from())) {
                instead.add(Outcome.describe(stimulus, edge.shape().example()));
                if (edge.shape().fits(answer)) {
                    next.add(edge.to());
                }
            }
        }
        Optional<Recording.Open> open = recording.open().stream().filter(o -> o.step() == step && states.contains(o.from())).findFirst();
        if (next.isEmpty() && open.isPresent()) {
            silence = open.map(Recording.Open::why);
            return Optional.empty();
        }
        states = next;
        return next.isEmpty() ? Optional.of(new Objection(WHY, instead.stream().distinct().toList())) : Optional.empty();
    }

    @Override
    public Optional<String> silence() {
        return silence;
    }
}
