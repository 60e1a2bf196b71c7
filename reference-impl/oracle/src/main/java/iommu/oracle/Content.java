package iommu.oracle;

import iommu.arch.Access;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Rights;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * What a walk ended with, for every access alike: the content of an IOTLB entry, or of a negative paging-structure
 * entry. Not the fault of the access that happened to make it: a hit is judged for the access that hits.
 *
 * @param frame  where the first byte of the block lies; empty if there is none
 * @param rights the AND down to and including the last entry; in scalable mode without an entry that has no right
 * @param faults what keeps every access out: any of them may be reported
 * @param guard  what scalable mode looks at besides; {@link Guard#LEGACY} in legacy mode
 * @param snoop  accesses to the frame snoop
 */
record Content(Optional<Gpa> frame, Rights rights, Set<FaultReason> faults, Guard guard, boolean snoop) {

    /** What an access asks for. */
    record Ask(Access access, boolean supervisor) {
        boolean writes() {
            return access == Access.WRITE || access == Access.ATOMIC;
        }
    }

    /**
     * What more there is to a translation of scalable mode.
     *
     * @param scalable       false: legacy mode, and nothing else here counts
     * @param firstStage     there is one: {@code write} and {@code user} count
     * @param write          the AND of R/W
     * @param user           the AND of U/S
     * @param supervisors    SRE
     * @param writeProtect   WPE
     * @param perhaps        faults that any access may meet, or not: flags that may be set in memory by now
     * @param onWrite        faults that a write meets
     * @param perhapsOnWrite faults that a write may meet, or not
     */
    record Guard(boolean scalable, boolean firstStage, boolean write, boolean user, boolean supervisors, boolean writeProtect,
            Set<FaultReason> perhaps, Set<FaultReason> onWrite, Set<FaultReason> perhapsOnWrite) {

        static final Guard LEGACY = new Guard(false, false, true, true, true, false, Set.of(), Set.of(), Set.of());

        /** Without a first stage, and with all its flags set. */
        static Guard secondStage(boolean supervisors) {
            return new Guard(true, false, true, true, supervisors, false, Set.of(), Set.of(), Set.of());
        }

        Guard perhaps(Set<FaultReason> faults) {
            return new Guard(scalable, firstStage, write, user, supervisors, writeProtect, faults, onWrite, perhapsOnWrite);
        }

        /** @param perhaps the flag may be set by now */
        Guard onWrite(Set<FaultReason> faults, boolean perhaps) {
            return new Guard(scalable, firstStage, write, user, supervisors, writeProtect, this.perhaps,
                    perhaps ? onWrite : faults, perhaps ? faults : perhapsOnWrite);
        }
    }

    private static final Set<FaultReason> RESERVED = Set.of(FaultReason.TABLE_RESERVED);
    private static final Set<FaultReason> UNREADABLE = Set.of(FaultReason.TABLE_ACCESS_ERROR);
    private static final Set<FaultReason> TOP_UNREADABLE = Set.of(FaultReason.CONTEXT_INVALID);

    /** LGN.1: nothing was walked. */
    static final Content BEYOND = fault(FaultReason.ADDRESS_BEYOND_WIDTH, Guard.LEGACY);

    static Content fault(FaultReason reason, Guard guard) {
        return new Content(Optional.empty(), Rights.RW, Set.of(reason), guard, false);
    }

    /** The input address itself, with every right. */
    static Content identity(Block block, Guard guard, boolean snoop) {
        return new Content(Optional.of(new Gpa(block.start().value())), Rights.RW, Set.of(), guard, snoop);
    }

    static Content of(SecondStage.Path path) {
        return switch (path.end()) {
            case LEAF -> new Content(Optional.of(new Gpa(path.frame())), path.rights(), Set.of(), Guard.LEGACY, path.snoop());
            case HOLE -> new Content(Optional.empty(), Rights.NONE, Set.of(), Guard.LEGACY, false);
            case RESERVED -> new Content(Optional.empty(), path.rights(), RESERVED, Guard.LEGACY, false);
            case UNREADABLE -> new Content(Optional.empty(), path.rights(), UNREADABLE, Guard.LEGACY, false);
            case TOP_UNREADABLE -> new Content(Optional.empty(), path.rights(), TOP_UNREADABLE, Guard.LEGACY, false);
        };
    }

    /** As a record's, but quick where most fields say nothing. */
    @Override
    public int hashCode() {
        int hash = (frame.hashCode() * 31 + rights.ordinal()) * 31 + (snoop ? 1 : 0);
        return guard.scalable() ? hash * 31 + faults.hashCode() : hash * 31 + faults.size();
    }

    /** The content for a part of the block, {@code offset} bytes in. */
    Content from(long offset) {
        return frame.isEmpty() || offset == 0 ? this : new Content(frame.map(f -> f.plus(offset)), rights, faults, guard, snoop);
    }

    boolean framed() {
        return frame.isPresent();
    }

    /** The same for requests of another PASID-table entry. */
    Content under(Guard other) {
        return guard.supervisors() == other.supervisors() ? this : new Content(frame, rights, faults, other, snoop);
    }

    /** Whether an access that uses this may get through. */
    boolean translates(SecondStage rules, Ask ask, long offset) {
        return reasons(rules, ask, offset, EnumSet.noneOf(FaultReason.class));
    }

    /** Finds the faults that an access may be reported for. @return whether it may get through as well */
    boolean reasons(SecondStage rules, Ask ask, long offset, Set<FaultReason> into) {
        if (ask.supervisor() && !guard.supervisors()) {
            into.add(FaultReason.SUPERVISOR_REQUEST_DISABLED); // SPT.6. Freedom: no order between it and what a walk finds
        }
        into.addAll(rules.denials(rights, ask.access(), guard.scalable()));
        into.addAll(faults);
        if (guard.firstStage()) {
            firstStageDenials(ask, into);
        }
        if (framed() && SecondStage.interruptRange(frame.get().value() + offset)) {
            into.add(guard.scalable() ? FaultReason.SCALABLE_INTERRUPT_RANGE_OUTPUT // SGN.8
                    : FaultReason.INTERRUPT_RANGE_OUTPUT); // LGN.4: the request's own output
        }
        if (ask.writes()) {
            into.addAll(guard.onWrite());
        }
        boolean through = framed() && into.isEmpty();
        into.addAll(guard.perhaps());
        if (ask.writes()) {
            into.addAll(guard.perhapsOnWrite());
        }
        return through;
    }

    /** §3.6.1. */
    private void firstStageDenials(Ask ask, Set<FaultReason> into) {
        if (!ask.supervisor() && !guard.user()) {
            into.add(FaultReason.SUPERVISOR_PAGE); // SGN.2
        }
        if (ask.writes() && !guard.write() && (!ask.supervisor() || guard.writeProtect())) {
            into.add(FaultReason.SCALABLE_WRITE_DENIED); // SGN.6
        }
    }

    /** What requests of this privilege may do (§3.6.1, §3.7.1, §3.8.1). */
    Rights allowed(boolean supervisor) {
        if (!supervisor) {
            return !guard.firstStage() ? rights
                    : Rights.of(rights.read() && guard.user(), rights.write() && guard.user() && guard.write());
        }
        return !guard.supervisors() ? Rights.NONE
                : Rights.of(rights.read(), rights.write() && (!guard.firstStage() || guard.write() || !guard.writeProtect()));
    }

    /** Whether requests of this privilege are kept out for it (SPT.6, SGN.2). */
    boolean bars(boolean supervisor) {
        return supervisor ? !guard.supervisors() : guard.firstStage() && !guard.user();
    }

    /** Whether some access may use it, somewhere in its block. */
    boolean usable(Block block) {
        boolean reachable = !guard.firstStage() || guard.user() || guard.supervisors();
        return framed() && faults.isEmpty() && rights != Rights.NONE && reachable
                && (block.bits() > 12 || !SecondStage.interruptRange(frame.get().value()));
    }
}
