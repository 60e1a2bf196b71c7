package iommu.grade.handout.unit;

import iommu.arch.stimulus.Stimulus;
import iommu.grade.told.RecordedRooms.Kind;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/** What was seen in one step of a case, in whatever run. */
final class StepNotes {

    private final Map<Kind, Set<Integer>> states = new EnumMap<>(Kind.class);
    private final Map<Kind, Set<Stimulus>> calls = new EnumMap<>(Kind.class);
    private final Set<Stimulus> others = new LinkedHashSet<>();

    StepNotes() {
        for (Kind kind : Kind.values()) {
            states.put(kind, new LinkedHashSet<>());
            calls.put(kind, new LinkedHashSet<>());
        }
    }

    void saw(Kind kind, int state) {
        states.get(kind).add(state);
    }

    void asked(Kind kind, Stimulus call) {
        calls.get(kind).add(call);
    }

    /** A call of tables or caches. */
    void asked(Stimulus call) {
        others.add(call);
    }

    Set<Integer> states(Kind kind) {
        return states.get(kind);
    }

    Set<Stimulus> calls(Kind kind) {
        return calls.get(kind);
    }

    Set<Stimulus> others() {
        return others;
    }
}
