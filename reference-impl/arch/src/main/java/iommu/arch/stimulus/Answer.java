package iommu.arch.stimulus;

import iommu.arch.CachedTranslation;
import iommu.arch.ContextResult;
import iommu.arch.DmaOutcome;
import iommu.arch.WalkResult;
import iommu.arch.WalkStart;
import iommu.arch.InterruptOutcome;
import java.util.Optional;
import java.util.OptionalInt;

/** What a unit or a room said to a {@link Stimulus}. */
public sealed interface Answer {

    /** Nothing was asked. */
    record Done() implements Answer {
    }

    /** A register's value, zero-extended. */
    record Value(long value) implements Answer {
    }

    record Dma(DmaOutcome outcome) implements Answer {
    }

    record Context(ContextResult result) implements Answer {
    }

    record Walk(WalkResult result) implements Answer {
    }

    record Translation(Optional<CachedTranslation> entry) implements Answer {
    }

    record CachedContext(Optional<ContextResult> entry) implements Answer {
    }

    record Prefix(Optional<WalkStart> entry) implements Answer {
    }

    record Interrupt(InterruptOutcome result) implements Answer {
    }

    /** @param response the code (RC) that the device is told at once; empty if its request waits or is dropped */
    record Page(OptionalInt response) implements Answer {
    }

    /** What a room says to a {@link RoomCall}. */
    sealed interface OfRoom extends Answer permits RoomAnswer {
    }

    /**
     * A room broke its contract instead of answering. Allowed by nothing.
     *
     * @param what how
     * @param text what there is to say of it: an exception's class, a null's place
     */
    record Broken(Breach what, String text) implements Answer {
    }

    /** The ways not to answer. */
    enum Breach {
        /** The method still throws {@link iommu.arch.Todo}. */
        NOT_WRITTEN,
        /** It threw something else. */
        THREW,
        /** It returned null, or a value with a null in it. */
        NULL,
        /** It returned a value that can't be: a size that is no power of two, a level out of range. */
        MALFORMED
    }
}
