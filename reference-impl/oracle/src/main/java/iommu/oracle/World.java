package iommu.oracle;

import iommu.arch.Capabilities;
import iommu.arch.DmaOutcome;
import iommu.arch.DmaRequest;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.register.TableMode;
import iommu.arch.stimulus.Stimulus;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * State = memory + MAY, and the two things that can be done with it: say how a request may end, and add what a unit
 * could newly cache. Here entries arise from requests only; {@link PrefetchingWorld} adds those that don't.
 */
class World {

    /** The largest pass-through entry of the IOTLB: 1 GiB (§6.2.1 Table 18). */
    static final int IDENTITY_BITS = 30;

    /** How many ways to translate one address are told apart. */
    static final int MOST_WAYS = 2000;

    /**
     * What RTADDR said when it was taken over (§11.4.5).
     *
     * @param separateRights SSIRWE
     */
    record Root(Gpa table, TableMode mode, boolean separateRights) {
    }

    final Capabilities unit;
    final boolean snoops;
    final TableWords memory;
    final FlagWords flags = new FlagWords();
    final OpenInvalidations open;
    final May may;
    final SecondStage walks;
    private final Mode legacy;
    private final ScalableMode scalable;
    private Root root = new Root(new Gpa(0), TableMode.LEGACY, false);
    boolean translating;
    private boolean crowded;

    World(Capabilities unit) {
        this(unit, false);
    }

    /** @param snoops whether every walk snoops, whatever the unit promises */
    World(Capabilities unit, boolean snoops) {
        this.unit = unit;
        this.snoops = snoops;
        memory = new TableWords(unit.hostAddressWidth(), !snoops && (!unit.coherent() || unit.scalable().offered()));
        open = new OpenInvalidations();
        may = new May(open);
        walks = new SecondStage(unit);
        legacy = new LegacyMode(this);
        scalable = new ScalableMode(this);
    }

    /** Another world in the same state. */
    World copy() {
        World copy = new World(unit, snoops);
        copy.become(this);
        return copy;
    }

    /** Takes over the state of another; this one must be new. */
    final void become(World other) {
        memory.addAll(other.memory);
        flags.addAll(other.flags);
        open.addAll(other.open);
        may.addAll(other.may);
        root = other.root;
        translating = other.translating;
        crowded = other.crowded;
    }

    Gpa root() {
        return root.table();
    }

    boolean separateRights() {
        return root.separateRights();
    }

    void memory(Stimulus step) {
        memory.take(step);
        switch (step) {
            case Stimulus.Store64 s -> flags.stored(s.at());
            case Stimulus.Store128 s -> {
                flags.stored(s.at());
                flags.stored(s.at().plus(8));
            }
            case Stimulus.Flush f -> flags.flushed(f.line());
            default -> { }
        }
    }

    /**
     * The root pointer is set. §6.6: with ESRTPS every cache is emptied; without, nothing is invalidated, and old
     * contexts may be used on.
     */
    void root(Root set) {
        root = set;
        if (unit.platform().rootPointerInvalidates()) {
            may.clear();
        }
    }

    /**
     * §11.4.4.1: a unit with scalable mode empties its caches when translation is disabled. In another, entries may
     * survive while it is off, and be hit after it is on again.
     */
    void translation(boolean on) {
        if (!on && unit.scalable().offered()) {
            may.clear();
        }
        translating = on;
    }

    /** As if nothing of these kinds had ever been held: what memory says now can be taken up at once. */
    void forget(Set<Holding> kinds) {
        may.forget(kinds);
        if (kinds.contains(Holding.LINE)) {
            memory.flushAll();
        }
    }

    void open(OpenInvalidations.Open invalidation) {
        open.add(invalidation);
        may.opened(invalidation.removal());
    }

    final void complete(OpenInvalidations.Port port) {
        complete(port, Integer.MAX_VALUE);
    }

    /** Every open invalidation of this port is complete that is numbered below {@code before}. */
    void complete(OpenInvalidations.Port port, int before) {
        int members = open.members(port, before);
        if (members != 0) {
            may.completing(members);
            open.complete(members);
        }
    }

    /** The queue's open invalidations numbered from this on may have been executed or not, and never will be. */
    void abandon(int from) {
        int members = open.membersFrom(from);
        if (members != 0) {
            may.abandoning(members);
            open.complete(members);
        }
    }

    /**
     * How a request may end, which then may have filled the caches. From VER.MAX 8 on one that asks to execute is blocked
     * whatever the tables say; an older unit blocks it where it finds its PASID entry (SPT.5).
     */
    Set<DmaOutcome> request(DmaRequest request) {
        Set<DmaOutcome> outcomes = mode().request(request);
        if (!request.pasid().present() || !request.execute()) {
            return outcomes;
        }
        Set<DmaOutcome> any = new LinkedHashSet<>(outcomes);
        any.add(Replies.fault(request.kind(), FaultReason.EXECUTE_REQUESTED, false)); // RTA.5
        return any;
    }

    /** Adds what can be cached without a request. @return whether there is news for others */
    boolean prefetch(Requester who, Iova page) {
        return mode().prefetch(who, page, may);
    }

    /** Whether one more way to translate an address, besides so many, is to be followed. */
    boolean follows(int ways) {
        crowded |= ways >= MOST_WAYS;
        return !crowded;
    }

    final void crowd(World other) {
        crowded |= other.crowded;
    }

    /** Whether there was more to tell apart than can be: from then on this world is not to be asked. */
    boolean crowded() {
        return crowded || memory.crowded();
    }

    /** Works out what has been put off. */
    void settleAll() {
    }

    /** An 8-byte word of memory was looked at. */
    void read(Gpa at) {
    }

    /** Entries of this tag were looked for, and may have been made. */
    void used(Tag tag) {
    }

    /** Whether what one page's walks need may lie anywhere: second-stage entries for first-stage tables. */
    boolean nested() {
        return scalable.nested();
    }

    Mode mode() {
        return switch (root.mode()) {
            case LEGACY -> root.separateRights() ? new BlockingMode(FaultReason.TRANSLATION_MODE_INVALID) : legacy; // RTA.1.4
            case SCALABLE -> unit.scalable().offered() ? scalable
                    : new BlockingMode(FaultReason.TRANSLATION_MODE_INVALID); // RTA.1.3
            case RESERVED -> new BlockingMode(FaultReason.TRANSLATION_MODE_INVALID); // RTA.1.2
            case ABORT -> new BlockingMode(unit.platform().abortMode() ? FaultReason.ABORT_MODE // RTA.4
                    : FaultReason.TRANSLATION_MODE_INVALID); // RTA.1.1
        };
    }

    /** Keeps the paging-structure entries that a walk met. @return whether one of them is new */
    boolean keep(Descent descent, May into) {
        boolean news = false;
        for (May.Prefix prefix : descent.fills()) {
            news |= into.add(prefix, descent.when());
        }
        return news;
    }
}
