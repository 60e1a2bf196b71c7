package lab10;

import iommu.arch.Gpa;
import iommu.arch.TableMemory;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** Paging tables as they were when last heard of: read once, and after that only where they are stored to. */
final class Copies {

    private final TableMemory memory;
    private final Map<Gpa, long[]> copies = new HashMap<>();

    Copies(TableMemory memory) {
        this.memory = memory;
    }

    /** 512 entries; what can't be read is as good as not present. */
    long[] of(Gpa table) {
        return copies.computeIfAbsent(table, page -> {
            long[] words = new long[512];
            for (int i = 0; i < 512; i++) words[i] = memory.read64(page.plus(8L * i)).orElse(0);
            return words;
        });
    }

    void stored(Gpa at, int size) {
        long[] words = copies.get(at.alignedTo(4096));
        if (words == null) return;
        int first = (int) at.offsetIn(4096) / 8;
        int last = (int) (at.offsetIn(4096) + size - 1) / 8;
        for (int i = first; i <= last; i++) words[i] = memory.read64(at.alignedTo(4096).plus(8L * i)).orElse(0);
    }

    /** Of all others nobody hears any more. */
    void keep(Set<Gpa> pages) {
        copies.keySet().retainAll(pages);
    }
}
