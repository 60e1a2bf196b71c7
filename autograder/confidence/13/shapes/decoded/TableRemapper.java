package lab13;

import iommu.arch.Capabilities;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.InterruptOutcome;
import iommu.arch.Iova;
import iommu.arch.Memory;
import iommu.arch.SourceId;
import iommu.arch.register.InterruptRegisters;
import iommu.arch.seam.InterruptRemapper;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Predicate;

/** A message passes gates, its entry a list of rules; fields are told by their bit numbers, pending bits are a set. */
public class TableRemapper implements InterruptRemapper {

    private static final int[][] OF_REMAPPED = {{14, 12}, {31, 24}, {127, 84}};
    private static final int[][] OF_POSTED = {{7, 2}, {13, 12}, {37, 24}, {95, 84}};
    private static final int[][] OF_DESCRIPTOR = {{15, 2}, {31, 24}};
    private static final int[][] OF_NARROW_ID = {{39, 32}, {63, 48}};
    private static final int[] COMPARED = {0xFFFF, 0xFFFB, 0xFFF9, 0xFFF8};

    private record Message(Bits address, int data) {

        boolean subhandle() {
            return address.is(3);
        }

        int index() {
            int handle = address.number(2, 2) << 15 | address.number(19, 5);
            return subhandle() ? handle + (data & 0xFFFF) : handle;
        }
    }

    private record Asked(Bits entry, SourceId by) {
    }

    private record Rule(FaultReason reason, Predicate<Asked> broken) {
    }

    private final List<Function<Message, Optional<InterruptOutcome>>> gates = List.of(
            this::whileOff, this::oldFormat, this::mode, this::passing, this::upperData, this::size);
    private final List<Rule> rules = List.of(
            new Rule(FaultReason.INTERRUPT_ENTRY_NOT_PRESENT, asked -> !asked.entry().is(0)),
            new Rule(FaultReason.INTERRUPT_ENTRY_RESERVED, asked -> !allZero(asked.entry())),
            new Rule(FaultReason.INTERRUPT_SOURCE_INVALID, asked -> !serves(asked.entry(), asked.by())));

    private final Memory memory;
    private final Capabilities unit;
    private final Slots slots;
    private InterruptRegisters now = InterruptRegisters.RESET;

    public TableRemapper(Memory memory, Capabilities capabilities, int capacity) {
        this.memory = memory;
        unit = capabilities;
        slots = new Slots(capacity);
    }

    @Override
    public void program(InterruptRegisters registers) {
        slots.free(any -> true);
        now = registers;
    }

    @Override
    public void invalidate(boolean all, int index, int mask) {
        slots.free(known -> all || known >>> mask == index >>> mask);
    }

    @Override
    public InterruptOutcome remap(SourceId source, Iova address, int data) {
        Message message = new Message(new Bits(address.value(), 0), data);
        return gates.stream().flatMap(gate -> gate.apply(message).stream()).findFirst()
                .orElseGet(() -> through(message.index(), source));
    }

    private Optional<InterruptOutcome> whileOff(Message message) {
        if (now.enabled()) {
            return Optional.empty();
        }
        return unit.interrupts().remappingRequired() ? stop(true, FaultReason.INTERRUPT_REMAPPING_REQUIRED, 0)
                : Optional.of(new InterruptOutcome.Unchanged());
    }

    private Optional<InterruptOutcome> oldFormat(Message message) {
        boolean may = now.compatibility() && !now.extendedMode();
        return stop(!message.address().is(4) && !may, FaultReason.COMPATIBILITY_INTERRUPT_BLOCKED, 0);
    }

    private Optional<InterruptOutcome> mode(Message message) {
        boolean must = unit.interrupts().extendedModeRequired();
        return stop(must && !now.extendedMode(), FaultReason.EXTENDED_INTERRUPT_MODE_REQUIRED, 0);
    }

    private Optional<InterruptOutcome> passing(Message message) {
        return message.address().is(4) ? Optional.empty() : Optional.of(new InterruptOutcome.Unchanged());
    }

    private Optional<InterruptOutcome> upperData(Message message) {
        return stop(message.subhandle() && message.data() >>> 16 != 0, FaultReason.INTERRUPT_FORMAT_RESERVED, 0);
    }

    private Optional<InterruptOutcome> size(Message message) {
        int index = message.index();
        boolean above = place(index).value() >>> unit.hostAddressWidth() != 0;
        return stop(index >= now.entries() || above, FaultReason.INTERRUPT_INDEX_BEYOND_TABLE, index & 0xFFFF);
    }

    private static Optional<InterruptOutcome> stop(boolean blocks, FaultReason reason, int index) {
        return blocks ? Optional.of(new InterruptOutcome.Blocked(Fault.of(reason), index)) : Optional.empty();
    }

    private static InterruptOutcome refuse(FaultReason reason, int index, Bits entry) {
        return new InterruptOutcome.Blocked(Fault.of(reason).withSilent(entry.is(1)), index);
    }

    private Gpa place(int index) {
        return new Gpa(now.table().value() + index * 16L);
    }

    private InterruptOutcome through(int index, SourceId source) {
        Bits known = slots.get(index);
        Bits entry = known == null ? read(index) : known;
        if (entry == null) {
            return stop(true, FaultReason.INTERRUPT_ENTRY_ACCESS_ERROR, index).get();
        }
        InterruptOutcome end = end(entry, index, source);
        boolean blocked = end instanceof InterruptOutcome.Blocked;
        if (known == null && (!blocked || unit.cachingMode())) {
            slots.put(index, entry);
        }
        return end;
    }

    private Bits read(int index) {
        return memory.read128(place(index)).map(both -> new Bits(both.low(), both.high())).orElse(null);
    }

    private InterruptOutcome end(Bits entry, int index, SourceId source) {
        Asked asked = new Asked(entry, source);
        for (Rule rule : rules) {
            if (rule.broken().test(asked)) {
                return refuse(rule.reason(), index, entry);
            }
        }
        return entry.is(15) ? post(entry, index) : new InterruptOutcome.Interrupt(processor(entry), entry.is(2), entry.is(3),
                entry.number(23, 16), entry.number(7, 5), entry.is(4));
    }

    private int processor(Bits entry) {
        return now.extendedMode() ? entry.number(63, 32) : entry.number(47, 40);
    }

    private boolean narrow(Bits entry) {
        return now.extendedMode() || entry.empty(OF_NARROW_ID);
    }

    private boolean allZero(Bits entry) {
        if (entry.number(83, 82) == 3) {
            return false;
        }
        if (!entry.is(15)) {
            return entry.empty(OF_REMAPPED) && narrow(entry);
        }
        return unit.interrupts().posting() && entry.empty(OF_POSTED) && descriptor(entry).value() >>> unit.hostAddressWidth() == 0;
    }

    private static boolean serves(Bits entry, SourceId by) {
        int named = entry.number(79, 64);
        return switch (entry.number(83, 82)) {
            case 1 -> ((named ^ by.value()) & COMPARED[entry.number(81, 80)]) == 0;
            case 2 -> entry.number(79, 72) <= by.bus() && by.bus() <= entry.number(71, 64);
            default -> true;
        };
    }

    private static Gpa descriptor(Bits entry) {
        return new Gpa(entry.field(127, 96) << 32 | entry.field(63, 38) << 6);
    }

    private InterruptOutcome post(Bits entry, int index) {
        Gpa at = descriptor(entry);
        long[] words = new long[8];
        for (int i = 0; i < words.length; i++) {
            OptionalLong word = memory.read64(at.plus(8L * i));
            if (word.isEmpty()) {
                return refuse(FaultReason.POSTED_DESCRIPTOR_ACCESS_ERROR, index, entry);
            }
            words[i] = word.getAsLong();
        }
        Bits control = new Bits(words[4], words[5]);
        if (!control.empty(OF_DESCRIPTOR) || !narrow(control) || (words[5] | words[6] | words[7]) != 0) {
            return refuse(FaultReason.POSTED_DESCRIPTOR_RESERVED, index, entry);
        }
        int vector = entry.number(23, 16);
        BitSet pending = BitSet.valueOf(new long[] {words[0], words[1], words[2], words[3]});
        pending.set(vector);
        boolean notifies = !control.is(0) && (entry.is(14) || !control.is(1));
        boolean stored = memory.write64(at.plus(vector / 64 * 8L), pending.toLongArray()[vector / 64]);
        if (stored && notifies) {
            stored = memory.write64(at.plus(32), words[4] | 1);
        }
        return stored ? new InterruptOutcome.Posted(at, notifies, processor(control), control.number(23, 16))
                : refuse(FaultReason.POSTED_DESCRIPTOR_ACCESS_ERROR, index, entry);
    }
}
