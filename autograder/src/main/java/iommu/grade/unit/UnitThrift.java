package iommu.grade.unit;

import iommu.arch.Access;
import iommu.arch.CachedTranslation;
import iommu.arch.ContextResult;
import iommu.arch.DmaOutcome;
import iommu.arch.DmaRequest;
import iommu.arch.Fault;
import iommu.arch.Iova;
import iommu.arch.Mapping;
import iommu.arch.RequestKind;
import iommu.arch.Rights;
import iommu.arch.SourceId;
import iommu.arch.TranslationContext;
import iommu.arch.TranslationType;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomCall;
import iommu.arch.stimulus.Stimulus;
import iommu.grade.labs.Judged;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What the README of lab 11 asks beyond the law: that what is known is used, or that no room is called in vain. */
public final class UnitThrift {

    /** What a contract group is about. */
    enum Topic {
        REUSE, QUIET
    }

    private record Page(SourceId source, Iova page, Access access) {
    }

    private record Region(SourceId source, Iova region) {
    }

    private static final long PAGE = 0x1000;
    private static final long REGION = 0x20_0000;

    private final Topic topic;
    private final Set<Page> pages = new HashSet<>();
    private final Set<SourceId> contexts = new HashSet<>();
    private final Set<Region> regions = new HashSet<>();

    UnitThrift(Topic topic) {
        this.topic = topic;
    }

    /** For a group that is about it; empty for others. */
    public static Optional<UnitThrift> of(Judged judged) {
        return switch (judged) {
            case REUSE -> Optional.of(new UnitThrift(Topic.REUSE));
            case QUIET -> Optional.of(new UnitThrift(Topic.QUIET));
            default -> Optional.empty();
        };
    }

    /** Something may have changed: what was known need not hold. */
    public void forget() {
        pages.clear();
        contexts.clear();
        regions.clear();
    }

    /** A register was read. @param calls that it led to */
    public Optional<String> read(List<Called> calls) {
        return topic == Topic.QUIET && calls.stream().anyMatch(c -> !ofRegisters(c.call()))
                ? Optional.of("a register read called another room than the registers") : Optional.empty();
    }

    /** A request has ended. @param calls that it led to @param translating whether translation is enabled */
    public Optional<String> request(DmaRequest request, DmaOutcome outcome, List<Called> calls, boolean translating) {
        Optional<String> objection = topic == Topic.REUSE ? reuse(request, calls) : quiet(request, calls, translating);
        learn(request, outcome, calls);
        return objection;
    }

    private Optional<String> reuse(DmaRequest request, List<Called> calls) {
        if (pages.contains(page(request)) && (count(calls, Stimulus.LookUpContext.class) > 0 || count(calls, Stimulus.Walk.class) > 0)) {
            return Optional.of("tables were read for a page that this device has just used");
        }
        if (contexts.contains(request.source()) && count(calls, Stimulus.LookUpContext.class) > 0) {
            return Optional.of("the context entry was read of a device that has just been served");
        }
        boolean fromTheTop = calls.stream().anyMatch(c -> c.call() instanceof Stimulus.Walk w && w.start().level() > 1);
        return fromTheTop && regions.contains(region(request))
                ? Optional.of("a walk began above the page table of the 2 MiB that this device has just used") : Optional.empty();
    }

    private void learn(DmaRequest request, DmaOutcome outcome, List<Called> calls) {
        if (!(outcome instanceof DmaOutcome.Translated)) {
            return;
        }
        contexts.add(request.source());
        boolean walked = false;
        for (Called called : calls) {
            if (called.answer() instanceof Answer.Walk(Mapping mapping)) {
                walked = true;
                if (mapping.size() == PAGE) {
                    regions.add(region(request));
                }
            }
        }
        if (walked) {
            pages.add(page(request));
        }
    }

    private static Page page(DmaRequest request) {
        return new Page(request.source(), request.address().alignedTo(PAGE), request.access());
    }

    private static Region region(DmaRequest request) {
        return new Region(request.source(), request.address().alignedTo(REGION));
    }

    private Optional<String> quiet(DmaRequest request, List<Called> calls, boolean translating) {
        if (!translating) {
            return calls.isEmpty() ? Optional.empty() : Optional.of("a room was called, though translation is off");
        }
        for (Class<?> kind : List.of(Stimulus.LookUpContext.class, Stimulus.Walk.class, Stimulus.CachedTranslationOf.class,
                Stimulus.CachedContextOf.class, Stimulus.CachedPrefixOf.class)) {
            if (count(calls, kind) > 1) {
                return Optional.of("one request asked the same twice: " + kind.getSimpleName());
            }
        }
        return inVain(request, calls);
    }

    private static Optional<String> inVain(DmaRequest request, List<Called> calls) {
        boolean hit = settled(request, calls);
        boolean walkable = true;
        boolean unknown = true;
        for (Called called : calls) {
            if (called.call() instanceof Stimulus.Walk && (hit || !walkable)) {
                return Optional.of("the tables were walked, though nothing was left to find there");
            }
            if (called.call() instanceof Stimulus.LookUpContext && (hit || !unknown)) {
                return Optional.of(hit ? "the context entry was read, though the IOTLB knew the page" : "the context entry was read, though it was known");
            }
            Optional<ContextResult> context = context(called.answer());
            unknown &= context.isEmpty();
            walkable &= context.filter(UnitThrift::leadsNowhere).isEmpty();
        }
        return Optional.empty();
    }

    private static boolean leadsNowhere(ContextResult context) {
        return context instanceof Fault || context instanceof TranslationContext t && t.type() == TranslationType.PASS_THROUGH;
    }

    /** Whether the IOTLB knew a page that lets the request through: a page that it may write alone settles no read of length zero. */
    private static boolean settled(DmaRequest request, List<Called> calls) {
        return request.kind() == RequestKind.UNTRANSLATED && calls.stream().anyMatch(called ->
            called.answer() instanceof Answer.Translation(Optional<CachedTranslation> known) && known.isPresent()
                    && known.get().result() instanceof Mapping mapping && allows(mapping.rights(), request.access()));
    }

    private static boolean allows(Rights rights, Access access) {
        return switch (access) {
            case READ, ZERO_LENGTH_READ -> rights.read();
            case WRITE -> rights.write();
            case ATOMIC -> rights == Rights.RW;
        };
    }

    private static Optional<ContextResult> context(Answer answer) {
        return switch (answer) {
            case Answer.Context(ContextResult result) -> Optional.of(result);
            case Answer.CachedContext(Optional<ContextResult> entry) -> entry;
            default -> Optional.empty();
        };
    }

    private static boolean ofRegisters(Stimulus call) {
        return call instanceof Stimulus.RegisterRead || call instanceof RoomCall.ShowFaults || call instanceof RoomCall.ShowQueue
                || call instanceof RoomCall.FaultStatusOf || call instanceof RoomCall.QueueStatusOf;
    }

    private static long count(List<Called> calls, Class<?> kind) {
        return calls.stream().filter(c -> kind.isInstance(c.call())).count();
    }
}
