package iommu.emulator.machine;

import iommu.arch.Capabilities;
import iommu.arch.Gpa;
import iommu.arch.InterruptSink;
import iommu.arch.Memory;
import iommu.arch.seam.DmaPort;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import iommu.arch.trace.TraceEvent;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Memory and a remapping unit, driven one {@link Stimulus} at a time. Walks see every store at once, whatever ECAP.C
 * says: a unit may always snoop (freedom {@code unsnooped}).
 */
public final class Machine {

    private final Memory memory;
    private final BiConsumer<Gpa, Stimulus.Reads> readable;
    private final RemappingUnit unit;
    private final DmaPort port;

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
        SparseMemory sparse = new SparseMemory(capabilities.hostAddressWidth());
        Rooms rooms = Rooms.plain(sparse, capabilities, cacheCapacity, options);
        memory = sparse;
        readable = sparse::readable;
        unit = new RemappingUnit(capabilities, rooms, new Surroundings(memory, interrupts, observer), options);
        port = unit;
    }

    /**
     * A machine of whatever rooms.
     *
     * @param readable makes reads of a page of the memory succeed or fail
     * @param port     where requests go in: the unit, or what stands before it
     */
    Machine(Memory memory, BiConsumer<Gpa, Stimulus.Reads> readable, RemappingUnit unit, DmaPort port) {
        this.memory = memory;
        this.readable = readable;
        this.unit = unit;
        this.port = port;
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
                readable.accept(r.page(), r.reads());
                yield new Answer.Done();
            }
            case Stimulus.RegisterWrite w -> {
                unit.write(w.offset(), w.size(), w.value());
                yield new Answer.Done();
            }
            case Stimulus.RegisterRead r -> new Answer.Value(unit.read(r.offset(), r.size()));
            case Stimulus.Dma d -> new Answer.Dma(port.translate(d.request()));
            default -> throw new IllegalArgumentException("not for a whole machine: " + stimulus);
        };
    }
}
