package iommu.grade.handout.unit;

import iommu.arch.Access;
import iommu.arch.DmaRequest;
import iommu.arch.FaultReason;
import iommu.arch.Fault;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Mapping;
import iommu.arch.Rights;
import iommu.arch.SourceId;
import iommu.arch.TranslationContext;
import iommu.arch.WalkStart;
import iommu.arch.WalkStep;
import iommu.arch.format.SecondStageEntry;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import iommu.grade.judge.TrustedRooms;
import iommu.grade.told.RecordedRooms.Spell;
import iommu.grade.told.ToldRooms;
import iommu.probe.ProtocolException;
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

    private static final int PAGE_BITS = 12;
    private static final int LEVEL_BITS = 9;

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
                    case Answer.Context(TranslationContext context) -> starts.add(context.walkStart());
                    case Answer.Context(Fault fault) -> reasons.add(fault.reason());
                    default -> { }
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
                    case Answer.Walk(Mapping mapping) -> waiting.addAll(below(start, mapping));
                    case Answer.Walk(Fault fault) -> reasons.add(fault.reason());
                    default -> { }
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
        int last = mapping.steps().size() - 1;
        for (WalkStep step : mapping.steps().subList(0, every ? last + 1 : Math.max(0, last))) {
            SecondStageEntry entry = new SecondStageEntry(step.entry());
            Rights own = Rights.of(entry.read(), entry.write());
            above = above.and(own);
            WalkStart right = new WalkStart(new Gpa(entry.address()), step.level() - 1, above, start.addressWidth());
            below.add(right);
            below.add(new WalkStart(right.table(), step.level(), above, right.addressWidth()));
            below.addAll(askew(right, step.entry(), every ? List.of(own, Rights.RW, start.rights()) : List.of()));
        }
        return below;
    }

    /** A start with one thing in it as somebody might take it. */
    private static List<WalkStart> askew(WalkStart is, long entry, List<Rights> rights) {
        List<WalkStart> askew = new ArrayList<>();
        rights.forEach(other -> askew.add(new WalkStart(is.table(), is.level(), other, is.addressWidth())));
        askew.add(new WalkStart(is.table(), is.level(), is.rights(), PAGE_BITS + LEVEL_BITS * is.level()));
        askew.add(new WalkStart(new Gpa(entry), is.level(), is.rights(), is.addressWidth()));
        return askew;
    }

    private Answer context(Gpa root, SourceId source, int version) {
        Stimulus call = new Stimulus.LookUpContext(root, source);
        Answer answer = said(call);
        note(call, version, answer);
        return answer;
    }

    private Answer walk(WalkStart start, Iova address, Access access, int version) {
        Stimulus.Walk page = ToldRooms.pageOf(new Stimulus.Walk(start, address, access));
        Answer answer = said(page);
        if (!answer.equals(said(new Stimulus.Walk(start, address, access)))) {
            throw new IllegalStateException("two addresses of a page lead to different things: " + address);
        }
        note(page, version, answer);
        return answer;
    }

    /** {@link Answer.Broken} if nobody can begin there. */
    private Answer said(Stimulus call) {
        try {
            return rooms.call(call);
        } catch (ProtocolException e) {
            throw new IllegalStateException("a lookup is a call of a room", e);
        }
    }

    private void note(Stimulus call, int version, Answer answer) {
        if (!Wire.carries(call, answer)) {
            return;
        }
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
