package lab02;

import iommu.arch.Access;
import iommu.arch.Capabilities;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Mapping;
import iommu.arch.Rights;
import iommu.arch.TableMemory;
import iommu.arch.WalkResult;
import iommu.arch.WalkStart;
import iommu.arch.WalkStep;
import iommu.arch.format.SecondStageEntry;
import iommu.arch.seam.PageWalk;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The walk as a recursion: one call for each level. */
public final class SecondStageWalk implements PageWalk {

    /** What stays the same all the way down. */
    private record Quest(WalkStart start, Iova address, Access access) {
    }

    private final TableMemory memory;
    private final Capabilities unit;
    private final EntryShape shape;
    private final Map<Access, Predicate<Rights>> enough = new EnumMap<>(Access.class);

    public SecondStageWalk(TableMemory memory, Capabilities capabilities) {
        this.memory = memory;
        this.unit = capabilities;
        this.shape = new EntryShape(capabilities);
        enough.put(Access.READ, Rights::read);
        enough.put(Access.WRITE, Rights::write);
        enough.put(Access.ATOMIC, rights -> rights == Rights.RW);
        enough.put(Access.ZERO_LENGTH_READ,
                rights -> rights.read() || capabilities.zeroLengthRead() && rights.write()); // §3.14
    }

    @Override
    public WalkResult walk(WalkStart start, Iova address, Access access) {
        int width = Math.min(start.addressWidth(), unit.guestAddressWidth());
        return address.value() >>> width != 0
                ? Fault.of(FaultReason.ADDRESS_BEYOND_WIDTH)
                : descend(new Quest(start, address, access), start.table(), start.level(), start.rights(), List.of());
    }

    private WalkResult descend(Quest quest, Gpa table, int level, Rights above, List<WalkStep> before) {
        Gpa at = table.plus((quest.address().value() >>> EntryShape.shift(level) & 0x1FF) * SecondStageEntry.SIZE);
        OptionalLong read = memory.read64(at);
        if (read.isEmpty()) {
            boolean top = level * 9 + 12 == quest.start().addressWidth();
            return Fault.atLevel(top ? FaultReason.CONTEXT_INVALID : FaultReason.TABLE_ACCESS_ERROR, level);
        }
        SecondStageEntry entry = new SecondStageEntry(read.getAsLong());
        Rights own = Rights.of(entry.read(), entry.write());
        if (own != Rights.NONE && shape.malformed(entry, level)) {
            return Fault.atLevel(FaultReason.TABLE_RESERVED, level);
        }
        Rights rights = own.and(above);
        if (!enough.get(quest.access()).test(rights)) {
            return Fault.atLevel(missing(quest.access(), rights), level);
        }
        List<WalkStep> steps = Stream.concat(before.stream(), Stream.of(new WalkStep(level, at, entry.bits()))).toList();
        return shape.leaf(entry, level)
                ? arrive(quest, entry, level, rights, steps)
                : descend(quest, new Gpa(entry.address()), level - 1, rights, steps);
    }

    private WalkResult arrive(Quest quest, SecondStageEntry leaf, int level, Rights rights, List<WalkStep> steps) {
        long size = 1L << EntryShape.shift(level);
        Mapping mapping = new Mapping(quest.address().alignedTo(size), new Gpa(leaf.address()), size, rights,
                leaf.snoop() && unit.snoopControl(), steps);
        return mapping.translate(quest.address()).value() >>> 20 == 0xFEE // LGN.4
                ? new Fault(FaultReason.INTERRUPT_RANGE_OUTPUT, level, 4096, false)
                : mapping;
    }

    private static FaultReason missing(Access access, Rights rights) {
        boolean writes = access == Access.WRITE || access == Access.ATOMIC && !rights.write();
        return writes ? FaultReason.WRITE_DENIED : FaultReason.READ_DENIED;
    }
}
