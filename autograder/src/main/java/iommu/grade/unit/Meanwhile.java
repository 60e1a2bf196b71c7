package iommu.grade.unit;

import iommu.arch.WalkStart;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Another processor, which invalidates everything while a request is under way, once at most: as soon as something was read
 * from tables, or from what a cache knew. What was read before must then not be filled with an epoch that was read
 * after it (§6.5.4). Some requests it leaves alone, so that the next ones find something in the caches.
 *
 * <p>A unit that looks again once it sees a new epoch is as right as one that gives the old one.
 */
final class Meanwhile {

    /** When everything is invalidated. */
    private enum Moment {
        CONTEXT_READ, WALKED, NEVER, CONTEXT_KNOWN, PREFIX_KNOWN
    }

    /** Of the first request, the second, and so on, over and over. */
    private static final List<Moment> ROUND = List.of(Moment.CONTEXT_READ, Moment.WALKED, Moment.NEVER, Moment.CONTEXT_KNOWN,
            Moment.NEVER, Moment.PREFIX_KNOWN);

    private final Runnable invalidatesAll;
    private final LongSupplier epoch;
    private final Set<WalkStart> prefixesBefore = new HashSet<>();
    private int requests;
    private Moment moment = Moment.NEVER;
    private boolean over;
    private long after;
    private boolean contextBefore;
    private boolean contextSince;
    private boolean walkSince;
    private Optional<String> objection = Optional.empty();

    /** @param invalidatesAll empties the caches @param epoch theirs */
    Meanwhile(Runnable invalidatesAll, LongSupplier epoch) {
        this.invalidatesAll = invalidatesAll;
        this.epoch = epoch;
    }

    Optional<String> objection() {
        return objection;
    }

    void step(Stimulus step) {
        moment = step instanceof Stimulus.Dma ? ROUND.get(requests++ % ROUND.size()) : Moment.NEVER;
        prefixesBefore.clear();
        over = false;
        contextBefore = false;
        contextSince = false;
        walkSince = false;
    }

    /** The room is about to be called. */
    void before(Stimulus call) {
        switch (call) {
            case Stimulus.FillTranslation fill -> judge(fill.slot(), walkSince);
            case Stimulus.FillPrefix fill -> judge(fill.slot(), walkSince);
            case Stimulus.FillContext fill -> judge(fill.slot(), contextSince);
            default -> { }
        }
    }

    private void judge(long epoch, boolean readSince) {
        if (over && epoch >= after && !(readSince && (contextSince || !contextBefore))) {
            objection = Optional.of("everything was invalidated while the request was under way; what was read before was filled"
                    + " with an epoch that was read after it, so that it stays (§6.5.4)");
        }
    }

    /** The room has answered. */
    void after(Stimulus call, Answer answer) {
        boolean contextKnown = answer instanceof Answer.CachedContext(var entry) && entry.isPresent();
        if (call instanceof Stimulus.LookUpContext || contextKnown) {
            contextSince = over;
            contextBefore |= !over;
        }
        if (answer instanceof Answer.Prefix(Optional<WalkStart> known)) {
            known.ifPresent(over ? prefixesBefore::remove : prefixesBefore::add);
        }
        if (call instanceof Stimulus.Walk walk) {
            walkSince = over && !prefixesBefore.contains(walk.start());
        }
        if (!over && switch (moment) {
            case CONTEXT_READ -> call instanceof Stimulus.LookUpContext;
            case WALKED -> call instanceof Stimulus.Walk;
            case CONTEXT_KNOWN -> contextKnown;
            case PREFIX_KNOWN -> !prefixesBefore.isEmpty();
            case NEVER -> false;
        }) {
            invalidatesAll.run();
            over = true;
            after = epoch.getAsLong();
        }
    }
}
