package iommu.scenario;

import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.TableMemory;
import iommu.arch.stimulus.Stimulus;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;

/** Memory for the tests' own rooms. */
final class PlainMemory implements TableMemory {

    private final Map<Gpa, Long> words = new TreeMap<>();
    private final Map<Gpa, Stimulus.Reads> reads = new TreeMap<>();

    void on(Stimulus stimulus) {
        switch (stimulus) {
            case Stimulus.Store64 s -> words.put(s.at(), s.value());
            case Stimulus.Store128 s -> {
                words.put(s.at(), s.value().low());
                words.put(s.at().plus(8), s.value().high());
            }
            case Stimulus.Readable r -> reads.put(r.page(), r.reads());
            default -> { }
        }
    }

    private Stimulus.Reads reads(Gpa at) {
        return reads.getOrDefault(at.alignedTo(4096), Stimulus.Reads.ALL);
    }

    @Override
    public OptionalLong read64(Gpa at) {
        return reads(at) == Stimulus.Reads.ALL ? OptionalLong.of(words.getOrDefault(at, 0L)) : OptionalLong.empty();
    }

    @Override
    public Optional<Entry128> read128(Gpa at) {
        return reads(at) == Stimulus.Reads.NONE ? Optional.empty()
                : Optional.of(new Entry128(words.getOrDefault(at, 0L), words.getOrDefault(at.plus(8), 0L)));
    }
}
