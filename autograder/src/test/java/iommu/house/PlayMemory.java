package iommu.house;

import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.Memory;
import iommu.arch.stimulus.Stimulus;
import iommu.arch.stimulus.Stimulus.Reads;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Memory that steps make, and that says what a room has changed in it since it was last asked. */
final class PlayMemory implements Memory {

    private final int width;
    private final Map<Long, Long> words = new HashMap<>();
    private final Map<Gpa, Reads> pages = new HashMap<>();
    private final Map<Gpa, Long> changed = new HashMap<>();

    PlayMemory(int width) {
        this.width = width;
    }

    /** @return whether the step was one that makes memory */
    boolean take(Stimulus step) {
        switch (step) {
            case Stimulus.Store64(Gpa at, long value) -> words.put(at.value(), value);
            case Stimulus.Store128(Gpa at, Entry128 value) -> {
                words.put(at.value(), value.low());
                words.put(at.value() + 8, value.high());
            }
            case Stimulus.Readable(Gpa page, Reads reads) -> pages.put(page.alignedTo(4096), reads);
            case Stimulus.Flush(Gpa line) -> { }
            default -> {
                return false;
            }
        }
        return true;
    }

    Map<Gpa, Long> changes() {
        Map<Gpa, Long> all = new HashMap<>(changed);
        changed.clear();
        return all;
    }

    private Reads reads(Gpa at) {
        return at.value() >>> width != 0 ? Reads.NONE : pages.getOrDefault(at.alignedTo(4096), Reads.ALL);
    }

    private long word(Gpa at) {
        return words.getOrDefault(at.value(), 0L);
    }

    @Override
    public OptionalLong read64(Gpa at) {
        return reads(at).allowsWords() ? OptionalLong.of(word(at)) : OptionalLong.empty();
    }

    @Override
    public Optional<Entry128> read128(Gpa at) {
        return reads(at) == Reads.NONE ? Optional.empty() : Optional.of(new Entry128(word(at), word(at.plus(8))));
    }

    @Override
    public boolean write64(Gpa at, long value) {
        if (reads(at) != Reads.ALL) {
            return false;
        }
        if (word(at) != value) {
            changed.put(at, value);
        }
        words.put(at.value(), value);
        return true;
    }

    @Override
    public boolean write128(Gpa at, Entry128 value) {
        return write64(at, value.low()) && write64(at.plus(8), value.high());
    }

    @Override
    public boolean write32(Gpa at, int value) {
        int shift = (int) at.value() % 8 * 8;
        Gpa word = at.alignedTo(8);
        return write64(word, word(word) & ~(0xFFFF_FFFFL << shift) | (value & 0xFFFF_FFFFL) << shift);
    }
}
