package iommu.oracle;

import iommu.arch.Access;
import iommu.arch.Capabilities;
import iommu.arch.DmaOutcome;
import iommu.arch.DmaOutcome.Blocked;
import iommu.arch.DmaOutcome.Translated;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Rights;
import iommu.arch.SourceId;
import iommu.arch.TranslationContext;
import iommu.arch.TranslationType;
import iommu.arch.WalkStart;
import iommu.arch.format.RootEntry;
import iommu.arch.stimulus.Stimulus;
import iommu.oracle.ContextReading.Accepted;
import iommu.oracle.ContextReading.Rejected;
import iommu.oracle.SecondStage.End;
import iommu.oracle.SecondStage.Path;
import iommu.oracle.SecondStage.Visit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * State = memory + MAY, and the two things that can be done with it: say how a request may end, and add what a unit
 * could newly cache. Here entries arise from requests only; {@link PrefetchingWorld} adds those that don't.
 */
class World {

    /** The largest pass-through entry of the IOTLB: 1 GiB (§6.2.1 Table 18). */
    private static final int IDENTITY_BITS = 30;

    /** One way to translate an address: through this context, by a walk or by a negative entry (no path). */
    record Attempt(TranslationContext context, Timelines when, Block block, Content content, Path path) {
    }

    final Capabilities unit;
    final TableWords memory;
    final OpenInvalidations open;
    final May may;
    private final ContextRules rules;
    private final SecondStage walks;
    private Gpa root = new Gpa(0);
    boolean translating;

    World(Capabilities unit) {
        this.unit = unit;
        memory = new TableWords(unit.hostAddressWidth());
        open = new OpenInvalidations();
        may = new May(open);
        rules = new ContextRules(unit);
        walks = new SecondStage(unit);
    }

    /** Another world in the same state. */
    World copy() {
        World copy = new World(unit);
        copy.become(this);
        return copy;
    }

    /** Takes over the state of another; this one must be new. */
    final void become(World other) {
        memory.addAll(other.memory);
        open.addAll(other.open);
        may.addAll(other.may);
        root = other.root;
        translating = other.translating;
    }

    void memory(Stimulus step) {
        memory.take(step);
    }

    /** The root pointer is set. §6.6, without ESRTPS: nothing is invalidated, old contexts may be used on. */
    void root(Gpa table) {
        root = table;
    }

    /** §11.4.4.1, legacy: entries may survive while translation is off, and be hit after it is on again. */
    void translation(boolean on) {
        translating = on;
    }

    void open(OpenInvalidations.Open invalidation) {
        open.add(invalidation);
        may.opened(invalidation.removal());
    }

    /** Every open invalidation of this port is complete. */
    void complete(OpenInvalidations.Port port) {
        int members = open.members(port);
        if (members != 0) {
            may.completing(members);
            open.complete(members);
        }
    }

    /** How a request may end, which then may have filled the caches. */
    Set<DmaOutcome> request(SourceId source, Iova address, Access access) {
        Map<ContextReading, Timelines> readings = readings(source);
        List<Attempt> attempts = attempts(readings, address);
        Set<DmaOutcome> outcomes = outcomes(source, address, access, readings, attempts);
        fillContexts(source, readings);
        for (Attempt attempt : attempts) {
            long offset = address.value() - attempt.block().start().value();
            // §6.2.4.1: with CM=0 a request that faults leaves nothing in the IOTLB.
            boolean translated = attempt.content().outcomes(walks, access, offset, false).getFirst() instanceof Translated;
            fill(source, address, attempt, translated);
        }
        return outcomes;
    }

    /** The source's context entry is looked up, and nothing more (§4.2: a translated request). */
    void lookUp(SourceId source) {
        fillContexts(source, readings(source));
    }

    /**
     * Adds what can be cached for this source and page without a request.
     *
     * @return whether there is news for other sources: a paging-structure entry
     */
    boolean prefetch(SourceId source, Iova page) {
        Map<ContextReading, Timelines> readings = readings(source);
        fillContexts(source, readings);
        boolean news = false;
        for (Attempt attempt : attempts(readings, page)) {
            Content content = attempt.content();
            // A fetch for whatever access the entry allows, somewhere in the block.
            boolean translates = content.kind() == Content.Kind.FRAME && content.rights() != Rights.NONE
                    && (attempt.block().bits() > 12 || !SecondStage.interruptRange(content.frame().value()));
            news |= fill(source, page, attempt, translates);
        }
        return news;
    }

    /** Works out what has been put off. */
    void settleAll() {
    }

    /** An 8-byte word of memory was looked at. */
    void read(Gpa at) {
    }

    private void readWhole(Gpa entry) {
        read(entry);
        read(entry.plus(8));
    }

    /** What the source's context may be taken to say: by memory now, or by a context-cache entry. */
    private Map<ContextReading, Timelines> readings(SourceId source) {
        Map<ContextReading, Timelines> readings = new LinkedHashMap<>();
        Gpa rootEntry = ContextRules.rootEntryAt(root, source);
        readWhole(rootEntry);
        memory.read128(rootEntry).ifPresent(bits -> readWhole(ContextRules.contextEntryAt(new RootEntry(bits), source)));
        rules.readings(memory, root, source).forEach(r -> readings.put(r, open.live()));
        may.contexts(source).forEach((entry, when) -> readings.merge(entry.reading(), when, Timelines::or));
        return readings;
    }

    private List<Attempt> attempts(Map<ContextReading, Timelines> readings, Iova address) {
        List<Attempt> attempts = new ArrayList<>();
        readings.forEach((reading, when) -> {
            if (reading instanceof Accepted(TranslationContext context)) {
                attempt(context, when, address, attempts);
            }
        });
        return attempts;
    }

    private void attempt(TranslationContext context, Timelines when, Iova address, List<Attempt> attempts) {
        if (context.type() == TranslationType.PASS_THROUGH) {
            boolean beyond = address.value() >>> unit.hostAddressWidth() != 0; // LGN.1.3
            Block block = Block.of(address, beyond ? 12 : IDENTITY_BITS);
            Content same = new Content(Content.Kind.FRAME, Rights.RW, new Gpa(block.start().value()));
            attempts.add(new Attempt(context, when, block, beyond ? Content.BEYOND : same, null));
        } else if (walks.beyond(address, 12 + 9 * context.levels())) {
            attempts.add(new Attempt(context, when, Block.of(address, 12), Content.BEYOND, null)); // LGN.1.1
        } else {
            Attempt fromTop = walk(context, when, context.walkStart(), address);
            attempts.add(fromTop);
            Set<May.Prefix> met = prefixes(address, fromTop);
            may.prefixes(context.domain(), address, (prefix, since) -> {
                Timelines both = when.and(since);
                if (!both.none() && !met.contains(prefix)) { // one that was met leads where the walk from the top led
                    attempts.add(switch (prefix) {
                        case May.Pointer p -> walk(context, both,
                                new WalkStart(p.table(), p.level(), p.rights(), SecondStage.bits(p.level() + 2)), address);
                        case May.DeadEnd end -> new Attempt(context, both, end.block(), end.content(), null);
                    });
                }
            });
        }
    }

    private Attempt walk(TranslationContext context, Timelines when, WalkStart start, Iova address) {
        Path path = walks.path(memory, start, address);
        path.visits().forEach(v -> read(v.at()));
        return new Attempt(context, when, Block.of(address, SecondStage.bits(path.level())), Content.of(path), path);
    }

    private Set<DmaOutcome> outcomes(SourceId source, Iova address, Access access, Map<ContextReading, Timelines> readings,
            List<Attempt> attempts) {
        Set<DmaOutcome> outcomes = new LinkedHashSet<>();
        for (ContextReading reading : readings.keySet()) {
            if (reading instanceof Rejected(var fault, int limit)) {
                outcomes.add(new Blocked(fault.reason(), fault.suppressed()));
                if (limit < 64 && address.value() >>> limit != 0) {
                    // Freedom: LCT.3, LCT.4 and LGN.1 have no order.
                    outcomes.add(new Blocked(FaultReason.ADDRESS_BEYOND_WIDTH, reading.silent()));
                }
            }
        }
        for (Attempt a : attempts) {
            long offset = address.value() - a.block().start().value();
            outcomes.addAll(a.content().outcomes(walks, access, offset, a.context().silent()));
        }
        // Freedom: rights may be enforced from a hit, or the hit passed over; both are in the set.
        may.translations(source, address, (entry, when) -> {
            long offset = address.value() - entry.block().start().value();
            outcomes.addAll(entry.content().outcomes(walks, access, offset, entry.silent()));
            // Freedom: FPD of a fault found on a hit is that of the fill or that of now.
            readings.keySet().forEach(now -> outcomes.addAll(entry.content().outcomes(walks, access, offset, now.silent())));
        });
        return outcomes;
    }

    /**
     * Freedom: a context entry whose top table can't be read (LCT.4.3) counts as sound here; the fault is the walk's.
     */
    private void fillContexts(SourceId source, Map<ContextReading, Timelines> readings) {
        for (var reading : readings.entrySet()) {
            if (unit.cachingMode() || reading.getKey() instanceof Accepted) { // §6.2.2, L1
                may.add(new May.ContextEntry(source, reading.getKey()), reading.getValue());
            }
        }
    }

    /** Whether this context entry could be read from memory just now. */
    boolean current(May.ContextEntry entry) {
        return rules.readings(memory, root, entry.source()).contains(entry.reading());
    }

    /** The paging-structure entries that could be made from memory alone just now. */
    Set<May.Prefix> current(Set<SourceId> sources, Iova page) {
        Set<ContextReading> readings = new LinkedHashSet<>();
        sources.forEach(s -> readings.addAll(rules.readings(memory, root, s)));
        Set<May.Prefix> current = new LinkedHashSet<>();
        for (ContextReading reading : readings) {
            if (reading instanceof Accepted(TranslationContext context) && context.type() != TranslationType.PASS_THROUGH
                    && !walks.beyond(page, 12 + 9 * context.levels())) {
                current.addAll(prefixes(page, walk(context, open.live(), context.walkStart(), page)));
            }
        }
        return current;
    }

    private boolean fill(SourceId source, Iova address, Attempt attempt, boolean translates) {
        boolean news = attempt.path() != null && fillPrefixes(address, attempt);
        if (translates || unit.cachingMode()) { // §6.2.4.1, L1
            may.add(new May.Translation(source, attempt.context().domain(), attempt.block(), attempt.content(),
                    attempt.context().silent()), attempt.when());
        }
        return news;
    }

    /** §6.2.5: every entry that pointed on, even if nothing is mapped below; with CM=1 also one that did not. */
    boolean fillPrefixes(Iova address, Attempt attempt) {
        boolean news = false;
        for (May.Prefix prefix : prefixes(address, attempt)) {
            news |= may.add(prefix, attempt.when());
        }
        return news;
    }

    private Set<May.Prefix> prefixes(Iova address, Attempt attempt) {
        Set<May.Prefix> prefixes = new LinkedHashSet<>();
        for (Visit visit : attempt.path().visits()) {
            if (visit.level() != attempt.path().level()) {
                prefixes.add(new May.Pointer(attempt.context().domain(), Block.of(address, SecondStage.bits(visit.level())),
                        visit.level() - 1, new Gpa(visit.entry().address()), visit.rights()));
            }
        }
        if (unit.cachingMode() && attempt.path().end() != End.LEAF && attempt.path().level() > 1) {
            prefixes.add(new May.DeadEnd(attempt.context().domain(), attempt.block(), attempt.content()));
        }
        return prefixes;
    }
}
