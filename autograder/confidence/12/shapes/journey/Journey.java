package lab12;

import iommu.arch.Access;
import iommu.arch.Capabilities;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Memory;
import iommu.arch.PasidContext;
import iommu.arch.PasidType;
import iommu.arch.Rights;
import iommu.arch.StagedMapping;
import iommu.arch.StagedStep;
import iommu.arch.seam.StagedWalk.Request;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.Function;

/** The walk of one request, one call for each level. Whatever stops it is thrown. */
class Journey {

    private static final Spot MEMORY_ITSELF = new Spot(0, 0, 1L << 62, Rights.RW, false, true, null);

    /** Why the journey ends. */
    static class Lost extends RuntimeException {
        final FaultReason reason;

        Lost(FaultReason reason) {
            super(null, null, false, false);
            this.reason = reason;
        }
    }

    /** A page under an address: where it begins, where it lies, what it allows, the second-stage entry that says so. */
    private record Spot(long from, long to, long size, Rights rights, boolean snoop, boolean dirty, StagedStep leaf) {

        long place(long address) {
            return to + (address - from);
        }
    }

    private final Memory memory;
    private final Capabilities unit;
    private final PasidContext how;
    private final Request request;
    private final long address;
    private final boolean writing;
    private final boolean nested;
    private final List<StagedStep> read = new ArrayList<>();
    private final Account account = new Account();
    private final Map<Access, Function<Rights, FaultReason>> needs = Map.of(
            Access.READ, rights -> rights.read() ? null : FaultReason.SCALABLE_READ_DENIED,
            Access.WRITE, rights -> rights.write() ? null : FaultReason.SCALABLE_WRITE_DENIED,
            Access.ATOMIC, rights -> !rights.read() ? FaultReason.SCALABLE_READ_DENIED
                    : rights.write() ? null : FaultReason.SCALABLE_WRITE_DENIED,
            Access.ZERO_LENGTH_READ, rights -> rights.read() || rights.write() && zeroLength() ? null
                    : FaultReason.SCALABLE_READ_DENIED);

    Journey(Memory memory, Capabilities unit, PasidContext how, Request request) {
        this.memory = memory;
        this.unit = unit;
        this.how = how;
        this.request = request;
        address = request.address().value();
        writing = request.access() == Access.WRITE || request.access() == Access.ATOMIC;
        nested = how.type() == PasidType.NESTED;
    }

    /** How many bits an address has that so many levels of the second stage translate. */
    static int width(Capabilities unit, int levels) {
        return Math.min(unit.guestAddressWidth(), 12 + 9 * levels);
    }

    private boolean zeroLength() {
        return unit.zeroLengthRead();
    }

    private static void check(boolean well, FaultReason otherwise) {
        if (!well) {
            throw new Lost(otherwise);
        }
    }

    StagedMapping end() {
        check(!request.supervisor() || how.flags().supervisor(), FaultReason.SUPERVISOR_REQUEST_DISABLED);
        StagedMapping mapping = how.type() == PasidType.SECOND_STAGE ? secondAlone() : firstFromTop();
        check(mapping.translate(request.address()).value() >>> 20 != 0xFEE, FaultReason.SCALABLE_INTERRUPT_RANGE_OUTPUT);
        account.settle(memory, how.flags().snoopedWalk() && unit.scalable().snoopedWalks());
        return mapping;
    }

    private StagedMapping secondAlone() {
        check(address >>> width(unit, how.secondStage().levels()) == 0, FaultReason.SCALABLE_ADDRESS_BEYOND_WIDTH);
        Spot spot = second(address, needs.get(request.access()), writing);
        Rights ofSupervisor = how.flags().supervisor() ? spot.rights() : Rights.NONE;
        return new StagedMapping(new Iova(spot.from()), new Gpa(spot.to()), spot.size(), spot.rights(), ofSupervisor,
                spot.snoop(), spot.dirty(), read);
    }

    private StagedMapping firstFromTop() {
        int levels = how.firstStage().levels();
        long sign = address >> 11 + 9 * levels;
        check(sign == 0 || sign == -1, FaultReason.ADDRESS_NOT_CANONICAL);
        return first(how.firstStage().top().value(), levels, true, true);
    }

    private Words fetch(boolean firstStage, int level, long at, FaultReason otherwise) {
        OptionalLong word = memory.read64(new Gpa(at));
        check(word.isPresent(), otherwise);
        read.add(new StagedStep(firstStage, level, new Gpa(at), word.getAsLong()));
        return new Words(word.getAsLong());
    }

    private static long span(int level) {
        return 4096L << 9 * (level - 1);
    }

    private static long entry(long table, int level, long input) {
        return table + (Long.divideUnsigned(input, span(level)) & 511) * 8;
    }

    private static long target(Words entry) {
        return entry.field(51, 12) << 12;
    }

    private boolean wide(Words entry) {
        return target(entry) >>> unit.hostAddressWidth() != 0;
    }

    private Spot second(long input, Function<Rights, FaultReason> need, boolean write) {
        return second(how.secondStage().top().value(), how.secondStage().levels(), input, Rights.RW, need, write);
    }

    private Spot second(long table, int level, long input, Rights above, Function<Rights, FaultReason> need, boolean write) {
        Words entry = fetch(false, level, entry(table, level, input), level == how.secondStage().levels()
                ? FaultReason.SECOND_STAGE_POINTER_ACCESS_ERROR : FaultReason.SECOND_STAGE_ACCESS_ERROR);
        StagedStep step = read.getLast();
        Rights own = Rights.of(entry.is(0), entry.is(1));
        Rights rights = own.and(above);
        boolean leaf = level == 1 || entry.is(7);
        check(own == Rights.NONE || !secondReserved(entry, level, leaf), FaultReason.SECOND_STAGE_RESERVED);
        check(rights != Rights.NONE, FaultReason.SECOND_STAGE_NOT_PRESENT);
        FaultReason lack = need.apply(rights);
        check(lack == null, lack);
        boolean kept = how.flags().secondStageDirty();
        if (kept) {
            account.owe(step, leaf && write ? 0x300 : 0x100);
        }
        if (!leaf) {
            return second(target(entry), level - 1, input, rights, need, write);
        }
        return new Spot(input & -span(level), target(entry), span(level), rights, entry.is(11) || how.flags().snoopedPages(),
                !kept || write || entry.is(9), step);
    }

    private boolean secondReserved(Words entry, int level, boolean leaf) {
        boolean large = leaf && level > 1;
        boolean misplaced = large && (!unit.superpages().contains(level) || (target(entry) & span(level) - 1) != 0);
        boolean snoop = entry.is(11) && !(leaf && unit.snoopControl());
        return misplaced || snoop || entry.is(62) || wide(entry);
    }

    private StagedMapping first(long table, int level, boolean user, boolean write) {
        long at = entry(table, level, address);
        Spot ground = nested ? second(at, rights -> mayHoldTable(rights, level), false) : MEMORY_ITSELF;
        Words entry = fetch(true, level, ground.place(at), level == how.firstStage().levels()
                ? FaultReason.FIRST_STAGE_POINTER_ACCESS_ERROR : FaultReason.FIRST_STAGE_ACCESS_ERROR);
        StagedStep step = read.getLast();
        boolean leaf = level == 1 || entry.is(7);
        check(entry.is(0), FaultReason.FIRST_STAGE_NOT_PRESENT);
        check(!firstReserved(entry, level, leaf), FaultReason.FIRST_STAGE_RESERVED);
        long next = leaf ? target(entry) & -span(level) : target(entry);
        check(!nested || next >>> width(unit, how.secondStage().levels()) == 0, FaultReason.NESTED_ADDRESS_BEYOND_WIDTH);
        boolean users = user && entry.is(2);
        boolean writes = write && entry.is(1);
        check(request.supervisor() || users, FaultReason.SUPERVISOR_PAGE);
        check(!writing || writes || request.supervisor() && !how.flags().writeProtect(), FaultReason.SCALABLE_WRITE_DENIED);
        long flags = 0x20 | (leaf && writing ? 0x40 : 0) | (how.flags().extendedAccessed() ? 0x400 : 0);
        account.owe(step, flags, ground.rights().write(), ground.dirty() ? null : ground.leaf());
        return leaf ? page(next + (address & span(level) - 1), span(level), entry.is(6), users, writes)
                : first(next, level - 1, users, writes);
    }

    private FaultReason mayHoldTable(Rights rights, int level) {
        boolean may = rights.read() && (rights.write() || !how.flags().secondStageDirty());
        return may ? null : level == how.firstStage().levels() ? FaultReason.NESTED_TOP_TABLE_UNREADABLE
                : FaultReason.NESTED_TABLE_UNREADABLE;
    }

    private boolean firstReserved(Words entry, int level, boolean leaf) {
        boolean maySpan = level <= 2 || level == 3 && unit.scalable().gigabytePages();
        boolean low = leaf && (target(entry) & span(level) - 1 & ~0x1000L) != 0;
        return entry.is(7) && !maySpan || low || wide(entry);
    }

    private StagedMapping page(long output, long span, boolean dirtyBefore, boolean users, boolean writes) {
        Spot ground = nested ? second(output, needs.get(request.access()), writing) : MEMORY_ITSELF;
        long size = Math.min(span, ground.size());
        Rights user = Rights.of(users, users && writes).and(ground.rights());
        Rights supervisor = how.flags().supervisor() ? Rights.of(true, writes || !how.flags().writeProtect()).and(ground.rights())
                : Rights.NONE;
        boolean snoop = nested ? ground.snoop() : how.flags().snoopedPages();
        return new StagedMapping(new Iova(address & -size), new Gpa(ground.place(output) & -size), size, user, supervisor, snoop,
                (writing || dirtyBefore) && ground.dirty(), read);
    }
}
