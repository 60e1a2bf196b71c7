package iommu.oracle;

import iommu.arch.Capabilities;
import iommu.arch.Effect;
import iommu.arch.Gpa;
import iommu.arch.register.EventRegisters;
import iommu.arch.register.InterruptRegisters;
import iommu.arch.register.PageRequestRegisters;
import iommu.arch.register.ProtectedMemory;
import iommu.arch.register.QueueRegisters;
import iommu.arch.register.TableMode;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomAnswer;
import iommu.arch.stimulus.RoomCall;
import iommu.arch.stimulus.Stimulus;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The law of room 05 (§11.2-§11.4): what each read may give, and what each write asks for. {@link RegisterPlan} says
 * which fields there are, {@link RegisterStatus} what other rooms show in them, {@link RegisterCommands} what GCMD, CCMD
 * and IOTLB_REG lead to, {@link RegisterTold} how effects are compared that describe a state.
 */
public final class RegisterRelation implements RunRelation {

    private final Capabilities unit;
    private final RegisterBits bits;
    private final RegisterStatus status;
    private final RegisterCommands commands;
    private final RegisterTold told;
    private final boolean pairs;
    private Optional<String> silence = Optional.empty();

    /** @param majorVersion VER.MAX */
    public RegisterRelation(Capabilities capabilities, int majorVersion) {
        this(capabilities, majorVersion, false);
    }

    /**
     * What the README of room 05 asks beyond the law: an access of eight bytes over two registers is one of each, the lower
     * first.
     */
    public static RegisterRelation ofPairs(Capabilities capabilities, int majorVersion) {
        return new RegisterRelation(capabilities, majorVersion, true);
    }

    private RegisterRelation(Capabilities capabilities, int majorVersion, boolean pairs) {
        this.pairs = pairs;
        unit = capabilities;
        bits = RegisterPlan.of(capabilities, majorVersion);
        status = new RegisterStatus(capabilities, bits);
        commands = new RegisterCommands(capabilities, majorVersion, bits);
        told = new RegisterTold(capabilities);
    }

    @Override
    public Optional<String> silence() {
        return silence.or(commands::silence);
    }

    @Override
    public Optional<String> judge(Stimulus step, Answer answer) {
        if (silence().isPresent()) {
            return Optional.empty();
        }
        return switch (step) {
            case Stimulus.RegisterRead(int offset, int size) -> answer instanceof Answer.Value(long value) ? read(offset, size, value)
                    : Optional.of("no value: " + answer);
            case RoomCall.WriteRegister(int offset, int size, long value) -> answer instanceof RoomAnswer.Effects(var effects)
                    ? write(offset, size, value, effects) : Optional.of("no effects: " + answer);
            case RoomCall.ShowFaults(var faults) -> shown(() -> status.show(faults));
            case RoomCall.ShowQueue(var queue) -> shown(() -> status.show(queue));
            case RoomCall.ShowPageRequests(var pageRequests) -> shown(() -> {
                status.show(pageRequests);
                told.tail(pageRequests.tail());
            });
            default -> Optional.empty();
        };
    }

    private static Optional<String> shown(Runnable change) {
        change.run();
        return Optional.empty();
    }

    private Optional<String> read(int offset, int size, long value) {
        boolean proper = (size == 4 || size == 8) && offset >= 0 && offset % size == 0;
        boolean wanted = proper && bits.exists(offset) || proper && size == 8 && bits.exists(offset + 4);
        if (!wanted) {
            boolean types = unit.scalable().memoryTypes() && offset + size > 0x100 && offset < 0x220;
            return value == 0 || types ? Optional.empty() : Optional.of("read where no register is"); // the seam's word
        }
        if (size == 8 && !bits.whole(offset) && !both(offset)) {
            return Optional.empty(); // §11.2: software must not; any value
        }
        boolean fits = mayRead(offset, (int) value) && (size == 8 ? mayRead(offset + 4, (int) (value >>> 32)) : value >>> 32 == 0);
        return fits ? Optional.empty() : Optional.of("read 0x" + Long.toHexString(value) + " where 0x"
                + Long.toHexString(size == 8 ? bits.get64(offset) : bits.get(offset) & 0xFFFF_FFFFL) + " is");
    }

    private boolean both(int offset) {
        return pairs && bits.exists(offset) && bits.exists(offset + 4);
    }

    private boolean mayRead(int offset, int value) {
        if (offset >= 0x068 && offset < 0x080 && offset != 0x074 && offset != 0x07C) { // Freedom protected-granularity
            for (int low = 0; low <= 32; low++) {
                if (value == (low == 32 ? 0 : bits.get(offset) & -1 << low)) {
                    return true;
                }
            }
            return false;
        }
        return bits.mayRead(offset, value);
    }

    private Optional<String> write(int offset, int size, long value, List<Effect> effects) {
        boolean proper = (size == 4 || size == 8) && offset >= 0 && offset % size == 0;
        boolean wanted = proper && bits.exists(offset) || proper && size == 8 && bits.exists(offset + 4);
        if (!wanted) {
            return effects.isEmpty() ? Optional.empty() : Optional.of("asked for " + effects + " where no register is");
        }
        if (size == 8 && !bits.whole(offset) && !both(offset)) {
            silence = Optional.of("eight bytes were written over two registers"); // §11.2
            return Optional.empty();
        }
        List<Effect> actions = new ArrayList<>(effects);
        List<Effect> states = new ArrayList<>(effects);
        actions.removeIf(told::concerns);
        states.removeIf(e -> !told.concerns(e));
        List<List<Effect>> stages = new ArrayList<>(List.of(state()));
        Optional<String> objection = dword(offset, (int) value, actions, states);
        stages.add(state());
        if (size == 8 && objection.isEmpty()) {
            objection = dword(offset + 4, (int) (value >>> 32), actions, states);
            stages.add(state());
        }
        if (objection.isPresent() || silence().isPresent()) {
            return silence().isPresent() ? Optional.empty() : objection;
        }
        return actions.isEmpty() ? told.judge(states, stages) : Optional.of("nothing asks for " + actions);
    }

    /** Takes out of {@code actions} what this double word leads to. */
    private Optional<String> dword(int offset, int value, List<Effect> actions, List<Effect> states) {
        bits.write(offset, value);
        if (offset == 0x064) {
            bits.change(offset, 1, value >>> 31 & bits.get(offset) >>> 31); // PRS follows EPM at once
        }
        Optional<String> objection = status.clear(offset, value, actions);
        return objection.isPresent() ? objection : commands.on(offset, value, actions, states);
    }

    /** How things stand. */
    private List<Effect> state() {
        List<Effect> all = new ArrayList<>();
        InterruptRegisters remapping = commands.remapping();
        all.add(new Effect.UpdateQueue(new QueueRegisters(commands.queueEnabled(), base(0x090), bits.get(0x090) & 7,
                (bits.get(0x090) & 1 << 11) != 0, bits.get(0x088) >>> 4 & 0x7FFF, commands.mode())));
        all.add(new Effect.ProgramFaultEvent(event(0x038)));
        if (unit.platform().queuedInvalidation()) {
            all.add(new Effect.ProgramInvalidationEvent(event(0x0A0)));
        }
        if (unit.interrupts().remapping()) {
            all.add(new Effect.ProgramInterruptRemapping(remapping));
        }
        if (unit.scalable().pageRequests()) {
            all.add(new Effect.ProgramPageRequestEvent(event(0x0E0)));
            all.add(new Effect.UpdatePageRequestQueue(new PageRequestRegisters(base(0x0D0), bits.get(0x0D0) & 7,
                    bits.get(0x0C0) >>> 5 & 0x3FFF, bits.get(0x0C8) >>> 5 & 0x3FFF)));
        }
        if (unit.platform().protectedLow() || unit.platform().protectedHigh()) {
            all.add(new Effect.ProtectMemory(new ProtectedMemory(bits.get(0x064) < 0, new Gpa(bits.get(0x068) & 0xFFFF_FFFFL),
                    new Gpa(bits.get(0x06C) & 0xFFFF_FFFFL), new Gpa(bits.get64(0x070)), new Gpa(bits.get64(0x078)))));
        }
        return all;
    }

    private Gpa base(int offset) {
        return new Gpa(bits.get64(offset) & -4096L);
    }

    private EventRegisters event(int control) {
        return new EventRegisters(bits.get(control) < 0, new Gpa(bits.get64(control + 8)), bits.get(control + 4));
    }

    /** RTADDR.TTM, in the order of its encodings. */
    static TableMode mode(long word) {
        return TableMode.values()[(int) (word >>> 10) & 3];
    }
}
