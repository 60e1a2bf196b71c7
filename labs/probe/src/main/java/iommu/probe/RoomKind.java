package iommu.probe;

import iommu.arch.stimulus.RoomCall;
import iommu.arch.stimulus.Stimulus;
import java.util.Set;

/** The rooms that a probe can drive, each with the steps that are its own. */
public enum RoomKind {
    /** {@link iommu.arch.seam.ContextLookup}. */
    CONTEXT(Stimulus.LookUpContext.class),
    /** {@link iommu.arch.seam.PageWalk}. */
    WALK(Stimulus.Walk.class),
    /** {@link iommu.arch.seam.TranslationCache}. */
    IOTLB(Stimulus.TakeEpoch.class, Stimulus.FillTranslation.class, Stimulus.FillContext.class, Stimulus.FillPrefix.class,
            Stimulus.CachedTranslationOf.class, Stimulus.CachedContextOf.class, Stimulus.CachedPrefixOf.class,
            Stimulus.Invalidate.class),
    /** {@link iommu.arch.seam.FaultLog}. */
    FAULTS(RoomCall.RecordFault.class, RoomCall.ReportCondition.class, RoomCall.ClearRecord.class,
            RoomCall.ClearConditions.class, RoomCall.ProgramFaultEvent.class, RoomCall.DisableTranslation.class,
            RoomCall.FaultStatusOf.class),
    /** {@link iommu.arch.seam.RegisterFile}. */
    REGISTERS(Stimulus.RegisterRead.class, RoomCall.WriteRegister.class, RoomCall.ShowFaults.class, RoomCall.ShowQueue.class,
            RoomCall.ShowPageRequests.class),
    /** {@link iommu.arch.seam.InvalidationQueue}. */
    QUEUE(RoomCall.UpdateQueue.class, RoomCall.DeviceDone.class, RoomCall.DeviceTimeout.class,
            RoomCall.ConditionsCleared.class, RoomCall.CompletionCleared.class, RoomCall.ProgramCompletionEvent.class,
            RoomCall.QueueStatusOf.class),
    /** {@link iommu.arch.seam.MappingDriver}. */
    DRIVER(RoomCall.BeginDriver.class, RoomCall.Drive.class),
    /** {@link iommu.arch.seam.SafetyPolicy}. */
    SAFETY(RoomCall.AttachListener.class, RoomCall.DetachListener.class, RoomCall.Reconfigure.class,
            RoomCall.PolicyOf.class),
    /** {@link iommu.arch.seam.MappingNotifier}. */
    NOTIFIER(RoomCall.Join.class, RoomCall.Leave.class, RoomCall.Replay.class, RoomCall.CarriedOut.class,
            RoomCall.DropDeviceTlb.class, RoomCall.ChangeUnit.class, RoomCall.Serve.class, RoomCall.ViewOf.class,
            RoomCall.ContextIs.class, RoomCall.LeafIs.class, RoomCall.NothingAt.class, RoomCall.NoMemory.class),
    /** {@link iommu.arch.seam.ShadowTables}. */
    SHADOW(RoomCall.TrapStore.class, RoomCall.TrappedAt.class, RoomCall.Join.class, RoomCall.Leave.class,
            RoomCall.CarriedOut.class, RoomCall.ChangeUnit.class, RoomCall.ViewOf.class),
    /** {@link iommu.arch.seam.UnitPort}. */
    UNIT(Stimulus.RegisterWrite.class, Stimulus.RegisterRead.class, Stimulus.Dma.class, Stimulus.DeviceTlbDone.class,
            Stimulus.DeviceTlbTimeout.class, RoomCall.OutsideOf.class, RoomCall.ResetUnit.class),
    /** {@link iommu.arch.seam.InterruptRemapper}. */
    INTERRUPTS(RoomCall.ProgramInterrupts.class, RoomCall.Remap.class, RoomCall.InvalidateInterrupts.class),
    /** {@link iommu.arch.seam.ScalableTables}. */
    SCALABLE(RoomCall.LookUpScalableContext.class, RoomCall.AskRefusal.class, RoomCall.LookUpPasid.class,
            RoomCall.WalkStages.class);

    /** What the guest does to memory: every room's case may have it. */
    private static final Set<Class<?>> MEMORY = Set.of(Stimulus.Store64.class, Stimulus.Store128.class, Stimulus.Flush.class,
            Stimulus.Readable.class);

    private final Set<Class<?>> own;

    RoomKind(Class<?>... own) {
        this.own = Set.of(own);
    }

    /** Whether a run of this room may have such a step. */
    public boolean takes(Stimulus stimulus) {
        return own.contains(stimulus.getClass()) || MEMORY.contains(stimulus.getClass());
    }
}
