package iommu.oracle;

import iommu.arch.Access;
import iommu.arch.Capabilities;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Mapping;
import iommu.arch.Rights;
import iommu.arch.WalkResult;
import iommu.arch.WalkStart;
import iommu.arch.WalkStep;
import iommu.arch.format.SecondStageEntry;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The second-stage walk with every answer it may have (§3.7, §9.8).
 *
 * <p>{@link #path} reads the tables and judges nothing but where the walk must end; {@link #results} says what may be
 * answered to it. § sets no order between a right that a higher entry withholds and what a deeper entry does wrong:
 * so the walk goes on after a right is lost, and every fault on its way may be the answer.
 */
final class SecondStage {

    /** Why a walk reads no further. */
    enum End {
        LEAF,
        /** R and W are both 0: no right is left, whatever is asked. */
        HOLE, RESERVED, UNREADABLE, TOP_UNREADABLE
    }

    /** One entry read, and the rights that it and all above it leave. */
    record Visit(int level, Gpa at, SecondStageEntry entry, Rights rights) {
    }

    /**
     * The entries read, top first.
     *
     * @param level the level of the entry that ended the walk, or that could not be read
     */
    record Path(WalkStart start, List<Visit> visits, End end, int level) {

        /** What is left of the rights at the end. */
        Rights rights() {
            return visits.isEmpty() ? start.rights() : visits.getLast().rights();
        }

        /** The frame of the leaf: its address bits without those inside the page. */
        long frame() {
            return visits.getLast().entry().address() & -(1L << bits(level));
        }
    }

    private final Capabilities unit;

    SecondStage(Capabilities unit) {
        this.unit = unit;
    }

    /** The address bits that an entry of this level leaves to be translated: 12, 21, 30, 39 or 48. */
    static int bits(int level) {
        return 12 + 9 * (level - 1);
    }

    /** Whether an output address lies where interrupt messages go, FEEx_xxxxh (§3.15). */
    static boolean interruptRange(long output) {
        return output >>> 20 == 0xFEE;
    }

    /** LGN.1.1: whether no walk is made for the address at all. */
    boolean beyond(Iova address, int addressWidth) {
        return address.value() >>> Math.min(unit.guestAddressWidth(), addressWidth) != 0;
    }

    Path path(TableWords memory, WalkStart start, Iova address) {
        List<Visit> visits = new ArrayList<>(5);
        Rights rights = start.rights();
        Gpa table = start.table();
        for (int level = start.level();; level--) {
            Gpa at = table.plus((address.value() >>> bits(level) & 0x1FF) * SecondStageEntry.SIZE); // §3.7.1
            OptionalLong word = memory.read64(at);
            if (word.isEmpty()) {
                boolean top = level == (start.addressWidth() - 12) / 9;
                return new Path(start, visits, top ? End.TOP_UNREADABLE : End.UNREADABLE, level);
            }
            SecondStageEntry entry = new SecondStageEntry(word.getAsLong());
            rights = rights.and(Rights.of(entry.read(), entry.write())); // §3.7.1
            visits.add(new Visit(level, at, entry, rights));
            if (!entry.read() && !entry.write()) {
                return new Path(start, visits, End.HOLE, level); // §9.8: nothing else in it is judged
            }
            if (reserved(entry, level)) {
                return new Path(start, visits, End.RESERVED, level); // LSS.2: nothing below it counts
            }
            if (leaf(entry, level)) {
                return new Path(start, visits, End.LEAF, level);
            }
            table = new Gpa(entry.address());
        }
    }

    Set<WalkResult> results(TableWords memory, WalkStart start, Iova address, Access access) {
        Set<WalkResult> results = new LinkedHashSet<>();
        if (beyond(address, start.addressWidth())) {
            results.add(Fault.of(FaultReason.ADDRESS_BEYOND_WIDTH)); // LGN.1 excludes every fault of the walk
            return results;
        }
        Path path = path(memory, start, address);
        // A right that the start already lacks may be missed before anything is read.
        for (FaultReason denial : denials(start.rights(), access)) {
            results.add(Fault.of(denial));
        }
        // Freedom: no order between LGN.2, LGN.3 and anything deeper (§7.1.3): every level at which a right is missing.
        for (Visit visit : path.visits()) {
            for (FaultReason denial : denials(visit.rights(), access)) {
                results.add(Fault.atLevel(denial, visit.level()));
            }
        }
        switch (path.end()) {
            case HOLE -> { }
            case RESERVED -> results.add(Fault.atLevel(FaultReason.TABLE_RESERVED, path.level()));
            case UNREADABLE -> results.add(Fault.atLevel(FaultReason.TABLE_ACCESS_ERROR, path.level())); // LSS.1
            case TOP_UNREADABLE -> results.add(Fault.atLevel(FaultReason.CONTEXT_INVALID, path.level())); // LCT.4.3
            case LEAF -> {
                Mapping mapping = mapping(path, address);
                if (interruptRange(mapping.translate(address).value())) {
                    results.add(new Fault(FaultReason.INTERRUPT_RANGE_OUTPUT, path.level(), 4096, false)); // LGN.4
                } else if (results.isEmpty()) {
                    results.add(mapping);
                }
            }
        }
        return results;
    }

    /** The faults for a right that is missing; none if the access has all it needs (LGN.2, LGN.3). */
    List<FaultReason> denials(Rights rights, Access access) {
        return switch (access) {
            case READ -> rights.read() ? List.of() : List.of(FaultReason.READ_DENIED);
            case WRITE -> rights.write() ? List.of() : List.of(FaultReason.WRITE_DENIED);
            case ZERO_LENGTH_READ -> rights.read() || unit.zeroLengthRead() && rights.write() ? List.of() // §3.14
                    : List.of(FaultReason.READ_DENIED);
            // Freedom: an atomic that lacks both rights lacks either one first.
            case ATOMIC -> switch (rights) {
                case NONE -> List.of(FaultReason.WRITE_DENIED, FaultReason.READ_DENIED);
                case R -> List.of(FaultReason.WRITE_DENIED);
                case W -> List.of(FaultReason.READ_DENIED);
                case RW -> List.of();
            };
        };
    }

    private Mapping mapping(Path path, Iova address) {
        long size = 1L << bits(path.level());
        List<WalkStep> steps = path.visits().stream().map(v -> new WalkStep(v.level(), v.at(), v.entry().bits())).toList();
        boolean snoop = path.visits().getLast().entry().snoop();
        return new Mapping(address.alignedTo(size), new Gpa(path.frame()), size, path.rights(), snoop, steps);
    }

    private boolean leaf(SecondStageEntry entry, int level) {
        return level == 1 || entry.pageSize() && level <= 3; // §9.8: bit 7 of a PTE is ignored
    }

    private boolean reserved(SecondStageEntry entry, int level) {
        boolean leaf = leaf(entry, level);
        long mask = 1L << 62 | -1L << unit.hostAddressWidth() & 0x000F_FFFF_FFFF_F000L; // §9.8: IW without SSIRWE, 51:HAW
        if (!leaf || !unit.snoopControl()) {
            mask |= 1L << 11; // §9.8: SNP
        }
        if (level >= 4 || level > 1 && !unit.superpages().contains(level)) {
            mask |= 1L << 7; // §9.8: PS where no leaf may be
        }
        if (leaf) {
            mask |= (1L << bits(level)) - 1 & -4096L; // §9.8: address bits inside a large leaf
        }
        return (entry.bits() & mask) != 0;
    }
}
