package iommu.oracle;

import java.util.List;

/**
 * One way in which a unit can come to an answer.
 *
 * @param traces    what it must have held on to; none: memory and registers say so as they stand
 * @param unsnooped it needs a walk that didn't see a store to memory, at some time
 * @param underWay  it needs an invalidation that is not known to be complete, and was not executed in time
 */
public record History(List<Trace> traces, boolean unsnooped, boolean underWay) {

    /**
     * Something held.
     *
     * @param in    where
     * @param line  the last line at which it could still be taken up: of a request, by that request; of anything else,
     *              until that happened. Of {@link Holding#LINE}: the store that the walk doesn't see
     * @param first the last line at which memory itself still led to it; earlier than {@code line} if it could be taken up
     *              by way of something else that was held
     */
    public record Trace(Holding in, int line, int first) {
    }

    public History {
        traces = List.copyOf(traces);
    }

    /** Whether nothing old has a part in it. */
    public boolean now() {
        return traces.isEmpty();
    }
}
