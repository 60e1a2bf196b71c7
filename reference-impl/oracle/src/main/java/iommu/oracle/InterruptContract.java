package iommu.oracle;

import iommu.arch.Capabilities;
import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.InterruptOutcome;
import iommu.arch.register.InterruptRegisters;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomAnswer;
import iommu.arch.stimulus.RoomCall;
import iommu.arch.stimulus.Stimulus;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What lab 13 asks beyond the law: an entry that was used stays in the cache, and is used again, until it is invalidated
 * or the registers are programmed; every one while no more of them were used than there is room for, else the last. Entries
 * that fault are not asked for.
 */
public final class InterruptContract implements RunRelation {

    private final InterruptRelation law;
    private final RemapRules rules;
    private final TableWords memory;
    private final int capacity;
    private final Map<Integer, Entry128> kept = new HashMap<>();
    private InterruptRegisters registers = InterruptRegisters.RESET;

    /** @param capacity entries that the room's cache has */
    public InterruptContract(Capabilities capabilities, Prefetch prefetch, int capacity) {
        law = new InterruptRelation(capabilities, prefetch);
        memory = new TableWords(capabilities.hostAddressWidth());
        rules = new RemapRules(capabilities, memory);
        this.capacity = capacity;
    }

    @Override
    public Optional<String> judge(Stimulus step, Answer answer) {
        Optional<String> objection = law.judge(step, answer);
        if (objection.isPresent() || memory.take(step)) {
            return objection;
        }
        switch (step) {
            case RoomCall.ProgramInterrupts(InterruptRegisters now) -> {
                registers = now;
                kept.clear();
            }
            case RoomCall.InvalidateInterrupts(boolean all, int index, int mask) ->
                kept.keySet().removeIf(i -> all || i >>> mask == index >>> mask); // §6.5.2.8 Table 25
            case RoomCall.Remap remap -> {
                return used(remap, (RoomAnswer.Remapped) answer);
            }
            default -> { }
        }
        return Optional.empty();
    }

    private Optional<String> used(RoomCall.Remap remap, RoomAnswer.Remapped answer) {
        List<RemapRules.Target> targets = rules.targets(registers, remap.address(), remap.data(), new LinkedHashSet<>());
        if (targets.size() != 1) {
            return Optional.empty();
        }
        int index = targets.getFirst().index();
        Entry128 known = kept.get(index);
        Entry128 stored = new Entry128(memory.stored(at(index)), memory.stored(at(index).plus(8)));
        if (known != null && !leads(known, index, remap, answer)) {
            return Optional.of("entry " + index + " was used and nothing has invalidated it: the cache has it still");
        }
        if (known == null && answer.result() instanceof InterruptOutcome.Interrupt && leads(stored, index, remap, answer)) {
            if (kept.size() >= capacity) {
                kept.clear(); // which of them went is the room's own affair
            }
            if (capacity > 0) {
                kept.put(index, stored);
            }
        }
        return Optional.empty();
    }

    private boolean leads(Entry128 entry, int index, RoomCall.Remap remap, RoomAnswer.Remapped answer) {
        Set<RemapRules.Allowed> allowed = new LinkedHashSet<>();
        rules.judge(Optional.of(entry), index, remap.source(), registers.extendedMode(), allowed);
        return allowed.stream().anyMatch(a -> a.permits(answer));
    }

    private Gpa at(int index) {
        return registers.table().plus(16L * index);
    }
}
