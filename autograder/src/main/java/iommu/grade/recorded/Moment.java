package iommu.grade.recorded;

import iommu.arch.Access;
import iommu.arch.SourceId;
import iommu.arch.seam.MappingNotifier.Mode;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the law of a room that tells listeners needs to know at one step.
 *
 * @param facts   those that hold
 * @param silence why nothing is said of views any more
 * @param modes   for each device that is asked for, the modes that it may be in
 * @param views   for each device and access that is asked for, how it may end
 */
public record Moment(Set<Fact> facts, Optional<String> silence, Map<SourceId, Set<Mode>> modes, Map<Asked, PageMap> views) {

    /** What holds at a step, or does not. */
    public enum Fact {
        /** No invalidation of translations is under way. */
        QUIESCENT,
        /** A table has come into use. */
        NEW_TABLE,
        /** The page that the step asks for holds a table that a walk would read. */
        TABLE,
        /** The page that the step asks for may be known to a cache as a table. */
        CACHED
    }

    /** What a device may be asked for. */
    public record Asked(SourceId source, Access access) {
    }

    public Moment {
        EnumSet<Fact> held = EnumSet.noneOf(Fact.class);
        held.addAll(facts);
        facts = Collections.unmodifiableSet(held);
        modes = Collections.unmodifiableMap(new TreeMap<>(modes));
        views = Map.copyOf(views);
    }
}
