package iommu.grade.explain;

import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.Memory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Notes what a walk reads, in order, and for whom. Whoever walks gets a memory of its own that looks like the machine's;
 * what it stores there stays there, so that explaining changes nothing.
 */
final class Trail {

    /** Whose walk it is. */
    enum Stage {
        TABLES, FIRST_STAGE, SECOND_STAGE, INTERRUPT
    }

    /** One read. @param words what was there, lowest first; empty if it could not be read */
    record Seen(Stage stage, Gpa at, List<Long> words) {
        Seen {
            words = List.copyOf(words);
        }
    }

    /** One store of the walk itself, of 8 bytes. */
    record Stored(Gpa at, long before, long after) {
    }

    private final Memory memory;
    private final List<Stored> stores = new ArrayList<>();
    private final Map<Long, Long> stored = new HashMap<>();
    private final List<Seen> seen = new ArrayList<>();

    Trail(Memory memory) {
        this.memory = memory;
    }

    List<Seen> seen() {
        return List.copyOf(seen);
    }

    /** What the walk stored, in order. */
    List<Stored> stores() {
        return List.copyOf(stores);
    }

    /** The memory for one stage. */
    Memory of(Stage stage) {
        return new Watched(stage);
    }

    private long now(Gpa at, long below) {
        return stored.getOrDefault(at.value(), below);
    }

    private final class Watched implements Memory {

        private final Stage stage;

        private Watched(Stage stage) {
            this.stage = stage;
        }

        @Override
        public OptionalLong read64(Gpa at) {
            OptionalLong below = memory.read64(at);
            OptionalLong bits = below.isPresent() ? OptionalLong.of(now(at, below.getAsLong())) : below;
            seen.add(new Seen(stage, at, bits.isPresent() ? List.of(bits.getAsLong()) : List.of()));
            return bits;
        }

        @Override
        public Optional<Entry128> read128(Gpa at) {
            Optional<Entry128> bits = memory.read128(at)
                    .map(below -> new Entry128(now(at, below.low()), now(at.plus(8), below.high())));
            seen.add(new Seen(stage, at, bits.map(b -> List.of(b.low(), b.high())).orElse(List.of())));
            return bits;
        }

        @Override
        public boolean write32(Gpa at, int value) {
            Gpa word = at.alignedTo(8);
            OptionalLong below = memory.read64(word);
            int shift = 8 * (int) at.offsetIn(8);
            below.ifPresent(b -> stored.put(word.value(),
                    now(word, b) & ~(0xFFFF_FFFFL << shift) | Integer.toUnsignedLong(value) << shift));
            return below.isPresent();
        }

        @Override
        public boolean write64(Gpa at, long value) {
            OptionalLong below = memory.read64(at);
            below.ifPresent(b -> {
                stores.add(new Stored(at, now(at, b), value));
                stored.put(at.value(), value);
            });
            return below.isPresent();
        }

        @Override
        public boolean write128(Gpa at, Entry128 value) {
            return write64(at, value.low()) && write64(at.plus(8), value.high());
        }
    }
}
