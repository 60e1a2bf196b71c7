package iommu.scenario;

import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.register.TableMode;
import iommu.arch.stimulus.Stimulus;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a driver does with the unit's registers and its invalidation queue (§6.5.2, §11.4.4, §11.4.9). Offsets and
 * bits are written out here, apart from those of the unit.
 */
final class Commands {

    private static final int GCMD = 0x18;
    private static final int RTADDR = 0x20;
    private static final int IQT = 0x88;
    private static final int IQA = 0x90;
    private static final long ENABLE_TRANSLATION = 0x8000_0000L;
    private static final long SET_ROOT = 0x4000_0000L;
    private static final long ENABLE_QUEUE = 0x0400_0000L;
    private static final long ENABLES = 0x8680_0000L; // TE QIE IRE CFI: the bits that are not one-shot (§11.4.4.1)

    static final Gpa RING = new Gpa(0x110_1000);
    private static final int RING_SIZE = 4096; // QS=0
    private static final long WIDE = 0x800; // IQA.DW
    private static final Gpa STATUS = new Gpa(0x110_2000);
    private static final Entry128 NOTHING = new Entry128(0, 0);

    private final Stores stores;
    private final Consumer<Stimulus> out;
    private final boolean wide;
    private boolean started;
    private boolean queueOn;
    private long enabled;
    private int tail;
    private int waits;

    /**
     * @param automatic root pointer and translation enable happen by themselves before the first request
     * @param wide      descriptors have 256 bits
     */
    Commands(Stores stores, Consumer<Stimulus> out, boolean automatic, boolean wide) {
        this.stores = stores;
        this.out = out;
        this.started = !automatic;
        this.wide = wide;
    }

    void start() {
        if (!started) {
            started = true;
            root(TableMode.LEGACY);
            enable(true);
        }
    }

    /** The unit was reset: nothing is enabled, and the queue has no place (§11.3). */
    void forget() {
        enabled = 0;
        queueOn = false;
        tail = 0;
    }

    void root(TableMode mode) {
        write(RTADDR, 8, Tables.ROOT.value() | (long) mode.ordinal() << 10); // TTM 11:10 (§11.4.5)
        write(GCMD, 4, enabled | SET_ROOT);
    }

    void enable(boolean on) {
        write(GCMD, 4, on ? enabled | ENABLE_TRANSLATION : enabled & ~ENABLE_TRANSLATION);
    }

    /** One register write, whoever says it. */
    void write(int offset, int size, long value) {
        if (offset == GCMD) {
            enabled = value & ENABLES;
        }
        out.accept(new Stimulus.RegisterWrite(offset, size, value));
    }

    /** A command, and if it waits a wait descriptor behind it, made known by one write of the tail. */
    void invalidate(Invalidation command, boolean waits) {
        put(descriptor(command));
        if (waits) {
            put(waitDescriptor());
        }
        publish();
    }

    void await() {
        put(waitDescriptor());
        publish();
    }

    void submit(Entry128 descriptor, Optional<Entry128> upper) {
        put(descriptor, upper.orElse(NOTHING));
        publish();
    }

    private void put(Entry128 descriptor) {
        put(descriptor, NOTHING);
    }

    private void put(Entry128 descriptor, Entry128 upper) {
        if (!queueOn) {
            queueOn = true;
            write(IQA, 8, RING.value() | (wide ? WIDE : 0));
            write(GCMD, 4, enabled | ENABLE_QUEUE);
        }
        store(descriptor);
        if (wide) {
            store(upper);
        }
    }

    private void store(Entry128 half) {
        stores.bare(RING.plus(tail), half); // queue fetches always snoop (§3.10): no flush
        tail = (tail + 16) % RING_SIZE;
    }

    private void publish() {
        write(IQT, 8, tail);
    }

    private Entry128 waitDescriptor() {
        waits++;
        return new Entry128(0x25 | (long) waits << 32, STATUS.value()); // type 5, SW (§6.5.2.9)
    }

    static Entry128 descriptor(Invalidation command) {
        return switch (command) {
            case ContextInvalidation c -> new Entry128(0x1 | granularity(c) << 4 | (long) c.domain().value() << 16
                    | (long) c.source().value() << 32 | (long) c.functionMask() << 48, 0); // §6.5.2.1
            case IotlbInvalidation i -> new Entry128(0x2 | granularity(i) << 4 | (long) i.domain().value() << 16,
                    i.address().alignedTo(4096).value() | (i.leafOnly() ? 0x40 : 0) | i.addressMask()); // §6.5.2.3
        };
    }

    private static long granularity(Invalidation command) {
        return switch (command.granularity()) {
            case GLOBAL -> 1;
            case DOMAIN -> 2;
            case DEVICE, PAGE -> 3;
        };
    }
}
