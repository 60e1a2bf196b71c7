package iommu.grade.judge;

import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.seam.TranslationCache;
import iommu.arch.stimulus.Stimulus;
import java.util.Optional;

/**
 * Another processor, which invalidates everything once in each request while tables are being read: in the first,
 * third, … request as soon as a context entry was read, in the others as soon as a walk is over. What was read before must then
 * not be filled with an epoch that was read after it (§6.5.4).
 *
 * <p>A unit that looks again once it sees a new epoch is as right as one that gives the old one.
 */
final class Meanwhile {

    private final TranslationCache cache;
    private int requests;
    private boolean request;
    private boolean over;
    private long after;
    private boolean contextBefore;
    private boolean contextSince;
    private boolean walkSince;
    private Optional<String> objection = Optional.empty();

    Meanwhile(TranslationCache cache) {
        this.cache = cache;
    }

    Optional<String> objection() {
        return objection;
    }

    void step(Stimulus step) {
        request = step instanceof Stimulus.Dma;
        if (request) {
            requests++;
        }
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
            objection = Optional.of("everything was invalidated while the tables were read; what was read before was filled"
                    + " with an epoch that was read after it, so that it stays (§6.5.4)");
        }
    }

    /** The room has answered. */
    void after(Stimulus call) {
        boolean context = call instanceof Stimulus.LookUpContext;
        boolean walk = call instanceof Stimulus.Walk;
        if (context || call instanceof Stimulus.CachedContextOf) {
            contextSince = over;
            contextBefore |= !over;
        }
        if (walk) {
            walkSince = over;
        }
        if (request && !over && (requests % 2 == 1 ? context : walk)) {
            cache.invalidate(ContextInvalidation.global());
            cache.invalidate(IotlbInvalidation.global());
            over = true;
            after = cache.epoch();
        }
    }
}
