package iommu.house;

import iommu.arch.stimulus.Answer;
import iommu.emulator.machine.AdversarialMachine;
import iommu.emulator.machine.Machine;
import iommu.grade.judge.Lawbook;
import iommu.scenario.Expander;
import iommu.scenario.Generator;
import iommu.scenario.Plan;
import iommu.scenario.Scenario;
import iommu.scenario.Step;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DraftTest {
    @Test
    void draft() {
        int ops = 0;
        int asked = 0;
        int several = 0;
        int differs = 0;
        for (long b = 0; b < Integer.getInteger("draft.batches", 2); b++) {
            for (Scenario s : Generator.generate(System.getProperty("draft.profile", "machine"), 77 + b, 50)) {
                Plan plan = Expander.expand(s);
                List<Set<Answer>> allowed = Lawbook.LAW.members(plan);
                String w = System.getProperty("draft.who", "lazy");
                if (w.equals("eager") && !plan.prefetch()) {
                    continue;
                }
                Machine m = switch (w) {
                    case "lazy" -> AdversarialMachine.lazy(plan.capabilities());
                    case "eager" -> AdversarialMachine.eager(plan.capabilities());
                    case "seeded" -> AdversarialMachine.seeded(plan.capabilities(), 5);
                    default -> AdversarialMachine.lagging(plan.capabilities(), 16, AdversarialMachine.Setting.DEFAULT);
                };
                Machine p = new Machine(plan.capabilities(), 16);
                for (int i = 0; i < plan.steps().size(); i++) {
                    Step step = plan.steps().get(i);
                    Answer a = m.on(step.stimulus());
                    Answer pa = p.on(step.stimulus());
                    if (!allowed.get(i).isEmpty()) {
                        asked++;
                        several += allowed.get(i).size() > 1 ? 1 : 0;
                        differs += a.equals(pa) ? 0 : 1;
                        boolean in = allowed.get(i).stream().anyMatch(x -> iommu.scenario.Outcome.law(step.stimulus(), x).matches(step.stimulus(), a));
                        if (!in) {
                            throw new AssertionError("line " + step.line() + ": " + step.stimulus() + " answered " + a + " allowed " + allowed.get(i) + "\n" + s.text());
                        }
                    }
                }
                ops += s.lines().size();
            }
        }
        System.out.println("DRAFT ops " + ops + " asked " + asked + " several " + several + " differs from plain " + differs);
    }
}
