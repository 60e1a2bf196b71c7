package iommu.grade.explain;

import iommu.arch.Capabilities;
import iommu.arch.Memory;
import iommu.arch.seam.ScalableCache;
import iommu.arch.stimulus.Stimulus;
import iommu.emulator.machine.Machine;
import iommu.emulator.machine.Options;
import iommu.emulator.machine.Rooms;

/** The reference's machine, played up to the access to be explained. The one class that knows how it is put together. */
final class Played {

    private final Capabilities capabilities;
    private final Machine machine;
    private RememberingCache cache;
    private ScalableCache scalable;
    private WatchedRegisters registers;

    Played(Capabilities capabilities, int capacity) {
        this.capabilities = capabilities;
        machine = new Machine(capabilities, capacity, Options.DEFAULT, (address, data) -> { }, this::watched);
    }

    private Rooms watched(Rooms plain) {
        cache = new RememberingCache(plain.legacy().cache());
        scalable = plain.scalable().cache();
        registers = new WatchedRegisters(plain.registers());
        return new Rooms(new Rooms.Legacy(plain.legacy().context(), plain.legacy().walk(), cache), plain.scalable(),
                plain.faults(), registers, plain.queue(), plain.interrupts(), plain.pageRequests());
    }

    /** Takes one step that comes before; one that speaks to a single room changes nothing that is read later. */
    void play(int line, Stimulus stimulus) {
        cache.at(line);
        switch (stimulus) {
            case Stimulus.LookUpContext l -> { }
            case Stimulus.Walk w -> { }
            case Stimulus.TakeEpoch e -> { }
            case Stimulus.FillTranslation f -> { }
            case Stimulus.FillContext f -> { }
            case Stimulus.FillPrefix f -> { }
            case Stimulus.CachedTranslationOf c -> { }
            case Stimulus.CachedContextOf c -> { }
            case Stimulus.CachedPrefixOf c -> { }
            case Stimulus.Invalidate i -> { }
            default -> machine.on(stimulus);
        }
    }

    Capabilities capabilities() {
        return capabilities;
    }

    /** As the unit sees it. */
    Memory memory() {
        return machine.memory();
    }

    RememberingCache cache() {
        return cache;
    }

    /** The caches of scalable mode. */
    ScalableCache scalable() {
        return scalable;
    }

    WatchedRegisters registers() {
        return registers;
    }
}
