package iommu.emulator.interrupt;

import iommu.arch.Capabilities;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import iommu.arch.register.InterruptRegisters;
import iommu.arch.InterruptOutcome;
import iommu.emulator.WritableWords;

/** A remapper under test, with a table of 16 entries at 0x8000 and a requester at 00:03.0. */
final class Bench {

    static final long TABLE = 0x8000;
    static final SourceId DEVICE = SourceId.parse("00:03.0");
    static final Capabilities UNIT = Capabilities.DEFAULT.with(c -> {
        c.interruptRemapping = true;
        c.extendedInterruptMode = true;
        c.postedInterrupts = true;
        c.cachingMode = false;
    });

    final WritableWords memory = new WritableWords();
    private final Capabilities unit;
    private TableRemapper room;
    private boolean extended;

    Bench(Capabilities unit) {
        this.unit = unit;
        keeping(0);
    }

    /** A unit whose cache keeps this many entries, with remapping on. */
    Bench keeping(int capacity) {
        room = new TableRemapper(memory, unit, capacity);
        program(true, false);
        return this;
    }

    Bench extended() {
        extended = true;
        program(true, false);
        return this;
    }

    void program(boolean enabled, boolean compatibility) {
        program(new InterruptRegisters(enabled, new Gpa(TABLE), 16, extended, compatibility));
    }

    void program(InterruptRegisters registers) {
        room.program(registers);
    }

    Bench entry(int index, long low, long high) {
        memory.put(TABLE + 16L * index, low, high);
        return this;
    }

    /** The message that names an entry by its handle alone. */
    InterruptOutcome raise(int index) {
        return send(0xFEE0_0010L | (long) (index & 0x7FFF) << 5 | (long) (index >> 15) << 2, 0);
    }

    InterruptOutcome send(long address, int data) {
        return sendFrom(DEVICE, address, data);
    }

    InterruptOutcome sendFrom(SourceId source, long address, int data) {
        return room.remap(source, new Iova(address), data);
    }

    void invalidate(boolean all, int index, int mask) {
        room.invalidate(all, index, mask);
    }

    static InterruptOutcome blocked(FaultReason reason, int index) {
        return new InterruptOutcome.Blocked(Fault.of(reason), index);
    }

    static InterruptOutcome silently(FaultReason reason, int index) {
        return new InterruptOutcome.Blocked(Fault.of(reason).withSilent(true), index);
    }

    /** What an entry for this vector and xAPIC destination leads to: fixed, physical, edge. */
    static InterruptOutcome fixed(int vector, int destination) {
        return new InterruptOutcome.Interrupt(destination, false, false, vector, 0, false);
    }
}
