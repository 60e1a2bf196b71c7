package lab00;

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
import iommu.arch.seam.PageWalk;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Predicate;

/** A list of what can be wrong, in order: the first that is, is the answer; if nothing is, the entry is taken apart. */
public class OneLevelWalk implements PageWalk {

    private static final EnumSet<Access> WRITES = EnumSet.of(Access.WRITE, Access.ATOMIC);
    private static final EnumSet<Access> READS = EnumSet.of(Access.READ, Access.ATOMIC, Access.ZERO_LENGTH_READ);

    /** A request, and the entry that its index picks. */
    private record Look(long address, Access access, Gpa at, OptionalLong read) {

        static Look through(TableMemory memory, WalkStart start, long address, Access access) {
            Gpa at = start.table().plus(address >>> 9 & 0xFF8);
            return new Look(address, access, at, memory.read64(at));
        }

        long bits() {
            return read.orElse(0);
        }

        boolean readable() {
            return (bits() & 1) != 0;
        }

        boolean writable() {
            return (bits() & 2) != 0;
        }

        long frame() {
            return bits() << 12 >>> 24 << 12;
        }
    }

    private final TableMemory memory;
    private final Capabilities unit;
    private final Map<FaultReason, Predicate<Look>> checks = new LinkedHashMap<>();

    public OneLevelWalk(TableMemory memory, Capabilities capabilities) {
        this.memory = memory;
        unit = capabilities;
        checks.put(FaultReason.ADDRESS_BEYOND_WIDTH, look -> look.address() >>> 21 != 0);
        checks.put(FaultReason.CONTEXT_INVALID, look -> look.read().isEmpty());
        checks.put(FaultReason.TABLE_RESERVED, look -> (look.readable() || look.writable()) && (look.bits() & reserved()) != 0);
        checks.put(FaultReason.WRITE_DENIED, look -> WRITES.contains(look.access()) && !look.writable());
        checks.put(FaultReason.READ_DENIED, look -> READS.contains(look.access()) && !look.readable() && !excused(look));
        checks.put(FaultReason.INTERRUPT_RANGE_OUTPUT, look -> look.frame() >>> 20 == 0xFEE);
    }

    private long reserved() {
        long frames = (1L << 52) - (1L << unit.hostAddressWidth());
        return frames | 1L << 62 | (unit.snoopControl() ? 0 : 1L << 11);
    }

    private boolean excused(Look look) {
        return look.access() == Access.ZERO_LENGTH_READ && unit.zeroLengthRead() && look.writable();
    }

    @Override
    public WalkResult walk(WalkStart start, Iova address, Access access) {
        Look look = Look.through(memory, start, address.value(), access);
        for (Map.Entry<FaultReason, Predicate<Look>> check : checks.entrySet()) {
            if (check.getValue().test(look)) {
                return Fault.of(check.getKey());
            }
        }
        Rights rights = Rights.of(look.readable(), look.writable());
        boolean snoop = (look.bits() >>> 11 & 1) != 0;
        return new Mapping(address.alignedTo(4096), new Gpa(look.frame()), 4096, rights, snoop,
                List.of(new WalkStep(1, look.at(), look.bits())));
    }
}
