package iommu.probe;

import iommu.arch.CachedTranslation;
import iommu.arch.ContextResult;
import iommu.arch.DmaOutcome;
import iommu.arch.Fault;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Mapping;
import iommu.arch.TranslationContext;
import iommu.arch.TranslationType;
import iommu.arch.WalkResult;
import iommu.arch.WalkStart;
import iommu.arch.WalkStep;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Answer.Breach;
import iommu.arch.stimulus.Answer.Broken;
import iommu.arch.stimulus.RoomAnswer;
import java.util.Optional;

/** Tells answers that can be from those that can't: nulls anywhere, and values that no table could lead to. */
final class WellFormed {

    static final int MAX_STEPS = 16;
    private static final int TOP_LEVEL = 5;

    /** Unwinds the check at the first thing found wrong. */
    private static final class Wrong extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient Broken broken;

        Wrong(Breach what, String text) {
            super(text, null, false, false);
            broken = new Broken(what, text);
        }
    }

    private WellFormed() {
    }

    /** The answer itself, or what is wrong with it. */
    static Answer checked(Answer answer) {
        try {
            check(answer);
            return answer;
        } catch (Wrong wrong) {
            return wrong.broken;
        }
    }

    private static void check(Answer answer) {
        if (answer instanceof RoomAnswer room) {
            RoomEffects.check(room);
            return;
        }
        switch (answer) {
            case Answer.Context(ContextResult result) -> context(present(result, "the result"));
            case Answer.Walk(WalkResult result) -> walk(present(result, "the result"));
            case Answer.Translation(Optional<CachedTranslation> entry) ->
                present(entry, "the Optional").ifPresent(WellFormed::cached);
            case Answer.CachedContext(Optional<ContextResult> entry) ->
                present(entry, "the Optional").ifPresent(WellFormed::context);
            case Answer.Prefix(Optional<WalkStart> entry) -> present(entry, "the Optional").ifPresent(WellFormed::start);
            case Answer.Done d -> { }
            case Answer.Value v -> { }
            case Answer.Dma(DmaOutcome outcome) -> dma(present(outcome, "the outcome"));
            case Answer.Broken b -> { }
            case Answer.Interrupt i -> { }
            case Answer.Page p -> { }
            case RoomAnswer r -> { }
        }
    }

    private static void dma(DmaOutcome outcome) {
        switch (outcome) {
            case DmaOutcome.Translated t -> present(t.address(), "address");
            case DmaOutcome.Blocked b -> present(b.reason(), "reason");
            case DmaOutcome.Granted g -> {
                present(g.address(), "address");
                present(g.rights(), "rights");
                must(blockSize(g.size()), "size=" + g.size());
            }
            case DmaOutcome.Refused r -> {
                present(r.reason(), "reason");
                present(r.status(), "status");
            }
        }
    }

    static void context(ContextResult result) {
        switch (result) {
            case Fault fault -> fault(fault);
            case TranslationContext found -> {
                present(found.domain(), "domain");
                present(found.type(), "type");
                present(found.secondStage(), "secondStage");
                boolean anyDepth = found.type() == TranslationType.PASS_THROUGH;
                must(found.levels() >= (anyDepth ? 0 : 3) && found.levels() <= TOP_LEVEL, "levels=" + found.levels());
            }
        }
    }

    private static void cached(CachedTranslation entry) {
        present(entry.domain(), "domain");
        walk(present(entry.result(), "result"));
    }

    static void walk(WalkResult result) {
        switch (result) {
            case Fault fault -> fault(fault);
            case Mapping mapping -> mapping(mapping);
        }
    }

    private static void mapping(Mapping mapping) {
        present(mapping.page(), "page");
        present(mapping.frame(), "frame");
        present(mapping.rights(), "rights");
        page(mapping.page(), mapping.frame(), mapping.size());
        must(mapping.steps().size() <= MAX_STEPS, "more than " + MAX_STEPS + " steps");
        for (WalkStep step : mapping.steps()) {
            present(step.at(), "a step's address");
            must(step.level() >= 1 && step.level() <= TOP_LEVEL, "a step at level=" + step.level());
        }
    }

    static void page(Iova page, Gpa frame, long size) {
        must(blockSize(size), "size=" + size);
        must(page.offsetIn(size) == 0, "page " + page + " is no multiple of its size");
        must(frame.offsetIn(size) == 0, "frame " + frame + " is no multiple of its size");
    }

    private static void fault(Fault fault) {
        present(fault.reason(), "reason");
        must(fault.level() >= 0 && fault.level() <= TOP_LEVEL, "level=" + fault.level());
        must(fault.holeSize() == 0 || blockSize(fault.holeSize()), "holeSize=" + fault.holeSize());
    }

    private static void start(WalkStart start) {
        present(start.table(), "table");
        present(start.rights(), "rights");
        must(start.level() >= 1 && start.level() <= TOP_LEVEL, "level=" + start.level());
        must(start.addressWidth() >= 0 && start.addressWidth() <= 64, "addressWidth=" + start.addressWidth());
    }

    /** Whether this is a number of bytes that some block of pages can have: a power of two, 4 KiB to 2^57. */
    private static boolean blockSize(long bytes) {
        return bytes >= 1L << 12 && bytes <= 1L << 57 && Long.bitCount(bytes) == 1;
    }

    static <T> T present(T value, String name) {
        if (value == null) {
            throw new Wrong(Breach.NULL, name + " is null");
        }
        return value;
    }

    static void must(boolean holds, String otherwise) {
        if (!holds) {
            throw new Wrong(Breach.MALFORMED, otherwise);
        }
    }
}
