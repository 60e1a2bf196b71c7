package iommu.emulator.adversary;

import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.Memory;
import iommu.arch.TableMemory;
import iommu.arch.stimulus.Stimulus;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Memory as accesses see it that don't snoop the processor's caches: of each 64-byte line some content that it held
 * since its last flush, the oldest if nobody says which (§3.10; freedom
 * {@code unsnooped}). An entry is read whole from one content.
 *
 * <p>The unit's own stores go to memory and change no content that is kept: they are not the processor's.
 */
public final class UnflushedMemory implements Memory {

    private static final int WORDS = 8;

    private final Memory memory;
    private final TableMemory stored;
    private final Choice choice;
    /** By address / 64: what the line held since its last flush, oldest first, without what it holds now. */
    private final Map<Long, List<long[]>> past = new HashMap<>();

    /**
     * @param memory as the unit sees it when it snoops; what this refuses is refused here
     * @param stored the same memory, which refuses nothing
     */
    public UnflushedMemory(Memory memory, TableMemory stored) {
        this(memory, stored, Choice.FIRST);
    }

    /** One whose lines show now this of their contents, now that. */
    public UnflushedMemory(Memory memory, TableMemory stored, Whim whim) {
        this(memory, stored, (Choice) whim);
    }

    private UnflushedMemory(Memory memory, TableMemory stored, Choice choice) {
        this.memory = memory;
        this.stored = stored;
        this.choice = choice;
    }

    /** To be told of each step of the guest before memory is changed by it. */
    public void before(Stimulus step) {
        switch (step) {
            case Stimulus.Store64 store -> remember(store.at());
            case Stimulus.Store128 store -> remember(store.at());
            case Stimulus.Flush flush -> past.remove(line(flush.line()));
            default -> { }
        }
    }

    private void remember(Gpa at) {
        Gpa line = at.alignedTo(8L * WORDS);
        long[] now = new long[WORDS];
        for (int i = 0; i < WORDS; i++) {
            now[i] = stored.read64(line.plus(8L * i)).orElse(0);
        }
        List<long[]> contents = past.computeIfAbsent(line(at), none -> new ArrayList<>());
        if (contents.stream().noneMatch(known -> Arrays.equals(known, now))) {
            contents.add(now);
        }
    }

    private static long line(Gpa at) {
        return at.value() >>> 6;
    }

    private static int word(Gpa at) {
        return (int) at.offsetIn(8L * WORDS) / 8;
    }

    /** What the line held once; empty for what it holds now. */
    private Optional<long[]> content(Gpa at) {
        List<long[]> contents = past.getOrDefault(line(at), List.of());
        int chosen = contents.isEmpty() ? -1 : choice.among(~line(at), contents.size() + 1);
        return chosen < 0 || chosen == contents.size() ? Optional.empty() : Optional.of(contents.get(chosen));
    }

    @Override
    public OptionalLong read64(Gpa at) {
        OptionalLong now = memory.read64(at);
        return now.isEmpty() ? now : content(at).map(line -> OptionalLong.of(line[word(at)])).orElse(now);
    }

    @Override
    public Optional<Entry128> read128(Gpa at) {
        Optional<Entry128> now = memory.read128(at);
        return now.isEmpty() ? now : content(at).map(line -> new Entry128(line[word(at)], line[word(at) + 1])).or(() -> now);
    }

    @Override
    public boolean write32(Gpa at, int value) {
        return memory.write32(at, value);
    }

    @Override
    public boolean write64(Gpa at, long value) {
        return memory.write64(at, value);
    }

    @Override
    public boolean write128(Gpa at, Entry128 value) {
        return memory.write128(at, value);
    }
}
