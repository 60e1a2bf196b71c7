package iommu.peers.qemu;

import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.invalidation.Descriptor;
import iommu.arch.register.Field;
import iommu.arch.register.Register;
import iommu.arch.stimulus.Stimulus;

/** The departures of a peer's invalidation queue: what it should have done by itself it is helped to. */
final class QueueCheck {

    private final Profile profile;
    private final QemuMachine peer;
    private final Reference ours;
    private final Tally tally;
    private boolean errorCleared;
    private boolean brokenRule;

    QueueCheck(Profile profile, QemuMachine peer, Reference ours, Tally tally) {
        this.profile = profile;
        this.peer = peer;
        this.ours = ours;
        this.tally = tally;
    }

    /** Software must let the queue run empty before it disables it, and begin with an empty one (§6.5.2). */
    void before(Stimulus step) {
        if (step instanceof Stimulus.RegisterWrite w && w.offset() == Register.GCMD.offset()) {
            boolean on = Field.GSTS_QIES.isSet(ours.read(Register.GSTS));
            boolean turnsOn = Field.GCMD_QIE.isSet(w.value());
            boolean idle = ours.read(Register.IQH) == ours.read(Register.IQT) && !ours.snapshot().queueError();
            brokenRule |= on != turnsOn && !idle;
        }
    }

    /** Whether software has done to the queue what it must not. */
    boolean brokenRule() {
        return brokenRule;
    }

    void wrote(Stimulus.RegisterWrite step) {
        if (step.offset() == Register.FSTS.offset()) {
            errorCleared = Field.FSTS_IQE.isSet(step.value());
        }
    }

    /** What the peer shows once its known departures are made up for. @param own what ours shows */
    Snapshot repaired(Snapshot theirs, Snapshot own) {
        Snapshot now = theirs;
        if (errorCleared && !now.queueError() && now.iqh() != ours.read(Register.IQT)
                && profile.has(Departure.QUEUE_WAITS_FOR_TAIL)) {
            now = nudged();
            tally.count(Departure.QUEUE_WAITS_FOR_TAIL);
        }
        errorCleared = false;
        while (now.queueError() && !own.queueError() && isFence(now.iqh()) && profile.has(Departure.FENCE_REFUSED)) {
            now = pastFence(now.iqh());
            tally.count(Departure.FENCE_REFUSED);
        }
        return now;
    }

    private Snapshot nudged() {
        peer.write(new Stimulus.RegisterWrite(Register.IQT.offset(), 8, ours.read(Register.IQT)));
        return peer.snapshot();
    }

    private Gpa at(long head) {
        return new Gpa((ours.read(Register.IQA) & Field.IQA_BASE.mask()) + head);
    }

    private boolean isFence(long head) {
        long low = peer.contentOf(at(head)).orElse(0L);
        return (low & 0xF) == Descriptor.WAIT && (low & 0x30) == 0;
    }

    /** Puts a wait that stores to a word nobody looks at in the fence's place for a moment. */
    private Snapshot pastFence(long head) {
        Gpa place = at(head);
        Entry128 fence = new Entry128(peer.contentOf(place).orElse(0L), peer.contentOf(place.plus(8)).orElse(0L));
        peer.store(place, new Entry128(0x25, QemuMachine.NOWHERE.value()));
        peer.write(new Stimulus.RegisterWrite(Register.FSTS.offset(), 4, Field.FSTS_IQE.mask()));
        Snapshot after = nudged();
        peer.store(place, fence);
        return after;
    }
}
