package iommu.view;

/**
 * One step in the life of a cache.
 *
 * @param line   the line of the scenario, from 1
 * @param what   the step, short, with its tags
 * @param detail more about it, or what it was answered; may be empty
 * @param marked whether the room under test first differs here
 */
public record TimelineRow(int line, String what, String detail, Kind kind, boolean marked) {

    /** What a step does to a cache. */
    public enum Kind {
        FILL, LOOKUP, INVALIDATION,
        /** Anything else: a store, an epoch taken. */
        OTHER
    }
}
