package iommu.scenario;

import iommu.arch.DomainId;
import iommu.arch.ContextResult;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import iommu.arch.TranslationContext;
import iommu.arch.TranslationType;
import iommu.arch.WalkStart;
import iommu.arch.seam.MappingNotifier.Listener;
import iommu.arch.seam.MappingNotifier.Piece;
import iommu.arch.stimulus.RoomCall;
import iommu.arch.stimulus.Stimulus;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Carries out what the rooms that tell listeners are asked. In a run of the room {@code notifier}, beside the stores of each statement about tables, which the judge needs, it
 * says what they mean for the room's neighbours, which are flat: a source's context, a leaf, a hole. Tables are not read
 * for that: it follows from the statements.
 */
final class FlatFacts {

    private final Tables tables;
    private final Consumer<Stimulus> out;
    private final Map<SourceId, TranslationContext> contexts = new HashMap<>();
    private final Map<Gpa, NavigableMap<Iova, Piece>> leaves = new HashMap<>();
    private final Map<Integer, Listener> listeners = new HashMap<>();

    FlatFacts(Tables tables, Consumer<Stimulus> out) {
        this.tables = tables;
        this.out = out;
    }

    /** Says what this statement, whose stores have been made, has changed. */
    void tell(Statement statement) {
        switch (statement) {
            case Statement.Attach s -> context(s.source(), s.domain(), s.type(), s.silent());
            case Statement.Detach s -> {
                contexts.remove(s.source());
                context(s.source(), Fault.of(FaultReason.CONTEXT_NOT_PRESENT));
            }
            case Statement.MapPages s -> map(s);
            case Statement.Unmap s -> unmap(s);
            default -> throw new Complaint("", "the neighbours of a notifier are flat: they know what attach, detach, map and unmap say",
                    "say it by one of these");
        }
    }

    private void context(SourceId source, ContextResult result) {
        out.accept(new RoomCall.ContextIs(Tables.ROOT, source, result));
    }

    private void context(SourceId source, DomainId domain, TranslationType type, boolean silent) {
        boolean through = type == TranslationType.PASS_THROUGH;
        Optional<WalkStart> start = through ? Optional.empty() : Optional.of(tables.start(source, OptionalInt.empty()));
        TranslationContext context = new TranslationContext(domain, type, start.map(WalkStart::table).orElse(new Gpa(0)),
                start.map(WalkStart::level).orElse(0), silent);
        contexts.put(source, context);
        context(source, context);
    }

    private void map(Statement.MapPages s) {
        TranslationContext before = contexts.get(s.source());
        if (before == null || s.domain().isPresent() && !s.domain().get().equals(before.domain())) {
            context(s.source(), tables.domainOf(s.source()), TranslationType.UNTRANSLATED_ONLY, false);
        }
        Gpa table = tables.start(s.source(), OptionalInt.empty()).table();
        for (int i = 0; i < s.pages(); i++) {
            Piece leaf = new Piece(s.iova().plus(i * s.size()), s.size(), s.gpa().plus(i * s.size()), s.rights(), s.snoop());
            of(table).subMap(leaf.start(), true, leaf.start().plus(leaf.size() - 1), true).clear();
            var around = of(table).floorEntry(leaf.start());
            if (around != null && leaf.start().alignedTo(around.getValue().size()).equals(around.getKey())) {
                nothing(table, around.getValue());
            }
            of(table).put(leaf.start(), leaf);
            out.accept(new RoomCall.LeafIs(table, leaf));
        }
    }

    private void unmap(Statement.Unmap s) {
        Gpa table = tables.start(s.source(), OptionalInt.empty()).table();
        Iova at = s.iova();
        for (int i = 0; i < s.pages(); i++) {
            Piece leaf = of(table).floorEntry(at).getValue();
            nothing(table, leaf);
            at = leaf.start().plus(leaf.size());
        }
    }

    private void nothing(Gpa table, Piece leaf) {
        of(table).remove(leaf.start());
        out.accept(new RoomCall.NothingAt(table, leaf.start(), leaf.size()));
    }

    private NavigableMap<Iova, Piece> of(Gpa table) {
        return leaves.computeIfAbsent(table, none -> new TreeMap<>());
    }

    /** Makes the call that this statement stands for. */
    void call(RoomStatement.OfListeners statement) {
        out.accept(switch (statement) {
            case RoomStatement.Join s -> {
                if (listeners.putIfAbsent(s.listener().id(), s.listener()) != null) {
                    throw new Complaint("join", "listener " + s.listener().id() + " is there already", "give each a number of its own");
                }
                yield new RoomCall.Join(s.listener());
            }
            case RoomStatement.Leave s -> {
                Listener gone = listener(s.id());
                listeners.remove(s.id());
                yield new RoomCall.Leave(gone);
            }
            case RoomStatement.Replay s -> new RoomCall.Replay(listener(s.id()));
            case RoomStatement.Translate s -> new RoomCall.ChangeUnit(s.on(), s.root().orElse(Tables.ROOT));
            case RoomStatement.Ask s -> ask(s);
            case RoomStatement.DropDeviceTlb s -> new RoomCall.DropDeviceTlb(s.source(), s.start(), s.size());
            case RoomStatement.View s -> new RoomCall.ViewOf(listener(s.id()).id(), s.page());
            case RoomStatement.Trapped s -> new RoomCall.TrappedAt(s.page());
            case RoomStatement.NoMemory s -> new RoomCall.NoMemory(s.start(), s.size());
        });
    }

    private RoomCall ask(RoomStatement.Ask s) {
        Listener listener = listener(s.id());
        TranslationContext context = contexts.get(listener.source());
        if (context == null) {
            throw new Complaint("ask", listener.source() + " has no context entry to be served under", "attach it first");
        }
        return new RoomCall.Serve(listener, s.frame().isPresent() ? Optional.empty() : Optional.of(context.domain()), s.page(), s.access(),
                s.frame());
    }

    private Listener listener(int id) {
        Listener listener = listeners.get(id);
        if (listener == null) {
            throw new Complaint(Integer.toString(id), "nobody has joined as " + id, "let it join first");
        }
        return listener;
    }
}
