package iommu.probe;

import iommu.arch.stimulus.RoomCall;
import iommu.arch.stimulus.Stimulus;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The rooms that a probe can drive. */
public enum RoomKind {
    /** {@link iommu.arch.seam.ContextLookup}. */
    CONTEXT,
    /** {@link iommu.arch.seam.PageWalk}. */
    WALK,
    /** {@link iommu.arch.seam.TranslationCache}. */
    IOTLB,
    /** {@link iommu.arch.seam.FaultLog}. */
    FAULTS,
    /** {@link iommu.arch.seam.RegisterFile}. */
    REGISTERS,
    /** {@link iommu.arch.seam.InvalidationQueue}. */
    QUEUE,
    /** {@link iommu.arch.seam.MappingDriver}. */
    DRIVER,
    /** {@link iommu.arch.seam.SafetyPolicy}. */
    SAFETY,
    /** {@link iommu.arch.seam.MappingNotifier}. */
    NOTIFIER,
    /** {@link iommu.arch.seam.ShadowTables}. */
    SHADOW,
    /** {@link iommu.arch.seam.UnitPort}. */
    UNIT,
    /** {@link iommu.arch.seam.InterruptRemapper}. */
    INTERRUPTS,
    /** {@link iommu.arch.seam.ScalableTables}. */
    SCALABLE;

    /** By the type of a step, which decides: every step is asked about, some of them twice. */
    private static final Map<Class<?>, Set<RoomKind>> TAKERS = new ConcurrentHashMap<>();

    /** Whether a run of this room may have such a step. */
    public boolean takes(Stimulus stimulus) {
        return TAKERS.computeIfAbsent(stimulus.getClass(), any -> {
            Set<RoomKind> takers = EnumSet.allOf(RoomKind.class);
            takers.removeIf(kind -> !kind.has(stimulus));
            return takers;
        }).contains(this);
    }

    private boolean has(Stimulus stimulus) {
        return switch (stimulus) {
            case Stimulus.Store64 s -> true;
            case Stimulus.Store128 s -> true;
            case Stimulus.Flush f -> true;
            case Stimulus.Readable r -> true;
            case Stimulus.LookUpContext c -> this == CONTEXT;
            case Stimulus.Walk w -> this == WALK;
            case Stimulus.TakeEpoch t -> this == IOTLB;
            case Stimulus.FillTranslation f -> this == IOTLB;
            case Stimulus.FillContext f -> this == IOTLB;
            case Stimulus.FillPrefix f -> this == IOTLB;
            case Stimulus.CachedTranslationOf c -> this == IOTLB;
            case Stimulus.CachedContextOf c -> this == IOTLB;
            case Stimulus.CachedPrefixOf c -> this == IOTLB;
            case Stimulus.Invalidate i -> this == IOTLB;
            case Stimulus.RegisterWrite w -> this == UNIT;
            case Stimulus.RegisterRead r -> this == REGISTERS || this == UNIT;
            case Stimulus.Dma d -> this == UNIT;
            case RoomCall c -> of(c).filter(kind -> kind == this).isPresent() || this == SHADOW && isOfBoth(c);
            case Stimulus.AskForPage a -> false;
            case Stimulus.Interrupt i -> false;
            case Stimulus.DeviceTlbDone d -> this == UNIT;
            case Stimulus.DeviceTlbTimeout t -> this == UNIT;
        };
    }

    /** The room that has this call; empty if no lab has it. */
    private static Optional<RoomKind> of(RoomCall call) {
        return switch (call) {
            case RoomCall.RecordFault c -> Optional.of(FAULTS);
            case RoomCall.ReportCondition c -> Optional.of(FAULTS);
            case RoomCall.ClearRecord c -> Optional.of(FAULTS);
            case RoomCall.ClearConditions c -> Optional.of(FAULTS);
            case RoomCall.ProgramFaultEvent c -> Optional.of(FAULTS);
            case RoomCall.DisableTranslation c -> Optional.of(FAULTS);
            case RoomCall.FaultStatusOf c -> Optional.of(FAULTS);
            case RoomCall.WriteRegister c -> Optional.of(REGISTERS);
            case RoomCall.ShowFaults c -> Optional.of(REGISTERS);
            case RoomCall.ShowQueue c -> Optional.of(REGISTERS);
            case RoomCall.ShowPageRequests c -> Optional.of(REGISTERS);
            case RoomCall.UpdateQueue c -> Optional.of(QUEUE);
            case RoomCall.DeviceDone c -> Optional.of(QUEUE);
            case RoomCall.DeviceTimeout c -> Optional.of(QUEUE);
            case RoomCall.ConditionsCleared c -> Optional.of(QUEUE);
            case RoomCall.CompletionCleared c -> Optional.of(QUEUE);
            case RoomCall.ProgramCompletionEvent c -> Optional.of(QUEUE);
            case RoomCall.QueueStatusOf c -> Optional.of(QUEUE);
            case RoomCall.BeginDriver c -> Optional.of(DRIVER);
            case RoomCall.Drive c -> Optional.of(DRIVER);
            case RoomCall.AttachListener c -> Optional.of(SAFETY);
            case RoomCall.DetachListener c -> Optional.of(SAFETY);
            case RoomCall.Reconfigure c -> Optional.of(SAFETY);
            case RoomCall.PolicyOf c -> Optional.of(SAFETY);
            case RoomCall.OutsideOf c -> Optional.of(UNIT);
            case RoomCall.ResetUnit c -> Optional.of(UNIT);
            case RoomCall.ProgramInterrupts c -> Optional.of(INTERRUPTS);
            case RoomCall.Remap c -> Optional.of(INTERRUPTS);
            case RoomCall.InvalidateInterrupts c -> Optional.of(INTERRUPTS);
            case RoomCall.LookUpScalableContext c -> Optional.of(SCALABLE);
            case RoomCall.AskRefusal c -> Optional.of(SCALABLE);
            case RoomCall.LookUpPasid c -> Optional.of(SCALABLE);
            case RoomCall.WalkStages c -> Optional.of(SCALABLE);
            default -> ofListeners(call);
        };
    }

    /** Whether both rooms have it that tell listeners. */
    private static boolean isOfBoth(RoomCall call) {
        return call instanceof RoomCall.Join || call instanceof RoomCall.Leave || call instanceof RoomCall.CarriedOut
                || call instanceof RoomCall.ChangeUnit || call instanceof RoomCall.ViewOf;
    }

    private static Optional<RoomKind> ofListeners(RoomCall call) {
        return switch (call) {
            case RoomCall.Join c -> Optional.of(NOTIFIER);
            case RoomCall.Leave c -> Optional.of(NOTIFIER);
            case RoomCall.Replay c -> Optional.of(NOTIFIER);
            case RoomCall.CarriedOut c -> Optional.of(NOTIFIER);
            case RoomCall.DropDeviceTlb c -> Optional.of(NOTIFIER);
            case RoomCall.ChangeUnit c -> Optional.of(NOTIFIER);
            case RoomCall.Serve c -> Optional.of(NOTIFIER);
            case RoomCall.ViewOf c -> Optional.of(NOTIFIER);
            case RoomCall.ContextIs c -> Optional.of(NOTIFIER);
            case RoomCall.LeafIs c -> Optional.of(NOTIFIER);
            case RoomCall.NothingAt c -> Optional.of(NOTIFIER);
            case RoomCall.NoMemory c -> Optional.of(NOTIFIER);
            case RoomCall.TrapStore c -> Optional.of(SHADOW);
            case RoomCall.TrappedAt c -> Optional.of(SHADOW);
            default -> Optional.empty();
        };
    }
}
