package iommu.scenario;

import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.stimulus.Stimulus;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/** The guest's processor: what it has stored so far, and its stores in the order in which they are made. */
final class Stores {

    private final boolean coherent;
    private final Consumer<Stimulus> out;
    private final Map<Gpa, Long> memory = new TreeMap<>();
    private final Map<Integer, List<Gpa>> held = new TreeMap<>();
    private boolean flushes = true;

    /** @param coherent ECAP.C: without it each store is followed by a flush of its line */
    Stores(boolean coherent, Consumer<Stimulus> out) {
        this.coherent = coherent;
        this.out = out;
    }

    /** Whether the stores of this statement are flushed, where that is needed. */
    void flushing(boolean on) {
        flushes = on;
    }

    long read64(Gpa at) {
        return memory.getOrDefault(at, 0L);
    }

    Entry128 read128(Gpa at) {
        return new Entry128(read64(at), read64(at.plus(8)));
    }

    /** One store, without a flush. */
    void bare(Gpa at, long value) {
        memory.put(at, value);
        out.accept(new Stimulus.Store64(at, value));
    }

    /** One store of 16 bytes, without a flush. */
    void bare(Gpa at, Entry128 value) {
        memory.put(at, value.low());
        memory.put(at.plus(8), value.high());
        out.accept(new Stimulus.Store128(at, value));
    }

    void table(Gpa at, long value) {
        bare(at, value);
        flush(at);
    }

    void table(Gpa at, Entry128 value) {
        bare(at, value);
        flush(at);
    }

    private void flush(Gpa at) {
        if (!coherent && flushes) {
            out.accept(new Stimulus.Flush(at.alignedTo(64)));
        }
    }

    /** Prepares a store of a paging entry, to be made by {@link #release}, lower levels first. */
    void hold(int level, Gpa at, long value) {
        memory.put(at, value);
        List<Gpa> places = held.computeIfAbsent(level, l -> new ArrayList<>());
        places.remove(at);
        places.add(at);
    }

    void release() {
        held.values().forEach(places -> places.forEach(at -> table(at, read64(at))));
        held.clear();
    }
}
