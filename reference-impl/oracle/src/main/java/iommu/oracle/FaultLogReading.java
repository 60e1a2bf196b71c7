package iommu.oracle;

import iommu.arch.Capabilities;
import iommu.arch.Effect;
import iommu.arch.Entry128;
import iommu.arch.FaultRecord;
import iommu.arch.register.FaultCondition;
import iommu.arch.register.FaultStatus;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomAnswer;
import iommu.arch.stimulus.RoomCall;
import iommu.arch.stimulus.Stimulus;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A fault log that compresses, or one that doesn't: every answer is determined but for bits that § leaves undefined.
 * It may be judged with its event, or without: then messages and IP are free.
 */
final class FaultLogReading implements RunRelation {

    private final boolean compresses;
    private final boolean withEvent;
    private final RecordBits bits;
    private final EventRule event = new EventRule();
    private final List<Optional<FaultRecord>> pending;
    private final Set<FaultCondition> conditions = EnumSet.noneOf(FaultCondition.class);
    private int next;
    private int first;

    FaultLogReading(Capabilities unit, boolean compresses, boolean withEvent) {
        this.compresses = compresses;
        this.withEvent = withEvent;
        bits = new RecordBits(unit);
        pending = new ArrayList<>(Collections.nCopies(unit.faultRecords(), Optional.empty()));
    }

    @Override
    public Optional<String> judge(Stimulus step, Answer answer) {
        return switch (step) {
            case RoomCall.RecordFault(FaultRecord fault) -> exactly(record(fault), answer);
            case RoomCall.ReportCondition(FaultCondition condition) -> exactly(report(condition), answer);
            case RoomCall.ClearRecord(int index) -> {
                if (index >= 0 && index < pending.size()) {
                    pending.set(index, Optional.empty());
                    settle();
                }
                yield exactly(List.of(), answer);
            }
            case RoomCall.ClearConditions(Set<FaultCondition> cleared) -> {
                conditions.removeAll(cleared);
                settle();
                yield exactly(List.of(), answer);
            }
            case RoomCall.ProgramFaultEvent(var registers) -> exactly(event.program(registers), answer);
            case RoomCall.DisableTranslation() -> {
                next = 0; // §7.2.1
                yield Optional.empty();
            }
            case RoomCall.FaultStatusOf() -> answer instanceof RoomAnswer.Faults(FaultStatus status) ? compare(status)
                    : Optional.of("no status: " + answer);
            default -> Optional.empty();
        };
    }

    /** §7.2.1, in the order of its text. */
    private List<Effect> record(FaultRecord fault) {
        if (conditions.contains(FaultCondition.OVERFLOW) || compresses && pending.stream().flatMap(Optional::stream)
                .anyMatch(p -> p.source().equals(fault.source()))) {
            return List.of();
        }
        if (pending.get(next).isPresent()) {
            conditions.add(FaultCondition.OVERFLOW); // §7.3: no event
            return List.of();
        }
        boolean quiet = quiet();
        if (pending.stream().allMatch(Optional::isEmpty)) {
            first = next;
        }
        pending.set(next, Optional.of(fault));
        next = (next + 1) % pending.size();
        return quiet ? event.raise() : List.of();
    }

    private List<Effect> report(FaultCondition condition) {
        boolean quiet = quiet();
        conditions.add(condition);
        return quiet ? event.raise() : List.of();
    }

    /** §7.3: no status field of FSTS is set. */
    private boolean quiet() {
        return conditions.isEmpty() && pending.stream().allMatch(Optional::isEmpty);
    }

    private void settle() {
        if (quiet()) {
            event.serviced();
        }
    }

    private Optional<String> exactly(List<Effect> wanted, Answer answer) {
        if (!(answer instanceof RoomAnswer.Effects(List<Effect> effects))) {
            return Optional.of("no effects: " + answer);
        }
        return !withEvent || effects.equals(wanted) ? Optional.empty() : Optional.of("asked for " + effects + ", not for " + wanted);
    }

    private Optional<String> compare(FaultStatus status) {
        if (status.records().size() != pending.size()) {
            return Optional.of(status.records().size() + " recording registers, not " + pending.size());
        }
        for (int i = 0; i < pending.size(); i++) {
            Entry128 record = status.records().get(i);
            Optional<String> wrong = pending.get(i).isPresent() ? bits.objection(record, pending.get(i).get())
                    : record.high() < 0 ? Optional.of("F is set") : bits.reserved(record);
            if (wrong.isPresent()) {
                return Optional.of("recording register " + i + ": " + wrong.get());
            }
        }
        boolean any = pending.stream().anyMatch(Optional::isPresent);
        if (any && status.firstPending() != first) { // §11.4.7.1: undefined while PPF is clear
            return Optional.of("FRI is " + status.firstPending() + ", not " + first);
        }
        if (!status.conditions().equals(conditions)) {
            return Optional.of("conditions " + status.conditions() + ", not " + conditions);
        }
        return !withEvent || status.eventPending() == event.pending() ? Optional.empty() : Optional.of("IP is " + status.eventPending());
    }
}
