package iommu.emulator.machine;

import iommu.arch.Capabilities;
import iommu.arch.InterruptSink;
import iommu.arch.seam.MappingListener;
import iommu.arch.seam.MappingNotifier;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Memory and a remapping unit, driven one {@link Stimulus} at a time. Walks see every store at once, whatever ECAP.C
 * says: a unit may always snoop (freedom {@code unsnooped}). Those of {@link AdversarialMachine} don't.
 */
public final class Machine {

    /** Is told of each step. */
    interface Witness {

        Witness NONE = new Witness() {
            @Override
            public void before(Stimulus step) {
            }

            @Override
            public void after() {
            }
        };

        void before(Stimulus step);

        void after();
    }

    /** What a machine is made of. */
    record Parts(SparseMemory memory, Rooms rooms, Witness witness) {
    }

    private final SparseMemory memory;
    private final RemappingUnit unit;
    private final Stepping steps;
    private final Witness witness;

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
        this(capabilities, cacheCapacity, options, Host.of(capabilities, interrupts), change);
    }

    /** A machine that listeners may follow. */
    public Machine(Capabilities capabilities, int cacheCapacity, Options options, Host host) {
        this(capabilities, cacheCapacity, options, host, rooms -> rooms);
    }

    /** The same of other rooms than the plain ones. */
    public Machine(Capabilities capabilities, int cacheCapacity, Options options, Host host, UnaryOperator<Rooms> change) {
        this(capabilities, options, host, plain(capabilities, cacheCapacity, options, change));
    }

    Machine(Capabilities capabilities, Options options, Host host, Parts parts) {
        memory = parts.memory();
        witness = parts.witness();
        PatientDevices devices = new PatientDevices();
        DevicePort port = options.promptDevices() ? DevicePort.PROMPT : devices;
        unit = new RemappingUnit(capabilities, parts.rooms(),
                new Surroundings(memory, host.interrupts(), port, host.listening()), options);
        steps = new Stepping(memory.guest(), memory::readable, unit, unit, devices);
    }

    private static Parts plain(Capabilities capabilities, int cacheCapacity, Options options, UnaryOperator<Rooms> change) {
        SparseMemory memory = new SparseMemory(capabilities.hostAddressWidth());
        return new Parts(memory, change.apply(Rooms.plain(memory, capabilities, cacheCapacity, options)), Witness.NONE);
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
     * Attaches a listener and tells it the mode and every live mapping.
     *
     * @throws ListenerRefusedException if that would be unsafe; then nothing has changed
     * @throws IllegalStateException    if the machine was built without {@link Listening}
     */
    public void attach(MappingNotifier.Listener listener, MappingListener sink) {
        unit.attach(listener, sink);
    }

    /** Lets a listener go; it is told nothing more. */
    public void detach(MappingNotifier.Listener listener) {
        unit.detach(listener);
    }

    /** Listeners that failed, in order; their devices are blocked. */
    public List<ListenerFailure> failures() {
        return unit.failures();
    }

    /**
     * Takes one step.
     *
     * @return what the step asked for; {@link Answer.Done} if nothing
     * @throws IllegalArgumentException for a step that speaks to one room: a machine has no such port
     */
    public Answer on(Stimulus stimulus) {
        witness.before(stimulus);
        Answer answer = steps.on(stimulus);
        witness.after();
        return answer;
    }
}
