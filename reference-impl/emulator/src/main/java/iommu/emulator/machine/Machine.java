package iommu.emulator.machine;

import iommu.arch.Capabilities;
import iommu.arch.InterruptSink;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import iommu.arch.trace.TraceEvent;
import java.util.function.Consumer;

/**
 * Memory and a remapping unit, driven one {@link Stimulus} at a time. Walks see every store at once, whatever ECAP.C
 * says: a unit may always snoop (freedom {@code unsnooped}).
 */
public final class Machine {

    private final SparseMemory memory;
    private final RemappingUnit unit;

    /** A machine of plain rooms. @param cacheCapacity entries in each of the three caches; 0 keeps nothing */
    public Machine(Capabilities capabilities, int cacheCapacity) {
        this(capabilities, cacheCapacity, Options.DEFAULT, (address, data) -> { }, event -> { });
    }

    /**
     * A machine of plain rooms.
     *
     * @param interrupts gets the unit's own events
     * @param observer   is told of every request on its way
     */
    public Machine(Capabilities capabilities, int cacheCapacity, Options options, InterruptSink interrupts,
            Consumer<TraceEvent> observer) {
        memory = new SparseMemory(capabilities.hostAddressWidth());
        Rooms rooms = Rooms.plain(memory, capabilities, cacheCapacity, options);
        unit = new RemappingUnit(capabilities, rooms, new Surroundings(memory, interrupts, observer), options);
    }

    /**
     * Takes one step.
     *
     * @return what the step asked for; {@link Answer.Done} if nothing
     * @throws IllegalArgumentException for a step that speaks to one room: a machine has no such port
     */
    public Answer on(Stimulus stimulus) {
        return switch (stimulus) {
            case Stimulus.Store64 s -> {
                memory.write64(s.at(), s.value());
                yield new Answer.Done();
            }
            case Stimulus.Store128 s -> {
                memory.write128(s.at(), s.value());
                yield new Answer.Done();
            }
            case Stimulus.Flush f -> new Answer.Done();
            case Stimulus.Readable r -> {
                memory.readable(r.page(), r.reads());
                yield new Answer.Done();
            }
            case Stimulus.RegisterWrite w -> {
                unit.write(w.offset(), w.size(), w.value());
                yield new Answer.Done();
            }
            case Stimulus.RegisterRead r -> new Answer.Value(unit.read(r.offset(), r.size()));
            case Stimulus.Dma d -> new Answer.Dma(unit.translate(d.request()));
            default -> throw new IllegalArgumentException("not for a whole machine: " + stimulus);
        };
    }
}
