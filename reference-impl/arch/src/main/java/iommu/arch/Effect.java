package iommu.arch;

import iommu.arch.invalidation.Invalidation;
import iommu.arch.register.EventRegisters;
import iommu.arch.register.FaultCondition;
import iommu.arch.register.QueueRegisters;
import iommu.arch.register.TableMode;
import java.util.Set;

/**
 * What a register write, or an action of a room, asks the rest of the machine to do. Rooms return effects and call
 * nobody; the machine carries them out in their order.
 */
public sealed interface Effect {

    /** GCMD.SRTP: the root pointer and the table mode take effect (§6.6). */
    record UseRootTable(Gpa table, TableMode mode) implements Effect {
    }

    /** GCMD.TE changed (§11.4.4.1). */
    record Translate(boolean on) implements Effect {
    }

    /** Cache entries must go, by CCMD, IOTLB_REG or a descriptor (§6.5). */
    record Invalidate(Invalidation command) implements Effect {
    }

    /** QIE, IQA, IQT or the table mode changed (§6.5.2). */
    record UpdateQueue(QueueRegisters registers) implements Effect {
    }

    /** F of this fault recording register was written 1 (§11.4.7.6). @param index from 0 */
    record ClearFaultRecord(int index) implements Effect {
    }

    /** These conditions of FSTS were written 1 (§11.4.7.1). */
    record ClearFaultConditions(Set<FaultCondition> conditions) implements Effect {
        public ClearFaultConditions {
            conditions = Set.copyOf(conditions);
        }
    }

    /** FECTL, FEDATA, FEADDR or FEUADDR was written (§7.3). */
    record ProgramFaultEvent(EventRegisters event) implements Effect {
    }

    /** ICS.IWC was written 1 (§11.4.9.4). */
    record ClearWaitCompletion() implements Effect {
    }

    /** IECTL, IEDATA, IEADDR or IEUADDR was written (§6.5.2.10). */
    record ProgramInvalidationEvent(EventRegisters event) implements Effect {
    }

    /**
     * A device must drop translations (§6.5.2.5).
     *
     * @param tag   names the request: the queue waits for {@code done(tag)} or {@code timeout(tag)}
     * @param start the start of the range
     * @param size  its size in bytes, a power of two; 0 for all addresses
     */
    record InvalidateDeviceTlb(int tag, SourceId source, Iova start, long size) implements Effect {
    }

    /** Interrupt-remapping entries must go: 2^mask of them from {@code index} on, or all (§6.5.2.8). */
    record InvalidateInterruptEntries(boolean all, int index, int mask) implements Effect {
    }

    /** Four bytes of status go to memory, coherently (§6.5.2.9). */
    record StoreStatus(Gpa at, int data) implements Effect {
    }

    /** One of the unit's own events goes out (§7.3). */
    record SendMessage(Gpa address, int data) implements Effect {
    }

    /** A condition of the queue must show in FSTS and may raise the fault event (§6.5.2.11). */
    record ReportQueueError(FaultCondition condition) implements Effect {
    }
}
