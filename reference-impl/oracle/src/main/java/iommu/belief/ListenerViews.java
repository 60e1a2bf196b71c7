package iommu.belief;

import iommu.arch.Access;
import iommu.arch.DmaOutcome;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.seam.MappingNotifier.Event;
import iommu.arch.seam.MappingNotifier.Listener;
import iommu.arch.seam.MappingNotifier.Mode;
import iommu.arch.seam.MappingNotifier.Piece;
import iommu.arch.seam.MappingNotifier.Range;
import iommu.arch.seam.MappingNotifier.Wish;
import iommu.arch.seam.MemoryMap;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The listeners of one unit, what each makes of its events, and the law that their views are held against, page by page
 * of 4 KiB: never as lists of events.
 */
final class ListenerViews {

    private static final long PAGE = 4096;
    private static final List<Access> ACCESSES = List.of(Access.READ, Access.WRITE);

    /** One access to one page, for which a listener has asked the unit. */
    private record Asked(Iova page, Access access) {
    }

    private final DeviceViews law;
    private final MemoryMap memory;
    private final boolean contract;
    private final Map<Integer, ToldView> views = new LinkedHashMap<>();
    /** What listeners without MAP were answered by the unit, and were not told to drop. */
    private final Map<Integer, Map<Asked, DmaOutcome>> held = new LinkedHashMap<>();
    private final Set<Iova> pages = new LinkedHashSet<>();

    ListenerViews(DeviceViews law, MemoryMap memory, boolean contract) {
        this.law = law;
        this.memory = memory;
        this.contract = contract;
    }

    void add(Listener listener) {
        views.put(listener.id(), new ToldView(listener, memory));
        held.put(listener.id(), new LinkedHashMap<>());
        law.follow(listener.source());
    }

    void remove(Listener listener) {
        views.remove(listener.id());
        held.remove(listener.id());
    }

    Set<Wish> wishes() {
        Set<Wish> union = EnumSet.noneOf(Wish.class);
        views.values().forEach(v -> union.addAll(v.listener().wishes()));
        return union;
    }

    /** From now on this page is looked at. */
    void interest(Iova address) {
        pages.add(address.alignedTo(PAGE));
    }

    void interest(IotlbInvalidation command) {
        interest(command.address());
        interest(command.address().plus(PAGE << Math.min(command.addressMask(), 40)).plus(-PAGE));
    }

    /** What was told by one call. */
    Optional<String> take(List<Event> events) {
        views.values().forEach(ToldView::begin);
        Map<Integer, List<Event>> byListener = new LinkedHashMap<>();
        for (Event event : events) {
            byListener.computeIfAbsent(event.to().id(), id -> new ArrayList<>()).add(event);
        }
        for (var told : byListener.entrySet()) {
            ToldView view = views.get(told.getKey());
            if (view == null || told.getValue().stream().anyMatch(e -> !e.to().equals(view.listener()))) {
                return Optional.of("told a listener that is not there: " + told.getValue().getFirst());
            }
            Optional<String> wrong = view.take(told.getValue(), contract);
            if (wrong.isPresent()) {
                return wrong;
            }
            told.getValue().forEach(e -> note(e, held.get(told.getKey())));
        }
        return Optional.empty();
    }

    private void note(Event event, Map<Asked, DmaOutcome> holding) {
        switch (event) {
            case Event.Mapped(var to, Piece piece) -> around(piece);
            case Event.Replaced(var to, Piece piece) -> around(piece);
            case Event.Unmapped(var to, Iova start, long size) ->
                holding.keySet().removeIf(asked -> asked.page().alignedTo(size).equals(start));
            default -> { }
        }
    }

    /** Where it ends, and a page of its inside. */
    void interest(Piece piece) {
        interest(piece.start());
        interest(piece.start().plus(piece.size() - PAGE));
        interest(within(piece));
    }

    /** What lies next to a piece that was told counts too: it may be a hole where there should be none. */
    private void around(Piece piece) {
        Iova last = piece.start().plus(piece.size() - PAGE);
        interest(piece);
        if (piece.start().value() != 0) {
            interest(piece.start().plus(-PAGE));
        }
        if (last.value() != -PAGE) {
            interest(last.plus(PAGE));
        }
    }

    /** Some page of it, always the same one: which, nobody should count on. */
    private static Iova within(Piece piece) {
        long spread = (piece.start().value() >>> 12) * 0x9E37_79B9_7F4A_7C15L >>> 20;
        return piece.start().plus(spread * PAGE & piece.size() - 1);
    }

    /** The unit has answered a listener, which keeps the answer if the access was let through. */
    void answered(Listener listener, Iova page, Access access, DmaOutcome answer) {
        interest(page);
        if (answer instanceof DmaOutcome.Translated(Gpa address)) {
            held.get(listener.id()).put(new Asked(page.alignedTo(PAGE), access),
                    new DmaOutcome.Translated(address.alignedTo(PAGE)));
        }
    }

    /** Holds every view against the law, every answer that is still kept, and the last mode of everybody. */
    Optional<String> compare() {
        law.prepare(views.values().stream().map(view -> view.listener().source()).toList(), pages);
        for (ToldView view : views.values()) {
            Optional<String> wrong = moded(view).or(() -> believed(view));
            if (wrong.isPresent()) {
                return wrong;
            }
        }
        return Optional.empty();
    }

    private Optional<String> believed(ToldView view) {
        Set<Wish> wishes = view.listener().wishes();
        return !wishes.contains(Wish.UNMAP) ? Optional.empty() : wishes.contains(Wish.MAP) ? told(view) : kept(view.listener());
    }

    /** MODE goes to every listener, whatever it wishes for. */
    private Optional<String> moded(ToldView view) {
        Listener listener = view.listener();
        Set<Mode> allowed = view.mode().isPresent() ? law.modes(listener.source()) : Set.of();
        return allowed.isEmpty() || allowed.contains(view.mode().get()) ? Optional.empty()
                : Optional.of("listener " + listener.id() + " was told " + when(view.isModeNew()) + " the mode " + view.mode().get()
                        + ", allowed " + allowed);
    }

    private static String when(boolean now) {
        return now ? "now" : "before";
    }

    private Optional<String> told(ToldView view) {
        for (Iova page : view.mode().isPresent() ? List.copyOf(pages) : List.<Iova>of()) {
            for (Access access : view.listener().range().contains(page) ? ACCESSES : List.<Access>of()) {
                Set<DmaOutcome> allowed = law.view(view.listener().source(), page, access);
                Optional<String> wrong = allowed.isEmpty() ? Optional.empty() : told(view, page, access, allowed);
                if (wrong.isPresent()) {
                    return wrong;
                }
            }
        }
        return Optional.empty();
    }

    private Optional<String> kept(Listener listener) {
        for (var kept : held.get(listener.id()).entrySet()) {
            Asked asked = kept.getKey();
            Set<DmaOutcome> allowed = law.view(listener.source(), asked.page(), asked.access());
            if (!allowed.isEmpty() && !allowed.contains(kept.getValue()) && listener.range().contains(asked.page())) {
                return Optional.of("listener " + listener.id() + " holds " + kept.getValue() + " for a " + asked.access() + " of "
                        + asked.page() + " and was not told to drop it, allowed " + allowed);
            }
        }
        return Optional.empty();
    }

    private Optional<String> told(ToldView view, Iova page, Access access, Set<DmaOutcome> allowed) {
        Optional<Gpa> leads = leads(view, page, access);
        if (fits(view, leads, allowed)) {
            return Optional.empty();
        }
        Access other = access == Access.READ ? Access.WRITE : Access.READ;
        boolean half = fits(view, leads(view, page, other), law.view(view.listener().source(), page, other));
        return Optional.of("listener " + view.listener().id() + " takes a " + access + " of " + page
                + leads.map(at -> " to " + at).orElse(" to be blocked") + view.at(page).map(piece -> ", told "
                + when(view.isNew(piece)) + " that it is " + piece.rights()).orElse(", told of nothing there")
                + (half ? ", and is right of a " + other : "") + ", allowed " + allowed);
    }

    private static Optional<Gpa> leads(ToldView view, Iova page, Access access) {
        return switch (view.mode().orElseThrow()) {
            case TRANSLATED -> view.at(page).filter(p -> access == Access.READ ? p.rights().read() : p.rights().write())
                    .map(p -> ToldView.frame(p, page));
            case IDENTITY -> Optional.of(new Gpa(page.value()));
            case BLOCKED -> Optional.empty();
        };
    }

    private boolean fits(ToldView view, Optional<Gpa> leads, Set<DmaOutcome> allowed) {
        return leads.isPresent() ? allowed.contains(new DmaOutcome.Translated(leads.get()))
                : allowed.stream().anyMatch(o -> blocks(o, view.mode().orElseThrow()));
    }

    /** What leads to no memory is not mapped. */
    private boolean blocks(DmaOutcome outcome, Mode mode) {
        return outcome instanceof DmaOutcome.Blocked || mode == Mode.TRANSLATED
                && outcome instanceof DmaOutcome.Translated(Gpa frame) && !memory.isMemory(frame, PAGE);
    }

    /** Whether each that wants to know was told of all of its addresses. @param size 0 for all addresses */
    Optional<String> dropped(SourceId source, Iova start, long size, List<Event> told) {
        Range block = size == 0 ? Range.ALL : Range.of(start.alignedTo(size), size);
        for (ToldView view : views.values()) {
            Listener listener = view.listener();
            if (listener.source().equals(source) && listener.wants(Wish.DEVICE_TLB)) {
                Iova next = later(block.first(), listener.range().first());
                Iova last = later(block.last(), listener.range().last()).equals(block.last()) ? listener.range().last() : block.last();
                if (next.compareTo(last) <= 0 && !covers(told, listener, next, last)) {
                    return Optional.of("listener " + listener.id() + " was not told to drop all of " + next + " to " + last);
                }
            }
        }
        return Optional.empty();
    }

    private static Iova later(Iova one, Iova other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private static boolean covers(List<Event> told, Listener listener, Iova first, Iova last) {
        Iova next = first;
        while (true) {
            Iova from = next;
            Optional<Range> here = told.stream().filter(e -> e.to().equals(listener)).map(Event.DeviceTlbInvalidated.class::cast)
                    .map(e -> e.size() == 0 ? Range.ALL : Range.of(e.start(), e.size())).filter(r -> r.contains(from)).findFirst();
            if (here.isEmpty()) {
                return false;
            }
            if (here.get().contains(last)) {
                return true;
            }
            next = here.get().last().plus(1);
        }
    }
}
