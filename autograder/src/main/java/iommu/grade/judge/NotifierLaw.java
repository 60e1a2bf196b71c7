package iommu.grade.judge;

import iommu.arch.DomainId;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import iommu.arch.TranslationContext;
import iommu.arch.invalidation.Granularity;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.seam.MappingNotifier.Event;
import iommu.arch.seam.MappingNotifier.Listener;
import iommu.arch.seam.MappingNotifier.Piece;
import iommu.arch.seam.MappingNotifier.Range;
import iommu.arch.seam.MappingNotifier.Wish;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomAnswer;
import iommu.arch.stimulus.RoomCall;
import iommu.arch.stimulus.Stimulus;
import iommu.belief.DeviceViews;
import iommu.belief.NotifierRelation;
import iommu.grade.labs.Judged;
import iommu.scenario.Plan;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The law of lab 08: what listeners come to believe is what their devices may find. Two groups ask for more: that a page
 * that did not change is left alone, and that nobody is asked for nothing.
 */
public final class NotifierLaw implements ListenerLaw {

    /** Lookups and walks that one page costs for each listener that it may concern. */
    static final int CALLS_OF_A_PAGE = 8;

    /** The law is asked for each source at each page: of so many leaves from the beginning. */
    private static final int MOST_WATCHED = 24;

    private final NotifierRelation relation;
    private final boolean work;
    private final Map<Integer, Listener> listeners = new HashMap<>();
    private final Set<Integer> replayed = new HashSet<>();
    private final Map<SourceId, Set<DomainId>> domains = new HashMap<>();

    /**
     * The law of one run.
     *
     * @param plan  all of the case: its pages are watched from the beginning
     * @param views what devices may find in that run
     */
    public NotifierLaw(Plan plan, Judged judged, DeviceViews views) {
        List<RoomCall.NoMemory> none = plan.steps().stream().map(step -> step.stimulus())
                .filter(RoomCall.NoMemory.class::isInstance).map(RoomCall.NoMemory.class::cast).toList();
        relation = new NotifierRelation(views, (start, size) -> none.stream().noneMatch(n ->
                start.value() < n.start().value() + n.size() && n.start().value() < start.value() + size), judged == Judged.UNDISTURBED);
        work = judged == Judged.WORK;
        Map<Iova, Piece> leaves = new LinkedHashMap<>();
        plan.steps().forEach(step -> {
            if (step.stimulus() instanceof RoomCall.LeafIs(var table, Piece leaf)) {
                leaves.merge(leaf.start(), leaf, (one, other) -> one.size() < other.size() ? other : one);
            }
        });
        leaves.values().stream().limit(MOST_WATCHED).forEach(relation::interest);
    }

    @Override
    public Optional<String> judge(Stimulus step, Answer answer) {
        return switch (step) {
            case Stimulus.Store64 s -> stored(s);
            case Stimulus.Store128 s -> stored(s);
            case Stimulus.Flush s -> stored(s);
            case RoomCall.ContextIs(var root, SourceId source, TranslationContext context) -> {
                domains.computeIfAbsent(source, none -> new HashSet<>()).add(context.domain());
                yield Optional.empty();
            }
            case RoomCall.Join(Listener listener) -> {
                listeners.put(listener.id(), listener);
                ends(listener.range());
                yield wishes(answer, union -> relation.added(listener, union));
            }
            case RoomCall.Leave(Listener listener) -> {
                listeners.remove(listener.id());
                replayed.remove(listener.id());
                yield wishes(answer, union -> relation.removed(listener, union));
            }
            case RoomCall.Serve(Listener listener, var domain, Iova page, var access, var frame) -> {
                relation.asks(listener, page, access, frame);
                yield Optional.empty();
            }
            case RoomCall call when answer instanceof RoomAnswer.Told told -> told(call, told);
            default -> Optional.empty();
        };
    }

    private Optional<String> stored(Stimulus store) {
        relation.stored(store);
        return Optional.empty();
    }

    private void ends(Range range) {
        if (!range.first().equals(Range.ALL.first())) {
            relation.interest(range.first());
        }
        if (!range.last().equals(Range.ALL.last())) {
            relation.interest(range.last());
        }
    }

    private static Optional<String> wishes(Answer answer, Function<Set<Wish>, Optional<String>> law) {
        return answer instanceof RoomAnswer.Wishes(Set<Wish> union) ? law.apply(union) : Optional.of("no wishes: " + answer);
    }

    private Optional<String> told(RoomCall call, RoomAnswer.Told told) {
        if (work && told.calls() > most(call)) {
            return Optional.of("called its neighbours " + told.calls() + " times, where " + most(call) + " are enough");
        }
        boolean first = call instanceof RoomCall.Replay(Listener listener) && replayed.add(listener.id());
        Optional<Event> early = told.events().stream().filter(e -> listeners.containsKey(e.to().id()) && !replayed.contains(e.to().id()))
                .findFirst();
        if (early.isPresent() && !(call instanceof RoomCall.DropDeviceTlb)) {
            return early.map(e -> "told listener " + e.to().id() + " before its first replay: " + e);
        }
        return allowed(call, told.events()).or(() -> first ? unmoded(((RoomCall.Replay) call).listener(), told.events()) : Optional.empty());
    }

    private static Optional<String> unmoded(Listener listener, List<Event> told) {
        return told.stream().anyMatch(e -> e instanceof Event.ModeChanged) ? Optional.empty()
                : Optional.of("its first replay does not tell listener " + listener.id() + " the mode");
    }

    private Optional<String> allowed(RoomCall call, List<Event> told) {
        return switch (call) {
            case RoomCall.Replay(Listener listener) -> relation.replayed(listener, told);
            case RoomCall.CarriedOut(Invalidation command) -> relation.invalidated(command, told);
            case RoomCall.ChangeUnit(boolean translating, var root) -> relation.unitChanged(translating, root, told);
            case RoomCall.DropDeviceTlb(SourceId source, Iova start, long size) -> listeners.values().stream()
                    .anyMatch(l -> l.source().equals(source) && !replayed.contains(l.id())) ? Optional.empty() // whether it is told yet is open
                    : relation.deviceTlbInvalidated(source, start, size, told);
            default -> Optional.empty();
        };
    }

    /** The contract of the README: nothing for nobody, and for one page a handful for each listener that had its domain. */
    private int most(RoomCall call) {
        if (listeners.isEmpty()) {
            return 0;
        }
        if (call instanceof RoomCall.CarriedOut(IotlbInvalidation c) && c.granularity() == Granularity.PAGE && c.addressMask() == 0) {
            return CALLS_OF_A_PAGE * (int) listeners.values().stream()
                    .filter(l -> domains.getOrDefault(l.source(), Set.of()).contains(c.domain())).count();
        }
        return Integer.MAX_VALUE;
    }

    @Override
    public Optional<String> silence() {
        return relation.silence();
    }
}
