package iommu.oracle;

import iommu.arch.Capabilities;
import iommu.arch.Effect;
import iommu.arch.Entry128;
import iommu.arch.register.FaultCondition;
import iommu.arch.register.FaultStatus;
import iommu.arch.register.PageRequestStatus;
import iommu.arch.register.QueueStatus;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The fields that other rooms fill: they are shown, and software writes 1 to clear them (§11.3 RW1CS, ROS). */
final class RegisterStatus {

    private static final int PENDING = 1 << 30;

    private final Capabilities unit;
    private final RegisterBits bits;

    RegisterStatus(Capabilities unit, RegisterBits bits) {
        this.unit = unit;
        this.bits = bits;
    }

    void show(FaultStatus faults) {
        boolean pending = faults.records().stream().anyMatch(r -> r.high() < 0);
        int word = (pending ? 2 : 0) | faults.firstPending() << 8;
        for (FaultCondition condition : faults.conditions()) {
            word |= has(condition) ? bit(condition) : 0;
        }
        bits.open(0x034, -1, false);
        bits.open(0x034, 0xFF00, !pending); // §11.4.7.1: FRI counts while PPF is set
        bits.set(0x034, word);
        ip(0x038, faults.eventPending());
        for (int i = 0; i < Math.min(unit.faultRecords(), faults.records().size()); i++) {
            Entry128 record = faults.records().get(i);
            int at = RegisterPlan.FRCD + 16 * i;
            bits.set64(at, record.low());
            bits.set64(at + 8, record.high());
            bits.open(at + 12, -1, false);
        }
        valid();
    }

    void show(QueueStatus queue) {
        if (!unit.platform().queuedInvalidation()) {
            return;
        }
        bits.set64(0x080, (long) queue.head() << 4);
        bits.open(0x09C, -1, false);
        bits.set(0x09C, queue.waitCompleted() ? 1 : 0);
        ip(0x0A0, queue.eventPending());
        bits.set64(0x0B0, (long) queue.unexpected().value() << 48 | (long) queue.timedOut().value() << 32 | queue.error().ordinal());
    }

    void show(PageRequestStatus pageRequests) {
        if (!unit.scalable().pageRequests()) {
            return;
        }
        bits.set64(0x0C8, (long) pageRequests.tail() << 5);
        bits.open(0x0DC, -1, false);
        bits.set(0x0DC, (pageRequests.overflow() ? 2 : 0) | (pageRequests.pending() ? 1 : 0));
        ip(0x0E0, pageRequests.eventPending());
    }

    private void ip(int control, boolean pending) {
        bits.open(control, PENDING, false);
        bits.change(control, PENDING, pending ? PENDING : 0);
    }

    /** §11.4.9.9: each field of IQERCD counts while its condition is set. */
    private void valid() {
        if (unit.platform().queuedInvalidation()) {
            int status = bits.get(0x034);
            bits.open(0x0B0, 0xF, (status & 1 << 4) == 0);
            bits.open(0x0B4, 0xFFFF, (status & 1 << 6) == 0);
            bits.open(0x0B4, 0xFFFF << 16, (status & 1 << 5) == 0);
        }
    }

    /** §11.4.7.1: what a unit can't report is RsvdZ. */
    private boolean has(FaultCondition condition) {
        return switch (condition) {
            case OVERFLOW -> true;
            case QUEUE_ERROR -> unit.platform().queuedInvalidation();
            case COMPLETION_ERROR, TIMEOUT_ERROR -> unit.deviceTlb();
        };
    }

    private static int bit(FaultCondition condition) {
        return switch (condition) {
            case OVERFLOW -> 1;
            case QUEUE_ERROR -> 1 << 4;
            case COMPLETION_ERROR -> 1 << 5;
            case TIMEOUT_ERROR -> 1 << 6;
        };
    }

    /** Software writes 1 to some; until the room shows itself again they may read either way. */
    Optional<String> clear(int offset, int value, List<Effect> actions) {
        if (offset == 0x038 || offset == 0x0A0 || offset == 0x0E0) {
            bits.open(offset, PENDING, (bits.get(offset) & PENDING) != 0); // unmasking may have sent what was pending
        }
        if (offset == 0x034) {
            return conditions(value, actions);
        }
        if (offset == 0x09C && unit.platform().queuedInvalidation()) {
            return flag(offset, value & 1, new Effect.ClearWaitCompletion(), actions);
        }
        if (offset == 0x0DC && unit.scalable().pageRequests()) {
            int needed = bits.get(offset) & value & 3;
            for (int some = 1; some < 4; some++) { // what is not set may be named or not
                Effect effect = new Effect.ClearPageRequestStatus((some & 1) != 0, (some & 2) != 0);
                if ((some & ~value) == 0 && (needed & ~some) == 0 && actions.contains(effect)) {
                    return flag(offset, value & 3, effect, actions);
                }
            }
            return flag(offset, value & 3, new Effect.ClearPageRequestStatus((needed & 1) != 0, (needed & 2) != 0), actions);
        }
        int record = offset - RegisterPlan.FRCD;
        if (record >= 0 && record % 16 == 12 && record / 16 < unit.faultRecords()) {
            return flag(offset, value & 1 << 31, new Effect.ClearFaultRecord(record / 16), actions);
        }
        return Optional.empty();
    }

    private Optional<String> flag(int offset, int written, Effect effect, List<Effect> actions) {
        boolean needed = (bits.get(offset) & written) != 0;
        bits.open(offset, written, true);
        if (written != 0 && actions.remove(effect) || !needed) {
            return Optional.empty();
        }
        return Optional.of("did not ask for " + effect);
    }

    private Optional<String> conditions(int value, List<Effect> actions) {
        Set<FaultCondition> written = EnumSet.noneOf(FaultCondition.class);
        Set<FaultCondition> needed = EnumSet.noneOf(FaultCondition.class);
        for (FaultCondition condition : FaultCondition.values()) {
            if (has(condition) && (value & bit(condition)) != 0) {
                written.add(condition);
                if ((bits.get(0x034) & bit(condition)) != 0) {
                    needed.add(condition);
                }
                bits.open(0x034, bit(condition), true);
            }
        }
        for (Effect action : List.copyOf(actions)) {
            if (action instanceof Effect.ClearFaultConditions(var cleared) && written.containsAll(cleared) && cleared.containsAll(needed)) {
                actions.remove(action);
                return Optional.empty();
            }
        }
        return needed.isEmpty() ? Optional.empty() : Optional.of("did not clear " + needed);
    }
}
