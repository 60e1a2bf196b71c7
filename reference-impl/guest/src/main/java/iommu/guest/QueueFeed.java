package iommu.guest;

import iommu.arch.Capabilities;
import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.seam.MappingDriver.Act;
import iommu.arch.stimulus.Stimulus;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes of a driver's acts what reaches the unit: stores, descriptors in the invalidation queue, register writes
 * (§6.5.2). Descriptors are made known together, by one write of the tail for each wait.
 */
public final class QueueFeed {

    private static final int GCMD = 0x18;
    private static final int RTADDR = 0x20;
    private static final int IQT = 0x88;
    private static final int IQA = 0x90;
    private static final long TRANSLATION = 1L << 31;
    private static final long SET_ROOT = 1L << 30;
    private static final long WRITE_BUFFERS = 1L << 27;
    private static final long QUEUE = 1L << 26;
    private static final int RING_BYTES = 4096; // IQA.QS=0: 256 descriptors
    /** So many descriptors wait at most for a write of the tail. */
    private static final int MOST_HIDDEN = 128;

    private final Gpa root;
    private final Gpa ring;
    private final Gpa status;
    private int tail;
    private int hidden;
    private int waits;

    /**
     * A guest with a queue of one page.
     *
     * @param root   the root table
     * @param ring   a page for the queue
     * @param status 4 aligned bytes to which waits store
     */
    public QueueFeed(Gpa root, Gpa ring, Gpa status) {
        this.root = root;
        this.ring = ring;
        this.status = status;
    }

    /** Enables the queue, sets the root pointer, invalidates everything and enables translation (§6.6). */
    public List<Stimulus> start(Capabilities unit) {
        List<Stimulus> out = new ArrayList<>();
        out.add(new Stimulus.RegisterWrite(IQA, 8, ring.value()));
        out.add(new Stimulus.RegisterWrite(GCMD, 4, QUEUE));
        out.add(new Stimulus.RegisterWrite(RTADDR, 8, root.value()));
        out.add(new Stimulus.RegisterWrite(GCMD, 4, QUEUE | SET_ROOT));
        if (!unit.platform().rootPointerInvalidates()) {
            out.addAll(feed(List.of(new Act.Invalidate(ContextInvalidation.global()),
                    new Act.Invalidate(IotlbInvalidation.global()), new Act.Wait())));
        }
        out.add(new Stimulus.RegisterWrite(GCMD, 4, QUEUE | TRANSLATION));
        return out;
    }

    /** What these acts are to the unit, in order. A release is nothing to it. */
    public List<Stimulus> feed(List<Act> acts) {
        List<Stimulus> out = new ArrayList<>();
        acts.forEach(act -> feed(act, out));
        publish(out);
        return out;
    }

    private void feed(Act act, List<Stimulus> out) {
        switch (act) {
            case Act.Store(Gpa at, long value) -> out.add(new Stimulus.Store64(at, value));
            case Act.StoreWhole(Gpa at, Entry128 value) -> out.add(new Stimulus.Store128(at, value));
            case Act.Flush(Gpa line) -> out.add(new Stimulus.Flush(line));
            case Act.FlushWriteBuffer() -> out.add(new Stimulus.RegisterWrite(GCMD, 4, QUEUE | TRANSLATION | WRITE_BUFFERS));
            case Act.Invalidate(Invalidation command) -> put(descriptor(command), out);
            case Act.InvalidateDeviceTlb d -> put(descriptor(d), out);
            case Act.Wait() -> {
                waits++;
                put(new Entry128(5 | 1 << 5 | (long) waits << 32, status.value()), out); // §6.5.2.9: SW
                publish(out);
            }
            case Act.Release r -> { }
        }
    }

    private void put(Entry128 descriptor, List<Stimulus> out) {
        out.add(new Stimulus.Store128(ring.plus(tail), descriptor)); // queue fetches snoop: no flush (§3.10)
        tail = (tail + 16) % RING_BYTES;
        if (++hidden == MOST_HIDDEN) {
            publish(out);
        }
    }

    private void publish(List<Stimulus> out) {
        if (hidden > 0) {
            out.add(new Stimulus.RegisterWrite(IQT, 8, tail));
            hidden = 0;
        }
    }

    private static Entry128 descriptor(Invalidation command) {
        long granularity = switch (command.granularity()) {
            case GLOBAL -> 1;
            case DOMAIN -> 2;
            case DEVICE, PAGE -> 3;
        };
        return switch (command) {
            case ContextInvalidation c -> new Entry128(1 | granularity << 4 | (long) c.domain().value() << 16
                    | (long) c.source().value() << 32 | (long) c.functionMask() << 48, 0); // §6.5.2.1
            case IotlbInvalidation i -> new Entry128(2 | granularity << 4 | (long) i.domain().value() << 16,
                    i.address().value() | (i.leafOnly() ? 1 << 6 : 0) | i.addressMask()); // §6.5.2.3
        };
    }

    /** §6.5.2.5: with S, the lowest 0 bit from 12 up says how large the range is. */
    private static Entry128 descriptor(Act.InvalidateDeviceTlb d) {
        long ones = (1L << Math.max(0, d.addressMask() - 1)) - 1;
        long address = d.addressMask() == 0 ? d.address().value()
                : d.address().alignedTo(d.addressMask() > 51 ? Long.MIN_VALUE : 4096L << d.addressMask()).value() | ones << 12 | 1;
        return new Entry128(3 | (long) d.source().value() << 32, address);
    }
}
