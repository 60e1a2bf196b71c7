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
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
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
    private static final NavigableMap<Iova, Piece> NO_LEAVES = Collections.unmodifiableNavigableMap(new TreeMap<>());

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
        Piece larger = around(leaves, start);
        if (larger != null) {
            leaves.remove(larger.start());
        }
        return leaves;
    }

    /** The leaf that maps an address, or null. */
    private static Piece around(NavigableMap<Iova, Piece> leaves, Iova address) {
        Map.Entry<Iova, Piece> below = leaves.floorEntry(address);
        return below == null || Long.compareUnsigned(address.value() - below.getKey().value(), below.getValue().size()) >= 0 ? null
                : below.getValue();
    }

    private WalkResult walk(WalkStart start, Iova address, Access access) {
        if (address.value() >>> Math.min(start.addressWidth(), guestAddressWidth) != 0) {
            return Fault.of(FaultReason.ADDRESS_BEYOND_WIDTH); // §7.1.3 LGN.1.1
        }
        NavigableMap<Iova, Piece> leaves = tables.getOrDefault(start.table(), NO_LEAVES);
        Piece leaf = around(leaves, address);
        Rights rights = leaf == null ? Rights.NONE : leaf.rights().and(start.rights());
        if (access != Access.READ && !rights.write()) {
            return denied(FaultReason.WRITE_DENIED, start, address, leaf, leaves);
        }
        if (access != Access.WRITE && !rights.read()) {
            return denied(FaultReason.READ_DENIED, start, address, leaf, leaves);
        }
        return new Mapping(leaf.start(), leaf.frame(), leaf.size(), rights, leaf.snoop(), List.of());
    }

    /** The hole is the leaf that lacks the right, or the largest natural block that is empty below one entry of the top table. */
    private static Fault denied(FaultReason reason, WalkStart start, Iova address, Piece leaf, NavigableMap<Iova, Piece> leaves) {
        int bits = leaf != null ? Long.numberOfTrailingZeros(leaf.size())
                : emptyAround(leaves, address, PAGE_BITS + INDEX_BITS * (start.level() - 1));
        return new Fault(reason, (bits - PAGE_BITS) / INDEX_BITS + 1, 1L << bits, false);
    }

    /** Natural blocks lie in each other or apart: the block ends where the nearest leaf below or above shares it. @return its bits */
    private static int emptyAround(NavigableMap<Iova, Piece> leaves, Iova address, int most) {
        return Math.min(most, Math.min(apart(leaves.lowerKey(address), address), apart(leaves.higherKey(address), address)));
    }

    /** The highest bit in which they differ; many bits if there is nobody. */
    private static int apart(Iova neighbour, Iova address) {
        return neighbour == null ? Long.SIZE : Long.SIZE - 1 - Long.numberOfLeadingZeros(neighbour.value() ^ address.value());
    }
}
