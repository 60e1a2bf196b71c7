package iommu.scenario;

import iommu.arch.Access;
import iommu.arch.ContextResult;
import iommu.arch.DmaOutcome;
import iommu.arch.DmaRequest;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Mapping;
import iommu.arch.RequestKind;
import iommu.arch.TranslationContext;
import iommu.arch.TranslationType;
import iommu.arch.WalkResult;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Runs a scenario on the tests' own rooms, one of which may have a mistake. */
final class PlainRun {

    private final Scenario scenario;
    private final Plan plan;
    private final PlainMemory memory = new PlainMemory();
    private final PlainContext context;
    private final PlainWalk walk;
    private final PlainCache cache;
    private final Map<String, List<Map<Access, DmaOutcome>>> seen = new TreeMap<>();

    PlainRun(Scenario scenario, PlainContext.Bug context, PlainWalk.Bug walk, PlainCache.Bug cache) {
        this.scenario = scenario;
        this.plan = Expander.expand(scenario);
        this.context = new PlainContext(memory, plan.capabilities(), context);
        this.walk = new PlainWalk(memory, plan.capabilities(), walk);
        this.cache = new PlainCache(plan.capabilities(), cache);
    }

    static PlainRun right(Scenario scenario) {
        return new PlainRun(scenario, PlainContext.Bug.NONE, PlainWalk.Bug.NONE, PlainCache.Bug.NONE);
    }

    /** Whether the rooms' answers differ from what the right rooms allow, by law or by contract. */
    boolean fails(String group, boolean contract) {
        PlainRun right = right(scenario);
        for (Step step : plan.steps()) {
            Answer answer = on(step.stimulus());
            Set<Answer> allowed = right.allowed(step);
            if (step.stimulus().asks()) {
                List<Answer> members = new ArrayList<>(allowed);
                boolean last = contract && plan.room() == Room.IOTLB;
                boolean fits = (last ? members.subList(members.size() - 1, members.size()) : members).stream()
                        .map(one -> contract ? Outcome.contract(group, step.stimulus(), one)
                                : Outcome.law(step.stimulus(), one))
                        .anyMatch(outcome -> outcome.matches(step.stimulus(), answer));
                if (!fits) {
                    return true;
                }
            }
        }
        return false;
    }

    void count(Coverage coverage) {
        Coverage.Run run = coverage.run(scenario);
        for (Step step : plan.steps()) {
            Set<Answer> allowed = allowed(step);
            run.step(step, allowed.iterator().next(), allowed);
        }
    }

    private Answer on(Stimulus stimulus) {
        memory.on(stimulus);
        return switch (stimulus) {
            case Stimulus.LookUpContext c -> new Answer.Context(context.lookUp(c.rootTable(), c.source()));
            case Stimulus.Walk w -> new Answer.Walk(walk.walk(w.start(), w.address(), w.access()));
            case Stimulus.Dma d -> new Answer.Dma(dma(d.request()));
            case Stimulus.RegisterRead r -> new Answer.Value(0);
            default -> cache.on(stimulus);
        };
    }

    private Set<Answer> allowed(Step step) {
        if (plan.room() == Room.IOTLB) {
            return cache.allowed(step.stimulus());
        }
        if (scenario.lines().get(step.line() - 1).statement() instanceof Statement.Invalidate) {
            seen.clear();
        }
        Answer now = on(step.stimulus());
        Set<Answer> allowed = new LinkedHashSet<>(Set.of(now));
        if (step.stimulus() instanceof Stimulus.Dma d) {
            earlier(d.request()).forEach(states -> allowed.add(new Answer.Dma(states.get(d.request().access()))));
        }
        return allowed;
    }

    /** What requests like this one met since the last invalidation: what a cache may hold of them. */
    private List<Map<Access, DmaOutcome>> earlier(DmaRequest request) {
        List<Map<Access, DmaOutcome>> states = seen.computeIfAbsent(request.source() + " " + request.address() + " "
                + request.kind(), key -> new ArrayList<>());
        Map<Access, DmaOutcome> state = new TreeMap<>();
        for (Access access : Access.values()) {
            state.put(access, dma(new DmaRequest(request.source(), request.pasid(), request.address(), access,
                    request.kind())));
        }
        states.add(state);
        return states;
    }

    private DmaOutcome dma(DmaRequest request) {
        ContextResult entry = context.lookUp(new Gpa(0x100_0000), request.source());
        return switch (entry) {
            case Fault f -> new DmaOutcome.Blocked(f.reason(), f.suppressed());
            case TranslationContext c -> translate(c, request);
        };
    }

    private DmaOutcome translate(TranslationContext entry, DmaRequest request) {
        Iova iova = request.address();
        if (request.kind() == RequestKind.TRANSLATED && entry.type() != TranslationType.WITH_DEVICE_TLB) {
            return new DmaOutcome.Blocked(FaultReason.REQUEST_TYPE_BLOCKED, false);
        }
        WalkResult result = walk.walk(entry.walkStart(), iova, request.access());
        return switch (result) {
            case Fault f -> new DmaOutcome.Blocked(f.reason(), f.suppressed());
            case Mapping m -> new DmaOutcome.Translated(m.translate(iova));
        };
    }

}
