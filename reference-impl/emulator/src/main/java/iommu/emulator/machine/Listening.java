package iommu.emulator.machine;

import iommu.arch.TableMemory;
import iommu.arch.seam.ContextLookup;
import iommu.arch.seam.MappingNotifier;
import iommu.arch.seam.MemoryMap;
import iommu.arch.seam.PageWalk;
import iommu.arch.seam.SafetyPolicy;
import iommu.arch.seam.ShadowTables;
import iommu.emulator.notifier.TableNotifier;
import java.util.Optional;

/**
 * What a unit needs to have listeners.
 *
 * @param policy   who may listen
 * @param memory   what of the guest's address space is memory
 * @param notifier makes the room that tells them
 * @param shadow   if there, makes the room that tells those with the wish MAP instead
 * @param port     hears of listeners that come, go and fail
 */
public record Listening(SafetyPolicy policy, MemoryMap memory, Maker notifier, Optional<ShadowMaker> shadow,
        ListenerPort port) {

    /** Makes a room 08 of its neighbours, which serve every table mode. */
    @FunctionalInterface
    public interface Maker {
        MappingNotifier make(ContextLookup contexts, PageWalk walk, MemoryMap memory);
    }

    /** Makes a room 10 of its neighbours. */
    @FunctionalInterface
    public interface ShadowMaker {

        /** @param tables the guest's memory, with every store in it before the room hears of it */
        ShadowTables make(TableMemory tables, MemoryMap memory);
    }

    /** The reference's notifier, everything is memory, no shadow tables. */
    public Listening(SafetyPolicy policy) {
        this(policy, MemoryMap.ALL, TableNotifier::new, Optional.empty(), ListenerPort.SILENT);
    }

    public Listening withMemory(MemoryMap map) {
        return new Listening(policy, map, notifier, shadow, port);
    }

    public Listening withNotifier(Maker maker) {
        return new Listening(policy, memory, maker, shadow, port);
    }

    public Listening withShadow(ShadowMaker maker) {
        return new Listening(policy, memory, notifier, Optional.of(maker), port);
    }

    public Listening withPort(ListenerPort hears) {
        return new Listening(policy, memory, notifier, shadow, hears);
    }
}
