package iommu.emulator.machine;

import iommu.arch.Capabilities;
import iommu.arch.InterruptSink;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import java.util.function.UnaryOperator;

/**
 * Memory and a remapping unit, driven one {@link Stimulus} at a time. Walks see every store at once, whatever ECAP.C
 * says: a unit may always snoop (freedom {@code unsnooped}).
 */
public final class Machine {

    private static final Answer DONE = new Answer.Done();

    private final SparseMemory memory;
    private final RemappingUnit unit;
    private final PatientDevices devices = new PatientDevices();

    /** A machine of plain rooms. @param cacheCapacity entries in each cache; 0 keeps nothing */
    public Machine(Capabilities capabilities, int cacheCapacity) {
        this(capabilities, cacheCapacity, Options.DEFAULT, (address, data) -> { });
    }

    /** A machine of plain rooms. @param interrupts gets the unit's own events */
    public Machine(Capabilities capabilities, int cacheCapacity, Options options, InterruptSink interrupts) {
        this(capabilities, cacheCapacity, options, interrupts, rooms -> rooms);
    }

    /** A machine of other rooms than the plain ones. @param change makes them of the plain ones, before they are joined */
    public Machine(Capabilities capabilities, int cacheCapacity, Options options, InterruptSink interrupts,
            UnaryOperator<Rooms> change) {
        memory = new SparseMemory(capabilities.hostAddressWidth());
        Rooms rooms = change.apply(Rooms.plain(memory, capabilities, cacheCapacity, options));
        DevicePort port = options.promptDevices() ? DevicePort.PROMPT : devices;
        unit = new RemappingUnit(capabilities, rooms, new Surroundings(memory, interrupts, port), options);
    }

    /** What the guest's processor and the devices share with the unit. */
    public SparseMemory memory() {
        return memory;
    }

    /** The unit itself. */
    public RemappingUnit unit() {
        return unit;
    }

    /**
     * Takes one step.
     *
     * @return what the step asked for; {@link Answer.Done} if nothing
     * @throws IllegalArgumentException for a step that speaks to one room: a machine has no such port
     */
    public Answer on(Stimulus stimulus) {
        return switch (stimulus) {
            case Stimulus.Store64 s -> done(() -> memory.guest().write64(s.at(), s.value()));
            case Stimulus.Store128 s -> done(() -> memory.guest().write128(s.at(), s.value()));
            case Stimulus.Flush f -> DONE;
            case Stimulus.Readable r -> done(() -> memory.readable(r.page(), r.reads()));
            case Stimulus.RegisterWrite w -> done(() -> unit.write(w.offset(), w.size(), w.value()));
            case Stimulus.RegisterRead r -> new Answer.Value(unit.read(r.offset(), r.size()));
            case Stimulus.Dma d -> new Answer.Dma(unit.translate(d.request()));
            case Stimulus.AskForPage p -> new Answer.Page(unit.ask(p.request()));
            case Stimulus.Interrupt i -> new Answer.Interrupt(unit.interrupt(i.source(), i.address(), i.data()));
            case Stimulus.DeviceTlbDone d -> done(() -> unit.deviceTlbDone(devices.oldest(d.source()), d.source()));
            case Stimulus.DeviceTlbTimeout t -> done(() -> unit.deviceTlbTimeout(devices.oldest(t.source())));
            default -> throw new IllegalArgumentException("not for a whole machine: " + stimulus);
        };
    }

    private static Answer done(Runnable action) {
        action.run();
        return DONE;
    }
}
