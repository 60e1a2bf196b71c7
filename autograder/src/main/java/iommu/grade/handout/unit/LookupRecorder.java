package iommu.grade.handout.unit;

import iommu.arch.Access;
import iommu.arch.ContextResult;
import iommu.arch.DmaRequest;
import iommu.arch.FaultReason;
import iommu.arch.Fault;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Mapping;
import iommu.arch.Rights;
import iommu.arch.SourceId;
import iommu.arch.TranslationContext;
import iommu.arch.WalkResult;
import iommu.arch.WalkStart;
import iommu.arch.WalkStep;
import iommu.arch.format.SecondStageEntry;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import iommu.grade.judge.TrustedRooms;
import iommu.grade.told.RecordedRooms.Spell;
import iommu.grade.told.ToldRooms;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What tables say in a case, from wherever a unit might begin to read them. */
final class LookupRecorder {

    private final TrustedRooms rooms;
    private final Set<Gpa> roots;
    private final Set<SourceId> sources;
    private final boolean every;
    private final Map<Stimulus, List<Spell>> spells = new LinkedHashMap<>();
    private final Set<WalkStart> starts = new LinkedHashSet<>();

    /**
     * @param rooms   over memory as it is at each step
     * @param roots   that the case's registers ever name
     * @param sources of its requests
     * @param every   whether each access and every start that was ever found are tried
     */
    LookupRecorder(TrustedRooms rooms, Set<Gpa> roots, Set<SourceId> sources, boolean every) {
        this.rooms = rooms;
        this.roots = roots;
        this.sources = sources;
        this.every = every;
    }

    Map<Stimulus, List<Spell>> spells() {
        return spells;
    }

    /** What a unit was heard to ask. */
    void asked(Stimulus call, int version) {
        switch (call) {
            case Stimulus.LookUpContext c -> context(c.rootTable(), c.source(), version);
            case Stimulus.Walk c -> walk(c.start(), c.address(), c.access(), version);
            default -> { }
        }
    }

    /** Contexts of everybody. @return with which reasons a lookup ends */
    Set<FaultReason> contexts(int version) {
        Set<FaultReason> reasons = EnumSet.noneOf(FaultReason.class);
        for (Gpa root : roots) {
            for (SourceId source : sources) {
                switch (context(root, source, version)) {
                    case TranslationContext context -> starts.add(context.walkStart());
                    case Fault fault -> reasons.add(fault.reason());
                }
            }
        }
        return reasons;
    }

    /** The page of a request, from every start. @return with which reasons a walk ends */
    Set<FaultReason> walks(DmaRequest request, int version) {
        Set<FaultReason> reasons = EnumSet.noneOf(FaultReason.class);
        Set<WalkStart> seen = new HashSet<>();
        Deque<WalkStart> waiting = new ArrayDeque<>(starts);
        while (!waiting.isEmpty()) {
            WalkStart start = waiting.remove();
            if (!seen.add(start)) {
                continue;
            }
            for (Access access : every ? Access.values() : new Access[] {request.access()}) {
                switch (walk(start, request.address(), access, version)) {
                    case Mapping mapping -> waiting.addAll(below(start, mapping));
                    case Fault fault -> reasons.add(fault.reason());
                }
            }
        }
        if (every) {
            starts.addAll(seen);
        }
        return reasons;
    }

    /** The tables on the way, with the rights that right and wrong units take along. */
    private List<WalkStart> below(WalkStart start, Mapping mapping) {
        List<WalkStart> below = new ArrayList<>();
        Rights above = start.rights();
        for (WalkStep step : mapping.steps().subList(0, Math.max(0, mapping.steps().size() - 1))) {
            SecondStageEntry entry = new SecondStageEntry(step.entry());
            Rights own = Rights.of(entry.read(), entry.write());
            above = above.and(own);
            Gpa table = new Gpa(entry.address());
            for (Rights rights : every ? List.of(above, own, Rights.RW, start.rights()) : List.of(above)) {
                below.add(new WalkStart(table, step.level() - 1, rights, start.addressWidth()));
            }
            below.add(new WalkStart(table, step.level(), above, start.addressWidth()));
        }
        return below;
    }

    private ContextResult context(Gpa root, SourceId source, int version) {
        ContextResult result = rooms.rooms().context().lookUp(root, source);
        note(new Stimulus.LookUpContext(root, source), version, new Answer.Context(result));
        return result;
    }

    private WalkResult walk(WalkStart start, Iova address, Access access, int version) {
        WalkResult result = rooms.rooms().walk().walk(start, address, access);
        Stimulus.Walk page = ToldRooms.pageOf(new Stimulus.Walk(start, address, access));
        if (!result.equals(rooms.rooms().walk().walk(start, page.address(), access))) {
            throw new IllegalStateException("two addresses of a page lead to different things: " + address);
        }
        note(page, version, new Answer.Walk(result));
        return result;
    }

    private void note(Stimulus call, int version, Answer answer) {
        List<Spell> known = spells.computeIfAbsent(call, none -> new ArrayList<>());
        Spell last = known.isEmpty() ? null : known.getLast();
        if (last != null && last.to() == version) {
            return;
        }
        if (last != null && last.to() == version - 1 && last.answer().equals(answer)) {
            known.set(known.size() - 1, new Spell(last.from(), version, answer));
        } else {
            known.add(new Spell(version, version, answer));
        }
    }
}
