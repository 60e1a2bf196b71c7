package lab03;

import iommu.arch.Access;
import iommu.arch.Capabilities;
import iommu.arch.Effect;
import iommu.arch.Entry128;
import iommu.arch.FaultReason;
import iommu.arch.FaultRecord;
import iommu.arch.register.EventRegisters;
import iommu.arch.register.FaultCondition;
import iommu.arch.register.FaultStatus;
import iommu.arch.seam.FaultLog;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A row of mailboxes: two arrays of bare longs, and a bit for each that software has not emptied. */
public class PrimaryFaultLog implements FaultLog {

    private final Capabilities caps;
    private final long[] low;
    private final long[] high;
    private final BitSet full = new BitSet();
    private final Set<FaultCondition> flags = new HashSet<>();
    private EventRegisters wire = EventRegisters.RESET;
    private boolean heldBack;
    private int cursor;
    private int oldest;

    public PrimaryFaultLog(Capabilities capabilities) {
        caps = capabilities;
        low = new long[capabilities.faultRecords()];
        high = new long[capabilities.faultRecords()];
    }

    @Override
    public void reset() {
        cursor = 0;
        wire = EventRegisters.RESET;
        heldBack = false;
    }

    @Override
    public List<Effect> record(FaultRecord fault) {
        if (flags.contains(FaultCondition.OVERFLOW)) {
            return List.of();
        }
        if (full.get(cursor)) {
            flags.add(FaultCondition.OVERFLOW);
            return List.of();
        }
        boolean wasBusy = busy();
        if (full.isEmpty()) {
            oldest = cursor;
        }
        full.set(cursor);
        low[cursor] = where(fault);
        high[cursor] = what(fault);
        cursor++;
        if (cursor == low.length) {
            cursor = 0;
        }
        return wasBusy ? List.of() : ring();
    }

    private boolean busy() {
        return !full.isEmpty() || !flags.isEmpty();
    }

    private List<Effect> ring() {
        heldBack = wire.masked();
        return heldBack ? List.of() : List.of(new Effect.SendMessage(wire.address(), wire.data()));
    }

    /** Bits 63:0: the page, or the index of an interrupt. */
    private long where(FaultRecord fault) {
        long value = fault.page().value();
        if (fault.reason().mode() == FaultReason.Mode.INTERRUPT) {
            return value >>> 48 << 48;
        }
        int depth = caps.scalable().fiveLevels() ? 5 : caps.scalable().firstStage() ? 4 : 0;
        for (int levels : caps.levels()) {
            depth = Math.max(depth, levels);
        }
        int bits = depth == 0 ? caps.hostAddressWidth() : 12 + 9 * depth;
        return value << 64 - bits >>> 64 - bits >>> 12 << 12;
    }

    /** Bits 127:64: who, why and how. */
    private long what(FaultRecord fault) {
        boolean request = fault.attributes().pageRequest();
        boolean read = !request && (fault.access() == Access.READ || fault.access() == Access.ZERO_LENGTH_READ);
        boolean atomic = !request && fault.access() == Access.ATOMIC;
        long word = fault.source().value();
        if (caps.scalable().pasidBits() > 0 && fault.pasid().present()) {
            word += 1L << 31;
            word += (long) fault.pasid().value() << 40;
            word += fault.attributes().supervisor() ? 1L << 29 : 0;
            word += read && fault.attributes().execute() ? 1L << 30 : 0;
        }
        word += request || atomic ? 1L << 28 : 0;
        word += read || atomic ? 1L << 62 : 0;
        word += (long) fault.reason().code() << 32;
        if (caps.deviceTlb() && !request) {
            word += (long) fault.kind().ordinal() << 60;
        }
        return word;
    }

    @Override
    public List<Effect> report(FaultCondition condition) {
        boolean wasBusy = busy();
        flags.add(condition);
        return wasBusy ? List.of() : ring();
    }

    @Override
    public List<Effect> clearRecord(int index) {
        if (index >= 0 && index < low.length) {
            full.clear(index);
        }
        heldBack &= busy();
        return List.of();
    }

    @Override
    public List<Effect> clear(Set<FaultCondition> cleared) {
        flags.removeAll(cleared);
        heldBack &= busy();
        return List.of();
    }

    @Override
    public List<Effect> program(EventRegisters registers) {
        wire = registers;
        return heldBack ? ring() : List.of();
    }

    @Override
    public void translationDisabled() {
        cursor = 0;
    }

    @Override
    public FaultStatus status() {
        List<Entry128> boxes = new ArrayList<>();
        for (int i = 0; i < low.length; i++) {
            boxes.add(new Entry128(low[i], full.get(i) ? high[i] | 1L << 63 : high[i]));
        }
        return new FaultStatus(boxes, oldest, flags, heldBack);
    }
}
