package iommu.oracle;

import iommu.arch.Access;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.PasidContext;
import iommu.arch.PasidType;
import iommu.arch.Rights;
import iommu.arch.StagedMapping;
import iommu.arch.StagedStep;
import iommu.arch.stimulus.RoomCall;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/**
 * One walk of scalable mode, with everything that it may be answered.
 *
 * <p>Freedom fault-order, flag-order: where several faults apply § gives no order, so all are here that a unit can meet:
 * rights of every entry down to the one at which nothing more can be read, and that one's own fault.
 */
final class StagedPath {

    /** A page of the second stage. @param leaf where its entry lies @param clean its D is clear and means something */
    private record Page(Gpa frame, int bits, Rights rights, Gpa leaf, boolean clean, boolean snoop) {
    }

    /** What a second-stage translation is made for. */
    private enum Use {
        TOP_TABLE, TABLE, FINAL
    }

    private static final class Ended extends RuntimeException {
        private static final long serialVersionUID = 1;

        Ended() {
            super(null, null, false, false);
        }
    }

    private static final int MOST = 500;
    private static final Set<FaultReason> FLAGS = EnumSet.of(FaultReason.SECOND_STAGE_DIRTY_NOT_SNOOPED,
            FaultReason.SECOND_STAGE_DIRTY_FAILED);
    private static final int ACCESSED = 1 << 5;
    private static final int DIRTY = 1 << 6;
    private static final int EXTENDED = 1 << 10;
    private static final int SECOND_ACCESSED = 1 << 8;
    private static final int SECOND_DIRTY = 1 << 9;

    private final StagedTables tables;
    private final PasidContext context;
    private final RoomCall.WalkStages asked;
    private final boolean snoop;
    private final Set<FaultReason> faults = EnumSet.noneOf(FaultReason.class);
    private final Set<StagedMapping> mappings = new HashSet<>();
    private final Map<Gpa, Long> due = new HashMap<>();
    private final Map<Gpa, Long> speculative = new HashMap<>();
    private final List<StagedStep> steps = new ArrayList<>();

    private StagedPath(StagedTables tables, RoomCall.WalkStages asked) {
        this.tables = tables;
        this.asked = asked;
        context = asked.context();
        snoop = tables.unit().scalable().snoopedWalks() && context.flags().snoopedWalk(); // §3.10
    }

    /** Every walk there may be; none if there are more than can be told apart. */
    static List<StagedPath> all(StagedTables tables, RoomCall.WalkStages asked) {
        List<StagedPath> all = new ArrayList<>();
        boolean blocked = asked.supervisor() && !asked.context().flags().supervisor();
        if (blocked) {
            StagedPath refused = new StagedPath(tables, asked);
            refused.addressFault();
            refused.faults.add(FaultReason.SUPERVISOR_REQUEST_DISABLED); // SPT.6; Freedom: without order to SGN.1 and SGN.5
            all.add(refused);
        }
        if (blocked && asked.context().type() != PasidType.SECOND_STAGE) {
            return all;
        }
        // Freedom supervisor-second-stage: SRE may not count where there is no first stage
        tables.firstChoice();
        do {
            StagedPath path = new StagedPath(tables, asked);
            try {
                path.walk();
            } catch (Ended end) {
                // what there is to say is in the path
            }
            all.add(path);
        } while (all.size() <= MOST && tables.nextChoice());
        return all.size() > MOST ? List.of() : all;
    }

    Set<FaultReason> faults() {
        return faults;
    }

    /** What it may give, unless there is a fault. */
    Set<StagedMapping> mappings() {
        return mappings;
    }

    /** The bits that a walk without fault has set. */
    Map<Gpa, Long> due() {
        return due;
    }

    /** §3.6.2, §3.7.2: the bits that may be set in any case. */
    Map<Gpa, Long> speculative() {
        return speculative;
    }

    private boolean firstStage() {
        return context.type() != PasidType.SECOND_STAGE;
    }

    private boolean nested() {
        return context.type() == PasidType.NESTED;
    }

    private boolean writes() {
        return asked.access() == Access.WRITE || asked.access() == Access.ATOMIC;
    }

    private void end(FaultReason reason) {
        faults.add(reason);
        throw new Ended();
    }

    private boolean addressFault() {
        long address = asked.address().value();
        int bits = firstStage() ? context.firstStage().levels() == 5 ? 57 : 48 : tables.secondStageBits(context);
        boolean wrong = firstStage() ? address << 64 - bits >> 64 - bits != address : address >>> bits != 0;
        if (wrong) {
            faults.add(firstStage() ? FaultReason.ADDRESS_NOT_CANONICAL : FaultReason.SCALABLE_ADDRESS_BEYOND_WIDTH); // SGN.1, SGN.5
        }
        return wrong;
    }

    private void walk() {
        if (addressFault()) {
            return; // nothing is walked
        }
        if (firstStage()) {
            walkFirst();
            return;
        }
        Page page = second(asked.address().value(), Use.FINAL);
        boolean clean = dirty(page);
        give(page.frame(), page.bits(), page.rights(), page.rights(), page.snoop(), clean);
    }

    private void walkFirst() {
        Gpa table = context.firstStage().top();
        boolean write = true;
        boolean user = true;
        for (int level = context.firstStage().levels();; level--) {
            boolean top = level == context.firstStage().levels();
            Page below = nested() ? tablePage(table, top) : new Page(table, 12, Rights.RW, table, false, false);
            int bits = 12 + 9 * (level - 1);
            Gpa at = below.frame().plus(table.value() & (1L << below.bits()) - 1).plus((asked.address().value() >>> bits & 0x1FF) * 8);
            if (!nested()) {
                at = table.plus((asked.address().value() >>> bits & 0x1FF) * 8); // §3.6
            }
            OptionalLong word = tables.read(at, snoop);
            if (word.isEmpty()) {
                end(top ? FaultReason.FIRST_STAGE_POINTER_ACCESS_ERROR : FaultReason.FIRST_STAGE_ACCESS_ERROR); // SFS.4, SFS.1
            }
            long entry = word.getAsLong();
            steps.add(new StagedStep(true, level, at, entry));
            if ((entry & 1) == 0) {
                end(FaultReason.FIRST_STAGE_NOT_PRESENT); // SFS.2
            }
            write &= (entry & 2) != 0;
            user &= (entry & 4) != 0;
            deny(write, user);
            if (tables.firstStageReserved(entry, level)) {
                end(FaultReason.FIRST_STAGE_RESERVED); // SFS.3
            }
            boolean leaf = StagedTables.leaf(entry, level);
            firstFlags(at, entry, leaf, below);
            table = StagedTables.address(entry, leaf ? bits : 12);
            if (leaf) {
                boolean clean = (entry & DIRTY) == 0;
                finish(table, bits, write, user, clean && !writes());
                return;
            }
        }
    }

    /** §3.6.1. */
    private void deny(boolean write, boolean user) {
        if (!asked.supervisor() && !user) {
            faults.add(FaultReason.SUPERVISOR_PAGE); // SGN.2
        }
        if (writes() && !write && (!asked.supervisor() || context.flags().writeProtect())) {
            faults.add(FaultReason.SCALABLE_WRITE_DENIED); // SGN.6
        }
    }

    private Page tablePage(Gpa table, boolean top) {
        if (table.value() >>> tables.secondStageBits(context) != 0) {
            end(FaultReason.NESTED_ADDRESS_BEYOND_WIDTH); // SFS.5
        }
        Set<FaultReason> before = EnumSet.noneOf(FaultReason.class);
        before.addAll(faults);
        before.addAll(FLAGS); // Freedom flag-order: flags may be set once all entries are known
        Page page = second(table.value(), top ? Use.TOP_TABLE : Use.TABLE);
        if (!before.containsAll(faults)) {
            throw new Ended(); // the table can't be read
        }
        if (page.clean()) {
            speculative.merge(page.leaf(), (long) SECOND_DIRTY, (a, b) -> a | b); // Freedom nested-table-dirty
        }
        return page;
    }

    /** A, EA and D of a first-stage entry (§3.6.2), in a page of the second stage if nested. */
    private void firstFlags(Gpa at, long entry, boolean leaf, Page page) {
        long used = (context.flags().extendedAccessed() ? ACCESSED | EXTENDED : ACCESSED) & ~entry;
        long dirty = leaf && writes() ? DIRTY & ~entry : 0;
        if ((used | dirty) == 0) {
            return;
        }
        boolean stuck = !snoop || page.rights() != Rights.RW || !tables.storable(at);
        if (!snoop) {
            faults.add(FaultReason.FIRST_STAGE_DIRTY_NOT_SNOOPED); // SFS.9
        }
        if (page.rights() != Rights.RW) {
            faults.add(FaultReason.NESTED_TABLE_UNWRITABLE); // SFS.8
        }
        if (!tables.storable(at)) {
            faults.add(FaultReason.FIRST_STAGE_DIRTY_FAILED); // SFS.10
        }
        if (!stuck) {
            speculative.merge(at, used, (a, b) -> a | b);
            due.merge(at, used | dirty, (a, b) -> a | b);
        }
        if (page.clean()) {
            secondFlag(page.leaf(), SECOND_DIRTY, true); // §3.7.2: setting them writes to the table's page
        }
    }

    private void finish(Gpa output, int bits, boolean write, boolean user, boolean clean) {
        Rights users = Rights.of(user, user && write);
        boolean served = context.flags().supervisor();
        Rights supervisors = served ? Rights.of(true, write || !context.flags().writeProtect()) : Rights.NONE;
        if (!nested()) {
            give(output, bits, users, supervisors, false, clean);
            return;
        }
        long address = output.value() | asked.address().value() & (1L << bits) - 1;
        if (address >>> tables.secondStageBits(context) != 0) {
            end(FaultReason.NESTED_ADDRESS_BEYOND_WIDTH); // SFS.5
        }
        Page page = second(address, Use.FINAL);
        boolean secondClean = dirty(page);
        int least = Math.min(bits, page.bits());
        Gpa frame = page.frame().plus(address & (1L << page.bits()) - 1 & -(1L << least));
        give(frame, least, users.and(page.rights()), supervisors.and(page.rights()), page.snoop(), clean || secondClean);
    }

    /** Sets D of the page that is written. @return whether it stays clear */
    private boolean dirty(Page page) {
        if (page.clean() && writes()) {
            secondFlag(page.leaf(), SECOND_DIRTY, false);
        }
        return page.clean() && !writes();
    }

    /** @param clean a write would have to set a dirty bit yet */
    private void give(Gpa frame, int bits, Rights users, Rights supervisors, boolean snooped, boolean clean) {
        Iova page = asked.address().alignedTo(1L << bits);
        long output = frame.value() + asked.address().value() - page.value();
        if (output >>> 20 == 0xFEE) {
            faults.add(FaultReason.SCALABLE_INTERRUPT_RANGE_OUTPUT); // SGN.8
        }
        boolean snoops = context.flags().snoopedPages() || snooped;
        Set<Rights> possible = new HashSet<>(Set.of(supervisors));
        if (!firstStage() && !context.flags().supervisor()) {
            possible.add(Rights.NONE); // Freedom supervisor-second-stage
        }
        for (Rights supervisor : possible) {
            mappings.add(new StagedMapping(page, frame, 1L << bits, users, supervisor, snoops, false, steps));
            if (!clean) {
                mappings.add(new StagedMapping(page, frame, 1L << bits, users, supervisor, snoops, true, steps));
            }
        }
    }

    /** §3.7: the page of the second stage around an input address. */
    private Page second(long input, Use use) {
        Gpa table = context.secondStage().top();
        Rights rights = Rights.RW;
        boolean flags = context.flags().secondStageDirty();
        for (int level = context.secondStage().levels();; level--) {
            int bits = 12 + 9 * (level - 1);
            Gpa at = table.plus((input >>> bits & 0x1FF) * 8);
            OptionalLong word = tables.read(at, snoop);
            if (word.isEmpty()) {
                boolean top = level == context.secondStage().levels();
                end(top ? FaultReason.SECOND_STAGE_POINTER_ACCESS_ERROR : FaultReason.SECOND_STAGE_ACCESS_ERROR); // SSS.4, SSS.1
            }
            long entry = word.getAsLong();
            steps.add(new StagedStep(false, level, at, entry));
            Rights own = tables.secondStageRights(entry);
            if (own == Rights.NONE) {
                end(FaultReason.SECOND_STAGE_NOT_PRESENT); // SSS.2
            }
            rights = rights.and(own);
            if (rights == Rights.NONE) {
                faults.add(FaultReason.SECOND_STAGE_NOT_PRESENT); // SSS.2: the AND of each
            }
            deny(rights, use);
            if (tables.secondStageReserved(entry, level)) {
                end(FaultReason.SECOND_STAGE_RESERVED); // SSS.3
            }
            if (flags && (entry & SECOND_ACCESSED) == 0) {
                secondFlag(at, SECOND_ACCESSED, true);
            }
            if (StagedTables.leaf(entry, level)) {
                return new Page(StagedTables.address(entry, bits), bits, rights, at, flags && (entry & SECOND_DIRTY) == 0,
                        (entry & 1 << 11) != 0);
            }
            table = StagedTables.address(entry, 12);
        }
    }

    private void secondFlag(Gpa at, long bit, boolean early) {
        if (!snoop) {
            faults.add(FaultReason.SECOND_STAGE_DIRTY_NOT_SNOOPED); // SSS.5
        } else if (!tables.storable(at)) {
            faults.add(FaultReason.SECOND_STAGE_DIRTY_FAILED); // SSS.6
        } else {
            due.merge(at, bit, (a, b) -> a | b);
            if (early) {
                speculative.merge(at, bit, (a, b) -> a | b);
            }
        }
    }

    private void deny(Rights rights, Use use) {
        boolean read = asked.access() != Access.WRITE;
        boolean write = writes();
        boolean zeroLength = asked.access() == Access.ZERO_LENGTH_READ && tables.unit().zeroLengthRead() && rights.write();
        if (use != Use.FINAL) {
            read = true;
            write = context.flags().secondStageDirty(); // §3.8.1
            zeroLength = false;
            if (!rights.read() || write && !rights.write()) {
                // Freedom nested-table-fault: SFS.1 counts these as SGN.6 and SGN.7, too
                faults.add(use == Use.TOP_TABLE ? FaultReason.NESTED_TOP_TABLE_UNREADABLE : FaultReason.NESTED_TABLE_UNREADABLE);
            }
        }
        if (read && !rights.read() && !zeroLength) {
            faults.add(FaultReason.SCALABLE_READ_DENIED); // SGN.7
        }
        if (write && !rights.write()) {
            faults.add(FaultReason.SCALABLE_WRITE_DENIED); // SGN.6
        }
    }

    @Override
    public String toString() {
        return faults + " or " + mappings + " setting " + due + " and perhaps " + speculative;
    }
}
