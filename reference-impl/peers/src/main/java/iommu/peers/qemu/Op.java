package iommu.peers.qemu;

import java.util.Locale;

/** The kinds of operations that a stream is made of. The weight is its share among all, of {@link #total}. */
enum Op {
    REQUEST(420), SERVICE_FAULTS(30), EDIT_LEAF(50), EDIT_TABLE(40), EDIT_BAD(35), REPAIR(140), INVALIDATE_CONTEXT(60),
    INVALIDATE_IOTLB(140), MOVE_DOMAIN(15), PASS_THROUGH(8), DETACH(10), EDIT_CONTEXT(25), EDIT_ROOT(5), REPAIR_CONTEXT(90),
    ROOT_POINTER(4), TRANSLATION(10), QUEUE_ERROR(8), FENCE(4), WAIT_EVENT(8), READ_REGISTER(20), SWITCH_QUEUE(10),
    EDIT_INTERRUPT(40), INTERRUPT(60), INVALIDATE_INTERRUPT(10), INTERRUPT_COMMAND(6);

    private final int weight;

    Op(int weight) {
        this.weight = weight;
    }

    int weight() {
        return weight;
    }

    static int total() {
        int total = 0;
        for (Op op : values()) {
            total += op.weight;
        }
        return total;
    }

    /** Whether only a unit that remaps interrupts can do it. */
    boolean ofInterrupts() {
        return ordinal() >= EDIT_INTERRUPT.ordinal();
    }

    String bucket() {
        return "operation " + name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
