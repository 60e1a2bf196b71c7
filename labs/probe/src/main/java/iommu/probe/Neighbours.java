package iommu.probe;

import iommu.arch.Access;
import iommu.arch.ContextResult;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Mapping;
import iommu.arch.Rights;
import iommu.arch.SourceId;
import iommu.arch.WalkResult;
import iommu.arch.WalkStart;
import iommu.arch.seam.ContextLookup;
import iommu.arch.seam.MappingNotifier.Piece;
import iommu.arch.seam.MemoryMap;
import iommu.arch.seam.PageWalk;
import iommu.arch.stimulus.RoomCall;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The neighbours of a notifier, flat: they answer from what the case has said, and read no tables. Lookups and walks are
 * counted.
 */
final class Neighbours {

    /** Calls of neighbours during one call of the room: far more than reading all that a case maps takes. */
    static final int BUDGET = 20_000;

    private static final int PAGE_BITS = 12;
    private static final int INDEX_BITS = 9;

    private record Root(Gpa table, SourceId source) {
    }

    private final int guestAddressWidth;
    private final Map<Root, ContextResult> contexts = new HashMap<>();
    private final Map<Gpa, NavigableMap<Iova, Piece>> tables = new HashMap<>();
    private final List<RoomCall.NoMemory> noMemory = new ArrayList<>();
    private final CallCount calls = new CallCount(BUDGET);

    /** @param guestAddressWidth MGAW, in bits */
    Neighbours(int guestAddressWidth) {
        this.guestAddressWidth = guestAddressWidth;
    }

    ContextLookup contexts() {
        return (root, source) -> {
            calls.count();
            return contexts.getOrDefault(new Root(root, source), Fault.of(FaultReason.CONTEXT_NOT_PRESENT));
        };
    }

    PageWalk walk() {
        return (start, address, access) -> {
            calls.count();
            return walk(start, address, access);
        };
    }

    MemoryMap memory() {
        return (start, size) -> {
            calls.demand();
            return noMemory.stream().noneMatch(none -> start.value() < none.start().value() + none.size()
                    && none.start().value() < start.value() + size);
        };
    }

    CallCount calls() {
        return calls;
    }

    void learn(RoomCall.ContextIs fact) {
        contexts.put(new Root(fact.root(), fact.source()), fact.result());
    }

    void learn(RoomCall.LeafIs fact) {
        clear(fact.table(), fact.leaf().start(), fact.leaf().size()).put(fact.leaf().start(), fact.leaf());
    }

    void learn(RoomCall.NothingAt fact) {
        clear(fact.table(), fact.start(), fact.size());
    }

    void learn(RoomCall.NoMemory fact) {
        noMemory.add(fact);
    }

    private NavigableMap<Iova, Piece> clear(Gpa table, Iova start, long size) {
        NavigableMap<Iova, Piece> leaves = tables.computeIfAbsent(table, none -> new TreeMap<>());
        leaves.subMap(start, true, start.plus(size - 1), true).clear();
        around(leaves, start).ifPresent(larger -> leaves.remove(larger.start()));
        return leaves;
    }

    private static Optional<Piece> around(NavigableMap<Iova, Piece> leaves, Iova address) {
        return Optional.ofNullable(leaves.floorEntry(address)).map(Map.Entry::getValue)
                .filter(leaf -> address.alignedTo(leaf.size()).equals(leaf.start()));
    }

    private WalkResult walk(WalkStart start, Iova address, Access access) {
        if (address.value() >>> Math.min(start.addressWidth(), guestAddressWidth) != 0) {
            return Fault.of(FaultReason.ADDRESS_BEYOND_WIDTH); // §7.1.3 LGN.1.1
        }
        NavigableMap<Iova, Piece> leaves = tables.getOrDefault(start.table(), new TreeMap<>());
        Optional<Piece> leaf = around(leaves, address);
        Rights rights = leaf.map(found -> found.rights().and(start.rights())).orElse(Rights.NONE);
        if (access != Access.READ && !rights.write()) {
            return denied(FaultReason.WRITE_DENIED, start, address, leaf, leaves);
        }
        if (access != Access.WRITE && !rights.read()) {
            return denied(FaultReason.READ_DENIED, start, address, leaf, leaves);
        }
        return leaf.map(found -> new Mapping(found.start(), found.frame(), found.size(), rights, found.snoop(), List.of())).orElseThrow();
    }

    /** The hole is the leaf that lacks the right, or the largest natural block that is empty below one entry of the top table. */
    private static Fault denied(FaultReason reason, WalkStart start, Iova address, Optional<Piece> leaf, NavigableMap<Iova, Piece> leaves) {
        int bits = leaf.map(found -> Long.numberOfTrailingZeros(found.size())).orElseGet(() -> emptyAround(leaves, address,
                PAGE_BITS + INDEX_BITS * (start.level() - 1)));
        return new Fault(reason, (bits - PAGE_BITS) / INDEX_BITS + 1, 1L << bits, false);
    }

    /** Natural blocks lie in each other or apart: the block ends where the nearest leaf below or above shares it. @return its bits */
    private static int emptyAround(NavigableMap<Iova, Piece> leaves, Iova address, int most) {
        int bits = most;
        for (Iova neighbour : new Iova[] {leaves.lowerKey(address), leaves.higherKey(address)}) {
            if (neighbour != null) {
                bits = Math.min(bits, Long.SIZE - 1 - Long.numberOfLeadingZeros(neighbour.value() ^ address.value()));
            }
        }
        return bits;
    }
}
