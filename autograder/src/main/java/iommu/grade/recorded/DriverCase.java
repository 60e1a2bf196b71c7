package iommu.grade.recorded;

import iommu.arch.stimulus.Answer;
import iommu.grade.driver.DriverLaw;
import iommu.grade.driver.PlainLaw;
import iommu.grade.judge.RunJudge;
import iommu.grade.labs.Group;
import iommu.scenario.Plan;
import iommu.scenario.Scenario;
import java.util.List;
import java.util.Optional;

/**
 * A case of a driver, which is judged by what it does: so nothing of it is written down but that the kit came with it.
 *
 * @param scenario {@linkplain Recording#digest which case} it is
 * @param fewest   whether it must do no more than it owes
 */
public record DriverCase(String scenario, boolean fewest) {

    private static final String HEAD = "driver 1";
    private static final String FEWEST = "fewest";
    private static final String LAW = "law";

    /** @param group that the scenario is a case of */
    public static DriverCase of(Scenario scenario, Group group) {
        return new DriverCase(Recording.digest(scenario), group.isContract());
    }

    public String text() {
        return String.join("\n", HEAD, scenario, fewest ? FEWEST : LAW) + "\n";
    }

    /** @throws IllegalArgumentException if the text is none of such a case */
    static DriverCase read(String text) {
        List<String> lines = text.lines().toList();
        if (lines.size() != 3 || !lines.getFirst().equals(HEAD) || !List.of(FEWEST, LAW).contains(lines.getLast())) {
            throw new IllegalArgumentException("a case of a driver begins with: " + HEAD);
        }
        return new DriverCase(lines.get(1), lines.getLast().equals(FEWEST));
    }

    /** @param plan of the case */
    RunJudge judge(Plan plan) {
        return new ByActs(plan, new DriverLaw(plan, fewest, PlainLaw::new));
    }

    private record ByActs(Plan plan, DriverLaw law) implements RunJudge {

        @Override
        public Optional<Objection> judge(int step, Answer answer) {
            return law.judge(plan.steps().get(step).stimulus(), answer).map(why -> new Objection(why, List.of()));
        }

        @Override
        public Optional<String> silence() {
            return law.silence();
        }
    }
}
