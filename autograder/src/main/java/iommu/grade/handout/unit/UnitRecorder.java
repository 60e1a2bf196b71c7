package iommu.grade.handout.unit;

import iommu.arch.DmaOutcome;
import iommu.arch.DmaRequest;
import iommu.arch.DomainId;
import iommu.arch.Effect;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.SourceId;
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomAnswer;
import iommu.arch.stimulus.Stimulus;
import iommu.grade.judge.TrustedRooms;
import iommu.grade.judge.UnitSets;
import iommu.grade.labs.Group;
import iommu.grade.recorded.Recording;
import iommu.grade.recorded.UnitCase;
import iommu.grade.told.CacheEntry;
import iommu.grade.told.RecordedRooms;
import iommu.grade.told.RecordedRooms.Kind;
import iommu.grade.told.ToldRooms;
import iommu.scenario.Plan;
import iommu.scenario.Scenario;
import iommu.scenario.Step;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes down a case of lab 11. */
public final class UnitRecorder {

    /** A case of more steps is walked through as units do it, and little besides. */
    private static final int LONG = 1000;
    private static final int RTADDR = 0x20;
    private static final long PAGE = 0x1000;

    /** With which a unit blocks a request for itself. */
    private static final Set<FaultReason> OWN = EnumSet.of(FaultReason.TRANSLATION_MODE_INVALID, FaultReason.PASID_REQUEST_IN_LEGACY_MODE,
            FaultReason.REQUEST_TYPE_BLOCKED, FaultReason.ADDRESS_BEYOND_WIDTH);

    private final Plan plan;
    private final UnitSets sets;
    private final boolean isLong;
    private final TrustedRooms base;
    private final RoomsRecorder rooms;

    private UnitRecorder(Plan plan) {
        this.plan = plan;
        sets = UnitSets.of(plan);
        isLong = plan.steps().size() > LONG;
        base = new TrustedRooms(plan);
        rooms = new RoomsRecorder(plan, base.memory(), isLong);
    }

    /** @param group that the scenario is a case of @param plan of the scenario */
    public static UnitCase record(Group group, Scenario scenario, Plan plan) {
        UnitRecorder recorder = new UnitRecorder(plan);
        OutsideRecorder outside = new OutsideRecorder(plan, recorder.sets);
        Recording seen = outside.record(Recording.digest(scenario));
        return new UnitCase(group.judges(), outside.translating(), seen, recorder.rooms());
    }

    private RecordedRooms rooms() {
        Habit.all().forEach(rooms::run);
        LookupRecorder tables = new LookupRecorder(base, roots(), sources(), !isLong);
        int version = 0;
        for (int i = 0; i < plan.steps().size(); i++) {
            Stimulus step = plan.steps().get(i).stimulus();
            base.step(step);
            version += ToldRooms.changesMemory(step) ? 1 : 0;
            at(i, step, version, tables);
        }
        Map<Kind, List<RecordedRooms.Edge>> machines = new EnumMap<>(Kind.class);
        for (Kind kind : Kind.values()) {
            machines.put(kind, rooms.edges(kind));
        }
        Blocks blocks = new Blocks(plan, isLong);
        List<CacheEntry> entries = List.copyOf(blocks.entries(tables.spells()));
        RemovalRecorder removals = new RemovalRecorder(plan.capabilities(), entries);
        Map<Invalidation, BitSet> removed = new LinkedHashMap<>();
        invalidations(blocks.domains()).forEach(command -> removed.put(command, removals.removes(command)));
        return new RecordedRooms(tables.spells(), machines, removals.keepsFault(), entries, removed, statuses());
    }

    private void at(int step, Stimulus stimulus, int version, LookupRecorder tables) {
        rooms.notes().get(step).others().forEach(call -> tables.asked(call, version));
        if (ToldRooms.changesMemory(stimulus)) {
            return;
        }
        Set<FaultReason> likely = EnumSet.noneOf(FaultReason.class);
        if (stimulus instanceof Stimulus.Dma(DmaRequest request)) {
            likely.addAll(tables.contexts(version));
            likely.addAll(tables.walks(request, version));
            for (Answer answer : sets.allowed().get(step)) {
                if (answer instanceof Answer.Dma(DmaOutcome.Blocked(FaultReason reason, boolean silent))) {
                    likely.add(reason);
                }
            }
        }
        Set<FaultReason> reasons = EnumSet.copyOf(OWN);
        reasons.addAll(likely);
        rooms.widen(step, version, reasons, isLong ? Set.of() : likely);
    }

    private Stream<Effect> effects() {
        return Stream.of(Kind.values()).flatMap(kind -> rooms.edges(kind).stream()).map(RecordedRooms.Edge::answer)
                .flatMap(answer -> answer instanceof RoomAnswer.Effects(List<Effect> effects) ? effects.stream() : Stream.empty());
    }

    private Set<Gpa> roots() {
        Set<Gpa> roots = new LinkedHashSet<>(Set.of(new Gpa(0)));
        plan.steps().forEach(step -> {
            if (step.stimulus() instanceof Stimulus.RegisterWrite(int offset, int size, long value) && offset == RTADDR) {
                roots.add(new Gpa(value & -PAGE)); // whether it was taken over or not
            }
        });
        effects().forEach(effect -> {
            if (effect instanceof Effect.UseRootTable root) {
                roots.add(root.table());
            }
        });
        return roots;
    }

    private List<DmaRequest> requests() {
        return plan.steps().stream().map(Step::stimulus).filter(Stimulus.Dma.class::isInstance).map(step -> ((Stimulus.Dma) step).request()).toList();
    }

    private Set<SourceId> sources() {
        return requests().stream().map(DmaRequest::source).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private Set<Gpa> statuses() {
        Set<Gpa> statuses = new LinkedHashSet<>();
        effects().forEach(effect -> {
            if (effect instanceof Effect.StoreStatus status) {
                statuses.add(status.at());
            }
        });
        return statuses;
    }

    private Set<Invalidation> invalidations(Set<DomainId> domains) {
        Set<Invalidation> commands = new LinkedHashSet<>(List.of(ContextInvalidation.global(), IotlbInvalidation.global()));
        effects().forEach(effect -> {
            if (effect instanceof Effect.Invalidate(Invalidation command)) {
                commands.add(command);
            }
        });
        for (DomainId domain : domains) { // a unit may remove more
            commands.add(ContextInvalidation.domain(domain));
            commands.add(IotlbInvalidation.domain(domain));
            sources().forEach(source -> commands.add(ContextInvalidation.device(domain, source, 0)));
            if (!isLong) {
                requests().forEach(request -> commands.addAll(List.of(IotlbInvalidation.page(domain, request.address().alignedTo(PAGE), 0, false),
                        IotlbInvalidation.page(domain, request.address().alignedTo(PAGE), 0, true))));
            }
        }
        rooms.notes().forEach(notes -> notes.others().forEach(call -> {
            if (call instanceof Stimulus.Invalidate(Invalidation command)) {
                commands.add(command);
            }
        }));
        return commands;
    }
}
