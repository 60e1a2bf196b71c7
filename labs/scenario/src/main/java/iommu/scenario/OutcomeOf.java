package iommu.scenario;

import iommu.arch.CachedTranslation;
import iommu.arch.ContextResult;
import iommu.arch.DmaOutcome;
import iommu.arch.DomainId;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Mapping;
import iommu.arch.TranslationContext;
import iommu.arch.TranslationType;
import iommu.arch.WalkResult;
import iommu.arch.WalkStart;
import iommu.arch.WalkStep;
import iommu.arch.InterruptOutcome;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomAnswer;
import iommu.arch.stimulus.Stimulus;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** From answers to the outcomes that name them. */
final class OutcomeOf {

    private OutcomeOf() {
    }

    static Outcome answer(Stimulus stimulus, Answer answer, boolean whole) {
        return switch (answer) {
            case Answer.Value v -> new Outcome.Value(v.value());
            case Answer.Dma d -> dma(d.outcome());
            case Answer.Context c -> context(c.result());
            case Answer.Walk w -> walk(((Stimulus.Walk) stimulus).address(), w.result(), whole);
            case Answer.Translation t -> t.entry()
                    .map(e -> translation(((Stimulus.CachedTranslationOf) stimulus).address(), e, whole))
                    .orElse(new Outcome.Miss());
            case Answer.CachedContext c -> c.entry().map(OutcomeOf::context).orElse(new Outcome.Miss());
            case Answer.Prefix p -> p.entry().map(OutcomeOf::prefix).orElse(new Outcome.Miss());
            case Answer.Interrupt i -> interrupt(i.result());
            case Answer.Page p -> new DeviceOutcome.Asked(p.response());
            case RoomAnswer.Effects e -> RoomOutcome.Effects.of(e.effects());
            case RoomAnswer.Faults f -> new RoomOutcome.Status(StatusFields.of(f.status(), false));
            case RoomAnswer.Queue q -> new RoomOutcome.Status(StatusFields.of(q.status()));
            case RoomAnswer.Acts a -> new RoomOutcome.Acts(OptionalInt.of(DriverWords.invalidations(a.acts())),
                    OptionalInt.of(DriverWords.waits(a.acts())));
            case RoomAnswer.Policy p -> new RoomOutcome.Status(SafetyWords.fields(p));
            case RoomAnswer.Decided d -> VerdictOutcome.of(d.verdict(), whole);
            case RoomAnswer.Told t -> ListenerOutcome.Told.of(t);
            case RoomAnswer.Wishes w -> new ListenerOutcome.Wishes(w.union());
            case RoomAnswer.Trapped t -> new ListenerOutcome.Trapped(t.trapped());
            case RoomAnswer.View v -> ListenerOutcome.View.of(v);
            case RoomAnswer.Remapped r -> RemapOutcome.of(r);
            case RoomAnswer.Context c -> ScalableOutcome.of(stimulus, c);
            case RoomAnswer.Refusal r -> ScalableOutcome.of(stimulus, r);
            case RoomAnswer.Entry e -> ScalableOutcome.of(stimulus, e);
            case RoomAnswer.Staged s -> ScalableOutcome.of(stimulus, s);
            case RoomAnswer r -> throw new IllegalArgumentException("no scenario asks for " + r);
            case Answer.Done d -> throw new IllegalArgumentException("nothing was asked");
            case Answer.Broken b -> throw new IllegalArgumentException("no answer: " + b);
        };
    }

    static String words(Stimulus stimulus, Answer answer) {
        return switch (answer) {
            case Answer.Done d -> "done";
            case Answer.Broken b -> switch (b.what()) {
                case NOT_WRITTEN -> "not written yet";
                case THREW -> "threw " + b.text();
                case NULL -> "null: " + b.text();
                case MALFORMED -> "a value that can't be: " + b.text();
            };
            case RoomAnswer.Acts a -> DriverWords.text(a.acts());
            case RoomAnswer.Told t -> ListenerWords.text(t.events()) + " (calls=" + t.calls() + ")";
            case Answer.Walk w when w.result() instanceof Mapping m ->
                answer(stimulus, answer, true) + misfit(m, ((Stimulus.Walk) stimulus).address());
            case Answer.Translation t when t.entry().isPresent() && t.entry().get().result() instanceof Mapping m ->
                answer(stimulus, answer, true) + misfit(m, ((Stimulus.CachedTranslationOf) stimulus).address());
            case RoomAnswer.Decided d -> VerdictOutcome.words(d.verdict());
            default -> answer(stimulus, answer, true).toString();
        };
    }

    private static String misfit(Mapping mapping, Iova asked) {
        return wellFormed(mapping, asked) ? "" : " (page " + mapping.page() + ", frame " + mapping.frame()
                + ": not an aligned page around the address)";
    }

    /** Whether the mapping is an aligned page around the address asked for, of a size that is a power of two. */
    static boolean wellFormed(Mapping mapping, Iova asked) {
        long size = mapping.size();
        return Long.bitCount(size) == 1 && Long.compareUnsigned(size, 4096) >= 0
                && mapping.frame().offsetIn(size) == 0 && mapping.page().equals(asked.alignedTo(size));
    }

    static List<Gpa> places(Mapping mapping) {
        return mapping.steps().stream().map(WalkStep::at).toList();
    }

    private static Outcome dma(DmaOutcome outcome) {
        return switch (outcome) {
            case DmaOutcome.Translated t -> Outcome.Translated.to(t.address());
            case DmaOutcome.Blocked b -> recorded(b.reason(), b.silent());
            case DmaOutcome.Granted g -> DeviceOutcome.Granted.of(g);
            case DmaOutcome.Refused r -> DeviceOutcome.Refused.of(r);
        };
    }

    static Outcome interrupt(InterruptOutcome result) {
        return switch (result) {
            case InterruptOutcome.Interrupt i -> new DeviceOutcome.Remapped(i);
            case InterruptOutcome.Posted p -> DeviceOutcome.Posted.of(p);
            case InterruptOutcome.Unchanged u -> new DeviceOutcome.Unchanged();
            case InterruptOutcome.Blocked b -> recorded(b.fault().reason(), b.fault().suppressed());
        };
    }

    private static Outcome recorded(FaultReason reason, boolean silent) {
        return new Outcome.Faulted(reason, silent ? Outcome.Recording.SILENT : Outcome.Recording.RECORDED,
                OptionalInt.empty(), OptionalLong.empty(), Optional.empty());
    }

    private static Outcome context(ContextResult result) {
        return switch (result) {
            case Fault f -> fault(f, f.suppressed(), Optional.empty(), false);
            case TranslationContext c when c.type() == TranslationType.PASS_THROUGH ->
                new Outcome.Context(Optional.of(c.domain()), OptionalInt.empty(), Optional.empty(),
                        Optional.of(c.type()), c.silent());
            case TranslationContext c -> new Outcome.Context(Optional.of(c.domain()), OptionalInt.of(c.levels()),
                    Optional.of(c.secondStage()), Optional.of(c.type()), c.silent());
        };
    }

    private static Outcome walk(Iova asked, WalkResult result, boolean whole) {
        return switch (result) {
            case Fault f -> fault(f, f.suppressed(), Optional.empty(), whole);
            case Mapping m -> mapping(asked, m, whole, Optional.empty(), false);
        };
    }

    private static Outcome translation(Iova asked, CachedTranslation entry, boolean whole) {
        return switch (entry.result()) {
            case Fault f -> fault(f, entry.silent(), Optional.of(entry.domain()), false);
            case Mapping m -> mapping(asked, m, whole, Optional.of(entry.domain()), entry.silent());
        };
    }

    private static Outcome mapping(Iova asked, Mapping m, boolean whole, Optional<DomainId> domain, boolean silent) {
        return new Outcome.Translated(Optional.of(m.translate(asked)), Optional.of(m.rights()),
                Optional.of(new Outcome.Size(whole, m.size())), m.snoop(),
                whole && !m.steps().isEmpty() ? Optional.of(places(m)) : Optional.empty(), domain, silent);
    }

    private static Outcome fault(Fault f, boolean silent, Optional<DomainId> domain, boolean whole) {
        return new Outcome.Faulted(f.reason(), silent ? Outcome.Recording.SILENT : Outcome.Recording.UNSAID,
                whole ? OptionalInt.of(f.level()) : OptionalInt.empty(),
                whole ? OptionalLong.of(f.holeSize()) : OptionalLong.empty(), domain);
    }

    private static Outcome prefix(WalkStart entry) {
        return new Outcome.Prefix(Optional.of(entry.table()), OptionalInt.of(entry.level()),
                Optional.of(entry.rights()));
    }
}
