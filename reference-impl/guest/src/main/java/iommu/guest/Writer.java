package iommu.guest;

import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.seam.MappingDriver.Act;
import java.util.ArrayList;
import java.util.List;

/** The acts of one call in their order. Where walks don't snoop, each line is flushed before another one is stored to. */
final class Writer {

    private final boolean flushes;
    private List<Act> acts = new ArrayList<>();
    private Gpa dirty;
    private boolean announced = true;

    /** @param flushes ECAP.C is 0 */
    Writer(boolean flushes) {
        this.flushes = flushes;
    }

    void store(Gpa at, long value) {
        turnTo(at);
        acts.add(new Act.Store(at, value));
    }

    void store(Gpa at, Entry128 value) {
        turnTo(at);
        acts.add(new Act.StoreWhole(at, value));
    }

    /** What is stored needs no invalidation, and yet must reach the unit. */
    void unannounced() {
        announced = false;
    }

    /** Whether everything that must reach the unit is followed by something that makes it. */
    boolean allAnnounced() {
        return announced;
    }

    void flush() {
        if (dirty != null) {
            acts.add(new Act.Flush(dirty)); // §3.10: the unit reads memory, not the processor's caches
            dirty = null;
        }
    }

    /** §6.8: an invalidation empties the write buffers first, and so does GCMD.WBF. */
    void emptyBuffers(List<? extends Act> by) {
        flush();
        acts.addAll(by);
        announced = true;
    }

    void add(Act act) {
        acts.add(act);
    }

    List<Act> taken() {
        flush();
        List<Act> done = List.copyOf(acts);
        acts = new ArrayList<>();
        return done;
    }

    private void turnTo(Gpa at) {
        Gpa line = at.alignedTo(64);
        if (!line.equals(dirty)) {
            flush();
        }
        dirty = flushes ? line : null;
    }
}
