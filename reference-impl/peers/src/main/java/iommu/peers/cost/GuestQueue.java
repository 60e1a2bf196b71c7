package iommu.peers.cost;

import iommu.arch.Gpa;
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.Descriptor;
import iommu.arch.invalidation.Granularity;
import iommu.arch.invalidation.Invalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.register.Register;
import iommu.arch.stimulus.Stimulus;

/**
 * What a driver does to the registers: it sets the root pointer, the queue and translation once, then puts descriptors
 * into the ring and moves the tail, once for each wait (§6.5.2).
 */
final class GuestQueue {

    private static final Gpa RING = new Gpa(0x20_0000);
    private static final Gpa STATUS = new Gpa(0x20_1000);
    private static final int SLOTS = 256;
    private static final int SRTP = 1 << 30;
    private static final int TE = 1 << 31;
    private static final int QIE = 1 << 26;

    private final FollowedMachine machine;
    private int tail;
    private int waits;
    private long registerWrites;
    private long descriptors;

    GuestQueue(FollowedMachine machine) {
        this.machine = machine;
    }

    /** Translation goes on over this root table. What that takes is not counted. */
    void start(Gpa root) {
        machine.on(new Stimulus.RegisterWrite(Register.RTADDR.offset(), 8, root.value()));
        machine.on(new Stimulus.RegisterWrite(Register.GCMD.offset(), 4, SRTP));
        machine.on(new Stimulus.RegisterWrite(Register.IQA.offset(), 8, RING.value()));
        machine.on(new Stimulus.RegisterWrite(Register.GCMD.offset(), 4, QIE));
        machine.on(new Stimulus.RegisterWrite(Register.GCMD.offset(), 4, QIE | TE));
    }

    void put(Invalidation command) {
        int granularity = command.granularity() == Granularity.GLOBAL ? 1 : command.granularity() == Granularity.DOMAIN ? 2 : 3;
        switch (command) {
            case ContextInvalidation c -> put(Descriptor.CONTEXT_CACHE | (long) granularity << 4 | (long) c.domain().value() << 16
                    | (long) c.source().value() << 32 | (long) c.functionMask() << 48, 0);
            case IotlbInvalidation t -> put(Descriptor.IOTLB | (long) granularity << 4 | (long) t.domain().value() << 16,
                    t.address().value() & -4096 | (t.leafOnly() ? 1 << 6 : 0) | t.addressMask());
        }
    }

    /** Puts a wait and moves the tail. @throws IllegalStateException if the unit doesn't complete it */
    void await() {
        waits++;
        put((long) waits << 32 | 1 << 5 | Descriptor.WAIT, STATUS.value());
        machine.on(new Stimulus.RegisterWrite(Register.IQT.offset(), 4, (long) tail * Descriptor.SIZE));
        registerWrites++;
        if ((int) machine.stored(STATUS) != waits) {
            throw new IllegalStateException("the unit has not completed wait " + waits);
        }
    }

    private void put(long low, long high) {
        Gpa at = RING.plus((long) tail * Descriptor.SIZE);
        machine.store(at, low);
        machine.store(at.plus(8), high);
        tail = (tail + 1) % SLOTS;
        descriptors++;
    }

    Count count() {
        return machine.count(registerWrites, descriptors);
    }
}
