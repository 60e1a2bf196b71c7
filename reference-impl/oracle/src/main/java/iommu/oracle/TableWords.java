package iommu.oracle;

import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.stimulus.Stimulus;
import iommu.arch.stimulus.Stimulus.Reads;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** The guest's memory as a walk that snoops sees it: sparse, zero where nothing was stored. */
final class TableWords {

    private final int hostAddressWidth;
    /** By address / 8. */
    private final Map<Long, Long> words = new HashMap<>();
    private final Map<Gpa, Reads> pages = new HashMap<>();

    TableWords(int hostAddressWidth) {
        this.hostAddressWidth = hostAddressWidth;
    }

    void addAll(TableWords other) {
        words.putAll(other.words);
        pages.putAll(other.pages);
    }

    /** Keeps what a step does to memory. @return whether the step was one that does */
    boolean take(Stimulus step) {
        switch (step) {
            case Stimulus.Store64(Gpa at, long value) -> store(at, value);
            case Stimulus.Store128(Gpa at, Entry128 value) -> {
                store(at, value.low());
                store(at.plus(8), value.high());
            }
            case Stimulus.Readable(Gpa page, Reads reads) -> pages.put(page.alignedTo(4096), reads);
            case Stimulus.Flush f -> { }
            default -> {
                return false;
            }
        }
        return true;
    }

    void store(Gpa at, long value) {
        words.put(at.value() >>> 3, value);
    }

    /** What is stored here, whether or not it can be read. */
    long stored(Gpa at) {
        return words.getOrDefault(at.value() >>> 3, 0L);
    }

    OptionalLong read64(Gpa at) {
        return reads(at) == Reads.ALL || reads(at) == Reads.READ_ONLY ? OptionalLong.of(stored(at)) : OptionalLong.empty();
    }

    Optional<Entry128> read128(Gpa at) {
        return reads(at) == Reads.NONE ? Optional.empty() : Optional.of(new Entry128(stored(at), stored(at.plus(8))));
    }

    /** Freedom: what an access error is, § leaves to the platform. Here: a page said to be unreadable, or beyond HAW. */
    private Reads reads(Gpa at) {
        if (at.value() >>> hostAddressWidth != 0) {
            return Reads.NONE;
        }
        return pages.isEmpty() ? Reads.ALL : pages.getOrDefault(at.alignedTo(4096), Reads.ALL);
    }
}
