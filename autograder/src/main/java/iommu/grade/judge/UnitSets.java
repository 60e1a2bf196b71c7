package iommu.grade.judge;

import iommu.arch.DmaOutcome;
import iommu.arch.DmaRequest;
import iommu.arch.FaultReason;
import iommu.arch.RequestKind;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomCall;
import iommu.arch.stimulus.Stimulus;
import iommu.oracle.MachineRelation;
import iommu.oracle.Prefetch;
import iommu.scenario.Plan;
import iommu.scenario.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * For each step of a case of lab 11 how a request may end there. It depends on the steps alone, so it is found once, for all
 * units that are judged by the case.
 *
 * @param allowed for each step the outcomes that are allowed; empty where none is judged
 * @param silence why the oracle says nothing from some step on; empty if it speaks to the end
 */
public record UnitSets(List<Set<Answer>> allowed, Optional<String> silence) {

    /** §4.2.1: with TES=0 it is unsupported. No fault has a name for that; the lab's README says which one a unit answers with. */
    private static final Set<Answer> STOPPED = Set.of(new Answer.Dma(new DmaOutcome.Blocked(FaultReason.REQUEST_TYPE_BLOCKED, true)));

    /** Asks the oracle. */
    public static UnitSets of(Plan plan) {
        List<Set<Answer>> allowed = new ArrayList<>();
        List<Stimulus> stored = new ArrayList<>();
        MachineRelation law = fresh(plan);
        for (Step step : plan.steps()) {
            Stimulus stimulus = step.stimulus();
            if (stimulus instanceof Stimulus.Store64 || stimulus instanceof Stimulus.Store128 || stimulus instanceof Stimulus.Readable) {
                stored.add(stimulus);
            }
            if (stimulus instanceof RoomCall.ResetUnit) { // §11.3: of a unit that was reset nothing is left but memory
                law = fresh(plan);
                stored.forEach(law::on);
            }
            boolean speaks = stimulus instanceof Stimulus.Dma && law.speaks(stimulus);
            boolean stops = stimulus instanceof Stimulus.Dma(DmaRequest request) && request.kind() == RequestKind.TRANSLATED && law.translatesNothing();
            Set<Answer> answers = stimulus instanceof RoomCall ? Set.of() : law.on(stimulus);
            allowed.add(speaks ? answers : stops ? STOPPED : Set.of());
        }
        return new UnitSets(List.copyOf(allowed), law.silence());
    }

    private static MachineRelation fresh(Plan plan) {
        return new MachineRelation(plan.capabilities(), plan.prefetch() ? Prefetch.ALLOW : Prefetch.REQUESTS_ONLY);
    }
}
