package iommu.peers.qemu;

import iommu.arch.Capabilities;
import iommu.arch.DmaOutcome;
import iommu.arch.DmaRequest;
import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.InterruptOutcome;
import iommu.arch.SourceId;
import iommu.arch.format.ContextEntry;
import iommu.arch.register.Field;
import iommu.arch.register.Register;
import iommu.arch.stimulus.Stimulus;
import iommu.emulator.machine.Options;
import iommu.emulator.machine.RemappingUnit;
import iommu.emulator.machine.Rooms;
import iommu.emulator.machine.SparseMemory;
import iommu.emulator.machine.Surroundings;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Our unit, with memory of its own. */
final class Reference {

    /** What QEMU chooses where § leaves the choice: VER 1.0, no paging-structure caches, faults of one requester share. */
    private static final Options LIKE_QEMU = new Options(1, false, true);

    private final SparseMemory memory;
    private final RemappingUnit unit;
    private final List<Gpa> watched = new ArrayList<>();
    private final CacheLog log = new CacheLog();

    Reference(Capabilities capabilities, int cacheCapacity) {
        memory = new SparseMemory(capabilities.hostAddressWidth());
        Rooms rooms = watched(Rooms.plain(memory, capabilities, cacheCapacity, LIKE_QEMU));
        unit = new RemappingUnit(capabilities, rooms, Surroundings.of(memory), LIKE_QEMU);
    }

    private Rooms watched(Rooms rooms) {
        return new Rooms(
                new Rooms.Legacy(rooms.legacy().context(), rooms.legacy().walk(), new WatchedCache(rooms.legacy().cache(), log)),
                new Rooms.Scalable(rooms.scalable().lookup(), rooms.scalable().walk(), rooms.scalable().separateRightsWalk(),
                        new WatchedScalableCache(rooms.scalable().cache(), log)),
                rooms.faults(), rooms.registers(), rooms.queue(), rooms.interrupts(), rooms.pageRequests());
    }

    /** A step that asks nothing. */
    void take(Stimulus step) {
        log.clear();
        switch (step) {
            case Stimulus.Store64 s -> memory.guest().write64(s.at(), s.value());
            case Stimulus.Store128 s -> memory.guest().write128(s.at(), s.value());
            case Stimulus.Readable r -> memory.readable(r.page(), r.reads());
            case Stimulus.RegisterWrite w -> unit.write(w.offset(), w.size(), w.value());
            case Stimulus.Flush f -> { }
            default -> throw new IllegalArgumentException("not for a whole machine: " + step);
        }
    }

    DmaOutcome translate(DmaRequest request) {
        log.clear();
        return unit.translate(request);
    }

    InterruptOutcome interrupt(Stimulus.Interrupt step) {
        log.clear();
        return unit.interrupt(step.source(), step.address(), step.data());
    }

    /** The interrupt-remapping entry, as memory holds it now, that a message in remappable format names (§5.1.2.2). */
    Entry128 interruptEntry(Stimulus.Interrupt step) {
        long address = step.address().value();
        long index = (address >>> 5 & 0x7FFF | (address >>> 2 & 1) << 15) + ((address & 8) != 0 ? step.data() & 0xFFFF : 0);
        Gpa at = new Gpa((read(Register.IRTA) & -4096L) + 16 * index);
        return new Entry128(load(at), load(at.plus(8)));
    }

    /** What the caches met during the last step. */
    CacheLog log() {
        return log;
    }

    long read(Register register) {
        return read(register.offset(), register.width() == 32 ? 4 : 8);
    }

    long read(int offset, int size) {
        return unit.read(offset, size);
    }

    /** Whether the source's context entry, or its PASID entry 0, as memory holds it now, says pass-through. */
    boolean passesThrough(SourceId source) {
        long pointer = read(Register.RTADDR);
        Gpa rootEntry = new Gpa(pointer & Field.RTADDR_RTA.mask()).plus(16L * source.bus());
        return Field.RTADDR_TTM.get(pointer) == 0
                ? follow(rootEntry).flatMap(table -> memory.read128(table.plus(16L * (source.value() & 0xFF))))
                        .map(ContextEntry::new).filter(c -> c.present() && c.translationType() == 2).isPresent() // §9.3: TT=10b
                : follow(rootEntry.plus(source.device() < 16 ? 0 : 8)) // §9.2
                        .flatMap(table -> follow(table.plus(32L * (source.value() & 0x7F)))) // §9.4
                        .flatMap(this::follow) // §9.5
                        .filter(table -> (load(table) & 0x1C1) == 0x101).isPresent(); // §9.6: P, PGTT=100b
    }

    /** The table that a present entry leads to. */
    private Optional<Gpa> follow(Gpa entry) {
        return memory.read128(entry.alignedTo(16)).map(both -> entry.offsetIn(16) == 0 ? both.low() : both.high())
                .filter(word -> (word & 1) != 0).map(word -> new Gpa(word & -4096L));
    }

    long load(Gpa at) {
        return memory.read64(at).orElse(0);
    }

    /** From now on this word is part of every snapshot. */
    void watch(Gpa word) {
        watched.add(word);
    }

    Snapshot snapshot() {
        return new Snapshot(read(Register.GSTS), read(Register.FSTS), new Entry128(read(Register.FRCD.offset(), 8),
                read(Register.FRCD.offset() + 8, 8)), read(Register.IQH), read(Register.ICS),
                watched.stream().map(this::load).toList());
    }
}
