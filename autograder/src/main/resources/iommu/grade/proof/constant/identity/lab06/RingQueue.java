package lab06;

import iommu.arch.Capabilities;
import iommu.arch.Effect;
import iommu.arch.SourceId;
import iommu.arch.TableMemory;
import iommu.arch.register.EventRegisters;
import iommu.arch.register.FaultCondition;
import iommu.arch.register.QueueError;
import iommu.arch.register.QueueRegisters;
import iommu.arch.register.QueueStatus;
import iommu.arch.seam.InvalidationQueue;
import java.util.List;
import java.util.Set;

public final class RingQueue implements InvalidationQueue {

    public RingQueue(TableMemory memory, Capabilities capabilities) {
    }

    @Override
    public List<Effect> update(QueueRegisters registers) {
        return List.of();
    }

    @Override
    public List<Effect> done(int tag) {
        return List.of();
    }

    @Override
    public List<Effect> timeout(int tag) {
        return List.of();
    }

    @Override
    public List<Effect> cleared(Set<FaultCondition> conditions) {
        return List.of();
    }

    @Override
    public List<Effect> completionCleared() {
        return List.of();
    }

    @Override
    public List<Effect> program(EventRegisters event) {
        return List.of();
    }

    @Override
    public QueueStatus status() {
        return QueueStatus.RESET;
    }
}
