package iommu.peers.qemu;

import iommu.arch.Capabilities;
import iommu.arch.DmaOutcome;
import iommu.arch.DmaRequest;
import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.SourceId;
import iommu.arch.format.ContextEntry;
import iommu.arch.format.RootEntry;
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
                new Rooms.Scalable(rooms.scalable().lookup(), rooms.scalable().walk(),
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

    /** Whether the source's context entry, as memory holds it now, says pass-through. */
    boolean passesThrough(SourceId source) {
        Gpa root = new Gpa(read(Register.RTADDR) & Field.RTADDR_RTA.mask()).plus((long) source.bus() * RootEntry.SIZE);
        return memory.read128(root).map(RootEntry::new).filter(RootEntry::present)
                .flatMap(entry -> memory.read128(entry.contextTable().plus((source.value() & 0xFFL) * ContextEntry.SIZE)))
                .map(ContextEntry::new).filter(c -> c.present() && c.translationType() == 2).isPresent(); // §9.3: TT=10b
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
