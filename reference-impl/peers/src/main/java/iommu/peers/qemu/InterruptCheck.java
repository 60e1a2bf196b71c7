package iommu.peers.qemu;

import iommu.arch.Entry128;
import iommu.arch.FaultReason;
import iommu.arch.InterruptOutcome;
import iommu.arch.InterruptOutcome.Blocked;
import iommu.arch.InterruptOutcome.Interrupt;
import iommu.arch.InterruptOutcome.Unchanged;
import iommu.arch.register.Field;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import iommu.peers.qemu.Divergence.Kind;
import iommu.peers.qemu.Divergence.Wrong;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Whether what a processor was sent is something that the oracle allows. A vector is seen once: what repeats one, or
 * goes to another processor, can't be told from what is blocked.
 */
final class InterruptCheck {

    private static final int VECTORS = 0xFF;
    private static final long REMAPPABLE = 1 << 4;

    private final Profile profile;
    private final Reference ours;
    private final Tally tally;
    private boolean masking;

    InterruptCheck(Profile profile, Reference ours, Tally tally) {
        this.profile = profile;
        this.ours = ours;
        this.tally = tally;
    }

    /** @param allowed by the oracle @param fresh what the processor was sent now for the first time */
    Optional<Wrong> check(Stimulus.Interrupt step, Set<Answer> allowed, Set<Integer> fresh, QemuMachine peer) {
        Set<InterruptOutcome> outcomes = allowed.stream().map(a -> ((Answer.Interrupt) a).result()).collect(Collectors.toSet());
        boolean right = outcomes.stream().anyMatch(outcome -> {
            OptionalInt vector = vector(outcome, step);
            boolean seen = vector.isPresent() && !fresh.isEmpty() && fresh.equals(Set.of(vector.getAsInt()));
            return seen || fresh.isEmpty() && (vector.isEmpty() || peer.hadVector(vector.getAsInt()));
        });
        tally.count(fresh.isEmpty() ? "interrupt not seen" : "interrupt seen");
        if (right || passes(step, outcomes, fresh) || swapped(step, fresh)) {
            return Optional.empty();
        }
        return Optional.of(new Wrong(Kind.INTERRUPT, "interrupt of " + step.source() + " at 0x"
                + Long.toHexString(step.address().value()) + " data 0x" + Integer.toHexString(step.data())
                + ": QEMU's processor was sent " + fresh + "; allowed " + outcomes));
    }

    /** The vector that processor 0 should see; empty if none, or if another processor has it. */
    private static OptionalInt vector(InterruptOutcome outcome, Stimulus.Interrupt step) {
        return switch (outcome) {
            case Interrupt i when i.destination() == 0 && !i.logical() -> OptionalInt.of(i.vector());
            case Unchanged u when (step.address().value() >>> 12 & VECTORS) == 0 -> OptionalInt.of(step.data() & VECTORS);
            default -> OptionalInt.empty();
        };
    }

    private boolean passes(Stimulus.Interrupt step, Set<InterruptOutcome> outcomes, Set<Integer> fresh) {
        boolean compatibility = (step.address().value() & REMAPPABLE) == 0 && fresh.equals(Set.of(step.data() & VECTORS))
                && outcomes.stream().anyMatch(o -> o instanceof Blocked(var fault, int index)
                        && fault.reason() == FaultReason.COMPATIBILITY_INTERRUPT_BLOCKED)
                && profile.has(Departure.COMPATIBILITY_PASSES);
        if (compatibility) {
            tally.count(Departure.COMPATIBILITY_PASSES);
        }
        return compatibility;
    }

    /** What comes of an entry that verifies a range of buses, if its two ends change places. */
    private boolean swapped(Stimulus.Interrupt step, Set<Integer> fresh) {
        Entry128 entry = ours.interruptEntry(step);
        int first = (int) entry.high() & 0xFF;
        int last = (int) entry.high() >>> 8 & 0xFF;
        boolean within = step.source().bus() >= first && step.source().bus() <= last;
        boolean explains = (entry.low() & 1) != 0 && (entry.high() >>> 18 & 3) == 2 && first != last
                && fresh.equals(within ? Set.of((int) (entry.low() >>> 16) & VECTORS) : Set.of())
                && profile.has(Departure.BUS_RANGE_SWAPPED);
        if (explains) {
            tally.count(Departure.BUS_RANGE_SWAPPED);
        }
        return explains;
    }

    /** QEMU has no CFI: its CFIS is taken for ours. */
    Snapshot masked(Snapshot theirs, Snapshot own) {
        boolean differs = Field.GSTS_CFIS.isSet(own.gsts()) && !Field.GSTS_CFIS.isSet(theirs.gsts())
                && profile.has(Departure.COMPATIBILITY_PASSES);
        if (differs && !masking) {
            tally.count(Departure.COMPATIBILITY_PASSES);
        }
        masking = differs;
        return differs ? theirs.withStatus(theirs.gsts() | Field.GSTS_CFIS.mask()) : theirs;
    }

    /** Whether our unit recorded a fault of this interrupt and QEMU did not. */
    boolean unrecorded(InterruptOutcome ours, Snapshot own, Snapshot theirs) {
        boolean onlyOurs = own.recordPending() && !theirs.recordPending() || own.overflow() != theirs.overflow();
        boolean only = ours instanceof Blocked && onlyOurs
                && profile.has(Departure.INTERRUPT_FAULT_NOT_RECORDED);
        if (only) {
            tally.count(Departure.INTERRUPT_FAULT_NOT_RECORDED);
        }
        return only;
    }
}
