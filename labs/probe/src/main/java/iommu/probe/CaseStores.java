package iommu.probe;

import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.Memory;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The memory of one case as a room has it that may store too: what it has changed comes back with its answer. */
final class CaseStores implements Memory {

    /** The words that one call may change: more than any case needs, and few enough for a frame. */
    static final int MOST = 64;

    private final CaseMemory memory;
    /** By the word's address: what it held before the room stored there. */
    private final Map<Gpa, Long> before = new HashMap<>();

    CaseStores(CaseMemory memory) {
        this.memory = memory;
    }

    /** The words that hold other values than at the last call of this method. */
    Map<Gpa, Long> changes() {
        Map<Gpa, Long> changes = new HashMap<>();
        for (Map.Entry<Gpa, Long> word : before.entrySet()) {
            long now = memory.word(word.getKey().value());
            if (now != word.getValue()) {
                changes.put(word.getKey(), now);
            }
        }
        before.clear();
        return changes;
    }

    static void check(Map<Gpa, Long> changes) {
        WellFormed.must(changes.size() <= MOST, "more than " + MOST + " words of memory changed in one call");
        changes.keySet().forEach(at -> WellFormed.must(at.offsetIn(8) == 0, "a word of memory at " + at));
    }

    @Override
    public OptionalLong read64(Gpa at) {
        return memory.read64(at);
    }

    @Override
    public Optional<Entry128> read128(Gpa at) {
        return memory.read128(at);
    }

    @Override
    public boolean write64(Gpa at, long value) {
        CaseMemory.requireAligned(at, 8);
        if (memory.isWritable(at)) {
            before.putIfAbsent(at, memory.word(at.value()));
            memory.put(at.value(), value);
            return true;
        }
        return false;
    }

    @Override
    public boolean write128(Gpa at, Entry128 value) {
        CaseMemory.requireAligned(at, 16);
        return write64(at, value.low()) && write64(at.plus(8), value.high());
    }

    @Override
    public boolean write32(Gpa at, int value) {
        CaseMemory.requireAligned(at, 4);
        int shift = (int) at.offsetIn(8) * 8;
        Gpa word = at.alignedTo(8);
        return write64(word, memory.word(word.value()) & ~(0xFFFF_FFFFL << shift) | (value & 0xFFFF_FFFFL) << shift);
    }
}
