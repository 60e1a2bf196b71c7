package iommu.oracle;

import iommu.arch.Capabilities;
import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import iommu.arch.register.InterruptRegisters;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomAnswer;
import iommu.arch.stimulus.RoomCall;
import iommu.arch.stimulus.Stimulus;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The law of room 13 (§5.1, §5.2, §6.1): an interrupt request may go as the entry in memory says, or as any entry that
 * the interrupt-entry cache may hold. Like {@link May} this cache depends on the steps alone; with CM=0 it holds only
 * entries that raise no fault by themselves.
 */
public final class InterruptRelation implements RunRelation {

    /** What was read for an index, and how destinations were read then. @param bits empty on an access error */
    private record Cached(Optional<Entry128> bits, boolean extended) {
    }

    private final Capabilities unit;
    private final Prefetch prefetch;
    private final TableWords memory;
    private final RemapRules rules;
    private final Map<Integer, Set<Cached>> may = new TreeMap<>();
    private InterruptRegisters registers = InterruptRegisters.RESET;

    public InterruptRelation(Capabilities capabilities, Prefetch prefetch) {
        unit = capabilities;
        this.prefetch = prefetch;
        memory = new TableWords(capabilities.hostAddressWidth(), !capabilities.coherent());
        rules = new RemapRules(capabilities, memory);
    }

    @Override
    public Optional<String> judge(Stimulus step, Answer answer) {
        switch (step) {
            case Stimulus.Store64(Gpa at, long value) -> store(step, at);
            case Stimulus.Store128(Gpa at, Entry128 value) -> store(step, at);
            case Stimulus.Flush(Gpa line) -> {
                seen(line);
                memory.take(step);
            }
            case Stimulus.Readable(Gpa page, Stimulus.Reads reads) -> {
                if (readsAhead()) {
                    indicesIn(page.alignedTo(4096), 4096).forEach(this::seen);
                }
                rules.readable(page, reads);
                memory.take(step);
            }
            case RoomCall.ProgramInterrupts(InterruptRegisters now) -> program(now);
            case RoomCall.InvalidateInterrupts(boolean all, int index, int mask) ->
                may.keySet().removeIf(i -> all || i >>> mask == index >>> mask); // §6.5.2.8 Table 25
            case RoomCall.Remap(SourceId source, Iova address, int data) -> {
                return answer instanceof RoomAnswer.Remapped remapped ? remap(source, address, data, remapped)
                        : Optional.of("no outcome: " + answer);
            }
            default -> { }
        }
        return Optional.empty();
    }

    private void store(Stimulus step, Gpa at) {
        seen(at);
        memory.take(step);
    }

    /** Freedom: when a unit prefetches. But before it is told of a table it has none to read from (§6.7). */
    private boolean readsAhead() {
        return prefetch == Prefetch.ALLOW && !registers.equals(InterruptRegisters.RESET);
    }

    /** What lies here now may have been read before it changes. */
    private void seen(Gpa at) {
        if (readsAhead()) {
            indicesIn(at.alignedTo(64), 64).forEach(this::seen);
        }
    }

    /** The indices whose entries lie in this block. */
    private Set<Integer> indicesIn(Gpa block, long size) {
        Set<Integer> indices = new LinkedHashSet<>();
        long offset = block.value() - registers.table().value();
        for (long at = Math.max(0, offset); at >= 0 && at < offset + size && at < registers.entries() * 16L; at += 16) {
            indices.add((int) (at >>> 4));
        }
        return indices;
    }

    private void seen(int index) {
        for (Optional<Entry128> view : views(index)) {
            if (unit.cachingMode() || view.isPresent() && rules.sound(view.get(), registers.extendedMode())) { // §6.1
                may.computeIfAbsent(index, i -> new LinkedHashSet<>()).add(new Cached(view, registers.extendedMode()));
            }
        }
    }

    private Set<Optional<Entry128>> views(int index) {
        return memory.views128(registers.table().plus(index * 16L), unit.coherent());
    }

    private void program(InterruptRegisters now) {
        if (readsAhead()) {
            indicesIn(registers.table(), registers.entries() * 16L).forEach(this::seen);
        }
        boolean pointer = !now.table().equals(registers.table()) || now.entries() != registers.entries()
                || now.extendedMode() != registers.extendedMode();
        if (unit.interrupts().pointerInvalidates() && (pointer || registers.enabled() && !now.enabled())) {
            may.clear(); // §6.7, §11.4.4.1
        }
        registers = now;
    }

    /** One answer for each way in which this request may go now. */
    public Set<RoomAnswer.Remapped> outcomes(RoomCall.Remap request) {
        return allowed(request.source(), request.address(), request.data()).stream()
                .map(allowed -> new RoomAnswer.Remapped(allowed.outcome(), allowed.changed())).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private Set<RemapRules.Allowed> allowed(SourceId source, Iova address, int data) {
        Set<RemapRules.Allowed> allowed = new LinkedHashSet<>();
        for (RemapRules.Target target : rules.targets(registers, address, data, allowed)) {
            if (target.index() < registers.entries() && !rules.aboveHost(registers, target.index())) {
                seenByRequest(target.index());
                views(target.index()).forEach(v -> rules.judge(v, target.index(), source, registers.extendedMode(), allowed));
            }
            for (Cached cached : may.getOrDefault(target.index(), Set.of())) {
                // Freedom: whether a hit reads destinations by EIME of the fill or of now.
                rules.judge(cached.bits(), target.index(), source, registers.extendedMode(), allowed);
                rules.judge(cached.bits(), target.index(), source, cached.extended(), allowed);
            }
        }
        return allowed;
    }

    private Optional<String> remap(SourceId source, Iova address, int data, RoomAnswer.Remapped answer) {
        Set<RemapRules.Allowed> allowed = allowed(source, address, data);
        if (allowed.stream().noneMatch(a -> a.permits(answer))) {
            return Optional.of(allowed.stream().anyMatch(a -> a.permits(new RoomAnswer.Remapped(answer.result(), a.changed())))
                    ? "the outcome can be, but not with these words in memory"
                    : "neither the registers nor an entry that the unit may hold lead there");
        }
        answer.changed().forEach((at, value) -> memory.take(new Stimulus.Store64(at, value)));
        return Optional.empty();
    }

    private void seenByRequest(int index) {
        if (registers.enabled()) {
            seen(index);
        }
    }
}
