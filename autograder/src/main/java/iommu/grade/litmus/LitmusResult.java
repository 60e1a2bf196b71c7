package iommu.grade.litmus;

import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import iommu.grade.intake.UsageException;
import iommu.oracle.Histories;
import iommu.oracle.History;
import iommu.oracle.Prefetch;
import iommu.scenario.Expander;
import iommu.scenario.Expectation;
import iommu.scenario.Plan;
import iommu.scenario.Room;
import iommu.scenario.Step;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the oracle says to a litmus test.
 *
 * @param accesses the requests of devices, in their order
 */
public record LitmusResult(Litmus litmus, List<Access> accesses) {

    /** How the file's expectation agrees with the oracle's set. */
    public enum Verdict {
        MET, NOT_MET,
        /** The file expects nothing here. */
        NOT_ASKED,
        /** The oracle does not speak of this access. */
        NOT_JUDGED
    }

    /**
     * One request.
     *
     * @param allowed  every answer that some legal unit could give, with the histories that make it possible; empty if
     *                 the oracle does not speak of it
     * @param silence  why it does not
     * @param expected what the file says
     */
    public record Access(int line, Stimulus asked, Map<Answer, List<History>> allowed, Optional<String> silence,
            Optional<Expectation> expected) {

        public Verdict verdict() {
            if (expected.isEmpty()) {
                return Verdict.NOT_ASKED;
            }
            if (allowed.isEmpty()) {
                return Verdict.NOT_JUDGED;
            }
            return expected.get().describes(asked, allowed.keySet()) ? Verdict.MET : Verdict.NOT_MET;
        }
    }

    public LitmusResult {
        accesses = List.copyOf(accesses);
    }

    /**
     * Asks the oracle.
     *
     * @throws UsageException                     if the run speaks to a single room
     * @throws iommu.scenario.ScenarioException if a line can't happen
     */
    public static LitmusResult of(Litmus litmus) {
        Plan plan = Expander.expand(litmus.scenario());
        if (plan.room() != Room.MACHINE) {
            throw new UsageException(litmus.scenario().name() + ": a litmus test speaks to a whole machine, not to the room "
                    + plan.room());
        }
        List<Histories.Step> run = plan.steps().stream().map(s -> new Histories.Step(s.line(), s.stimulus())).toList();
        Iterator<Histories.Access> found = Histories.of(plan.capabilities(),
                plan.prefetch() ? Prefetch.ALLOW : Prefetch.REQUESTS_ONLY, run).iterator();
        List<Access> accesses = new ArrayList<>();
        for (Step step : plan.steps()) {
            if (step.stimulus() instanceof Stimulus.Dma || step.stimulus() instanceof Stimulus.Interrupt) {
                Histories.Access access = found.next();
                accesses.add(new Access(step.line(), step.stimulus(), access.allowed(), access.silence(), step.expectation()));
            }
        }
        return new LitmusResult(litmus, accesses);
    }

    /** Whether no expectation of the file is wrong. */
    public boolean met() {
        return accesses.stream().noneMatch(a -> a.verdict() == Verdict.NOT_MET);
    }

    /** How many expectations the file states. */
    public long expectations() {
        return accesses.stream().filter(a -> a.expected().isPresent()).count();
    }
}
