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
import java.util.Optional;
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

        /** SNP of the leaf. */
        boolean snoop() {
            return visits.getLast().entry().snoop();
        }

        /** The frame of the leaf: its address bits without those inside the page. */
        long frame() {
            return visits.getLast().entry().address() & -(1L << bits(level));
        }
    }

    /**
     * How a walk looks at entries.
     *
     * @param snoop          it sees every store
     * @param separateRights SSIRWE: the rights are IR and IW, bits 61 and 62 (§9.8)
     */
    record View(boolean snoop, boolean separateRights) {

        static final View SNOOPED = new View(true, false);

        Rights rights(SecondStageEntry entry) {
            return separateRights ? Rights.of((entry.bits() >>> 61 & 1) != 0, (entry.bits() >>> 62 & 1) != 0)
                    : Rights.of(entry.read(), entry.write());
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

    /** The walk of one that snoops, in legacy mode. */
    Path path(TableWords memory, WalkStart start, Iova address) {
        return paths(memory, start, address, View.SNOOPED).getFirst();
    }

    /** Every walk there may be: one, if memory can only be seen in one way. */
    List<Path> paths(TableWords memory, WalkStart start, Iova address, View view) {
        List<Path> paths = new ArrayList<>(1);
        descend(memory, start, address, view, new Path(start, new ArrayList<>(5), End.HOLE, start.level()), paths);
        return paths;
    }

    /** Goes on below what was visited of an unfinished path. */
    private void descend(TableWords memory, WalkStart start, Iova address, View view, Path above, List<Path> into) {
        List<Visit> visits = above.visits();
        for (int level = above.level();; level--) {
            Gpa table = visits.isEmpty() ? start.table() : new Gpa(visits.getLast().entry().address());
            Gpa at = table.plus((address.value() >>> bits(level) & 0x1FF) * SecondStageEntry.SIZE); // §3.7.1
            if (!memory.certain(at, view.snoop())) {
                for (OptionalLong word : memory.views64(at, view.snoop())) {
                    List<Visit> longer = new ArrayList<>(visits);
                    Optional<End> end = visit(word, level, at, start, view, longer);
                    if (end.isPresent()) {
                        into.add(new Path(start, longer, end.get(), level));
                    } else {
                        descend(memory, start, address, view, new Path(start, longer, End.HOLE, level - 1), into);
                    }
                }
                return;
            }
            Optional<End> end = visit(memory.read64(at), level, at, start, view, visits);
            if (end.isPresent()) {
                into.add(new Path(start, visits, end.get(), level));
                return;
            }
        }
    }

    /** Looks at one entry. @return why the walk reads no further; empty if it does */
    private Optional<End> visit(OptionalLong word, int level, Gpa at, WalkStart start, View view, List<Visit> visits) {
        if (word.isEmpty()) {
            boolean top = level == (start.addressWidth() - 12) / 9;
            return Optional.of(top ? End.TOP_UNREADABLE : End.UNREADABLE);
        }
        SecondStageEntry entry = new SecondStageEntry(word.getAsLong());
        Rights own = view.rights(entry);
        Rights above = visits.isEmpty() ? start.rights() : visits.getLast().rights();
        visits.add(new Visit(level, at, entry, above.and(own))); // §3.7.1
        if (own == Rights.NONE) {
            return Optional.of(End.HOLE); // §9.8: nothing else in it is judged
        }
        if (reserved(entry, level, view)) {
            return Optional.of(End.RESERVED); // LSS.2, SSS.3: nothing below it counts
        }
        return leaf(entry, level) ? Optional.of(End.LEAF) : Optional.empty();
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
        return denials(rights, access, false);
    }

    /** The same in the codes of scalable mode (SGN.6, SGN.7), or of legacy mode. */
    List<FaultReason> denials(Rights rights, Access access, boolean scalable) {
        FaultReason read = scalable ? FaultReason.SCALABLE_READ_DENIED : FaultReason.READ_DENIED;
        FaultReason write = scalable ? FaultReason.SCALABLE_WRITE_DENIED : FaultReason.WRITE_DENIED;
        return switch (access) {
            case READ -> rights.read() ? List.of() : List.of(read);
            case WRITE -> rights.write() ? List.of() : List.of(write);
            case ZERO_LENGTH_READ -> rights.read() || unit.zeroLengthRead() && rights.write() ? List.of() // §3.14
                    : List.of(read);
            // Freedom: an atomic that lacks both rights lacks either one first.
            case ATOMIC -> switch (rights) {
                case NONE -> List.of(write, read);
                case R -> List.of(write);
                case W -> List.of(read);
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

    private boolean reserved(SecondStageEntry entry, int level, View view) {
        boolean leaf = leaf(entry, level);
        long mask = -1L << unit.hostAddressWidth() & 0x000F_FFFF_FFFF_F000L; // §9.8: 51:HAW
        if (!view.separateRights()) {
            mask |= 1L << 62; // §9.8: IW without SSIRWE
        }
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
