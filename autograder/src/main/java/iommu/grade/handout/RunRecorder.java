package iommu.grade.handout;

import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import iommu.grade.judge.Law;
import iommu.grade.judge.Reference;
import iommu.grade.labs.Group;
import iommu.grade.recorded.Recording;
import iommu.scenario.Plan;
import iommu.scenario.Scenario;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** Follows a case along every lawful history, and writes down which answers lead from where to where. */
final class RunRecorder {

    /** Beyond that a case has too many histories to be handed out. */
    private static final int MOST_STATES = 2000;

    private final Scenario scenario;
    private final Plan plan;
    private final StepRecorder steps;
    private final List<Recording.Edge> edges = new ArrayList<>();
    private final List<Recording.Open> open = new ArrayList<>();
    private final Map<Standing, Integer> standings = new HashMap<>();
    private int states;

    /** After a step, by one law: whatever led here, from here on it is the same. */
    private record Standing(LawProbe law, int step, Object what) {
    }

    RunRecorder(Scenario scenario, Plan plan, StepRecorder steps) {
        this.scenario = scenario;
        this.plan = plan;
        this.steps = steps;
    }

    Recording record(Group group) {
        List<Law> laws = Law.of(group, plan);
        states = laws.size();
        for (int i = 0; i < laws.size(); i++) {
            LawProbe law = new LawProbe(plan, laws.get(i));
            List<Answer> reference = Reference.readings(plan).stream().map(this::answers).filter(answers -> keeps(law, answers)).findFirst()
                    .orElseThrow(() -> new IllegalStateException("no reading of the reference keeps a law of " + group.id()));
            follow(law, reference, i, 0, new TreeMap<>());
        }
        return states > MOST_STATES ? Recording.none(scenario, "it has more lawful histories than can be written down")
                : new Recording(Recording.digest(scenario), Optional.empty(), laws.size(), edges, open);
    }

    private List<Answer> answers(Function<Stimulus, Answer> reference) {
        return plan.steps().stream().map(step -> reference.apply(step.stimulus())).toList();
    }

    private boolean keeps(LawProbe law, List<Answer> answers) {
        Map<Integer, Answer> history = new TreeMap<>();
        for (int i = 0; i < answers.size(); i++) {
            history.put(i, answers.get(i));
        }
        return law.allows(history, answers.size() - 1, answers.getLast());
    }

    private void follow(LawProbe law, List<Answer> reference, int state, int first, Map<Integer, Answer> history) {
        int step = first;
        while (step < plan.steps().size() && !plan.steps().get(step).stimulus().asks()) {
            step++;
        }
        if (step == plan.steps().size() || states > MOST_STATES) {
            return;
        }
        if (!law.speaks(history)) {
            open.add(new Recording.Open(state, step, "what came before leaves everything open"));
            return;
        }
        StepRecorder.Found found = steps.at(law, history, step, reference.get(step));
        int at = step;
        found.open().ifPresent(why -> open.add(new Recording.Open(state, at, why)));
        for (StepRecorder.Branch branch : found.branches()) {
            Map<Integer, Answer> longer = new TreeMap<>(history);
            longer.put(step, branch.example());
            Standing standing = new Standing(law, at, steps.standing(longer));
            Integer known = standings.get(standing);
            int next = known == null ? states++ : known;
            branch.shapes().forEach(shape -> edges.add(new Recording.Edge(state, at, shape, next)));
            if (known == null) {
                standings.put(standing, next);
                follow(law, reference, next, step + 1, longer);
            }
        }
    }
}
