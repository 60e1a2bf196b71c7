package iommu.emulator.fault;

import iommu.arch.Capabilities;
import iommu.arch.Effect;
import iommu.arch.Entry128;
import iommu.arch.FaultRecord;
import iommu.arch.register.EventRegisters;
import iommu.arch.register.FaultCondition;
import iommu.arch.register.FaultRecording;
import iommu.arch.register.FaultStatus;
import iommu.arch.seam.FaultLog;
import iommu.emulator.event.EventLine;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Primary fault logging (§7.2.1): a ring of recording registers that never overwrites what software has not cleared.
 *
 * <p>Whether several faults of one requester share a register is the unit's choice (freedom
 * {@code fault-compression}), and so a parameter.
 */
public final class PrimaryFaultLog implements FaultLog {

    private final RecordFormat format;
    private final boolean compress;
    private final Entry128[] records;
    private final Set<FaultCondition> conditions = EnumSet.noneOf(FaultCondition.class);
    private final EventLine event = new EventLine();
    private int next;
    private int firstPending;

    /** A log that gives every fault a register of its own. */
    public PrimaryFaultLog(Capabilities capabilities) {
        this(capabilities, false);
    }

    /** @param compress a requester that has a pending record gets no second one */
    public PrimaryFaultLog(Capabilities capabilities, boolean compress) {
        this.format = new RecordFormat(capabilities);
        this.compress = compress;
        this.records = new Entry128[capabilities.faultRecords()]; // §11.4.2: CAP.NFR + 1
        Arrays.fill(records, new Entry128(0, 0));
    }

    /** The records and FSTS stay, the event and the index start over (§11.3, §7.2.1). */
    @Override
    public void reset() {
        event.reset();
        next = 0;
    }

    @Override
    public List<Effect> record(FaultRecord fault) {
        if (conditions.contains(FaultCondition.OVERFLOW)) {
            return List.of(); // §7.2.1: nothing is recorded while PFO is set
        }
        if (compress && hasPendingRecordOf(fault)) {
            return List.of(); // §7.2.1: compressed; no overflow
        }
        if (pending(next)) {
            conditions.add(FaultCondition.OVERFLOW); // §7.2.1
            return List.of(); // §7.3: overflow raises no event
        }
        boolean first = !anyPending();
        boolean quiet = nothingToService();
        records[next] = format.encode(fault);
        if (first) {
            firstPending = next; // §7.2.1: FRI
        }
        next = (next + 1) % records.length; // §7.2.1: wraps around
        return quiet ? event.raise() : List.of(); // §7.3: only if software had nothing to service
    }

    @Override
    public List<Effect> report(FaultCondition condition) {
        boolean quiet = nothingToService();
        conditions.add(condition);
        return quiet ? event.raise() : List.of(); // §7.3
    }

    @Override
    public List<Effect> clearRecord(int index) {
        if (index >= 0 && index < records.length) {
            Entry128 old = records[index];
            records[index] = new Entry128(old.low(), old.high() & Long.MAX_VALUE); // §11.4.7.6: F is RW1C, the rest stays
        }
        return afterService();
    }

    @Override
    public List<Effect> clear(Set<FaultCondition> cleared) {
        conditions.removeAll(cleared); // §11.4.7.1: RW1C
        return afterService();
    }

    private List<Effect> afterService() {
        if (nothingToService()) {
            event.serviced(); // §7.3: IP clears with the last condition
        }
        return List.of();
    }

    @Override
    public List<Effect> program(EventRegisters registers) {
        return event.program(registers);
    }

    @Override
    public void translationDisabled() {
        next = 0; // §7.2.1: the index starts over when TES and IES are both 0
    }

    @Override
    public FaultStatus status() {
        return new FaultStatus(List.of(records), firstPending, conditions, event.pending());
    }

    private boolean nothingToService() {
        return conditions.isEmpty() && !anyPending(); // §7.3: PPF, PFO, IQE, ICE and ITE all clear
    }

    private boolean anyPending() {
        return Arrays.stream(records).anyMatch(PrimaryFaultLog::pending);
    }

    private boolean pending(int index) {
        return pending(records[index]);
    }

    private static boolean pending(Entry128 bits) {
        return new FaultRecording(bits).pending();
    }

    private boolean hasPendingRecordOf(FaultRecord fault) {
        return Arrays.stream(records).map(FaultRecording::new)
                .anyMatch(record -> record.pending() && record.source() == fault.source().value());
    }
}
