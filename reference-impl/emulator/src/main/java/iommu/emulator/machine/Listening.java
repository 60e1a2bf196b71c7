package iommu.emulator.machine;

import iommu.arch.Capabilities;
import iommu.arch.TableMemory;
import iommu.arch.seam.ContextLookup;
import iommu.arch.seam.MappingNotifier;
import iommu.arch.seam.MemoryMap;
import iommu.arch.seam.PageWalk;
import iommu.arch.seam.SafetyPolicy;
import iommu.arch.seam.SafetyPolicy.Configuration;
import iommu.arch.seam.SafetyPolicy.Shadowing;
import iommu.arch.seam.ShadowTables;
import iommu.emulator.notifier.TableNotifier;
import iommu.emulator.safety.MatrixPolicy;
import iommu.emulator.shadow.TrapTables;
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

    /** The safety matrix decides, for a unit without shadow tables on a host that makes every access snoop. */
    public static Listening to(Capabilities unit) {
        return new Listening(new MatrixPolicy(Configuration.of(unit, Shadowing.OFF, true)));
    }

    /** The same with shadow tables of the reference. @param shadowing not {@link Shadowing#OFF} */
    public static Listening shadowed(Capabilities unit, Shadowing shadowing) {
        return new Listening(new MatrixPolicy(Configuration.of(unit, shadowing, true)))
                .withShadow((tables, memory) -> new TrapTables(tables, unit, memory, shadowing));
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
