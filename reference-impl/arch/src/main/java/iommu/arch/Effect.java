package iommu.arch;

import iommu.arch.invalidation.Invalidation;
import iommu.arch.invalidation.ScalableInvalidation;
import iommu.arch.register.EventRegisters;
import iommu.arch.register.FaultCondition;
import iommu.arch.register.InterruptRegisters;
import iommu.arch.register.PageRequestRegisters;
import iommu.arch.register.ProtectedMemory;
import iommu.arch.register.QueueRegisters;
import iommu.arch.register.TableMode;
import java.util.Set;

/**
 * What a register write, or an action of a room, asks the rest of the machine to do. Rooms return effects and call
 * nobody; the machine carries them out in their order.
 */
public sealed interface Effect {

    /** GCMD.SRTP: the root pointer and the table mode take effect (§6.6). @param separateRights RTADDR.SSIRWE */
    record UseRootTable(Gpa table, TableMode mode, boolean separateRights) implements Effect {

        /** Without SSIRWE. */
        public UseRootTable(Gpa table, TableMode mode) {
            this(table, mode, false);
        }
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

    /** Cache entries must go, by a descriptor that only scalable mode has (§6.5.2.2, §6.5.2.4). */
    record InvalidateScalable(ScalableInvalidation command) implements Effect {
    }

    /**
     * A device must drop translations of one PASID (§6.5.2.6).
     *
     * @param global for every PASID (GI)
     * @param tag    as in {@link InvalidateDeviceTlb}, as are {@code start} and {@code size}
     */
    record InvalidatePasidDeviceTlb(int tag, SourceId source, int pasid, boolean global, Iova start, long size)
            implements Effect {
    }

    /** A device is told how its page request group ended (§6.5.2.7). @param code RC: 0 success, 1 invalid, 15 failure */
    record RespondToPageGroup(SourceId source, Pasid pasid, int group, int code) implements Effect {
    }

    /** SIRTP took IRTA over, or IRE or CFI changed (§6.7, §11.4.4.1). */
    record ProgramInterruptRemapping(InterruptRegisters registers) implements Effect {
    }

    /** PMEN or a protected-memory base or limit changed (§11.4.8). */
    record ProtectMemory(ProtectedMemory regions) implements Effect {
    }

    /** PQA, PQH or PQT was written (§11.4.11). */
    record UpdatePageRequestQueue(PageRequestRegisters registers) implements Effect {
    }

    /** PRS.PPR or PRS.PRO was written 1. */
    record ClearPageRequestStatus(boolean pending, boolean overflow) implements Effect {
    }

    /** PECTL, PEDATA, PEADDR or PEUADDR was written (§7.5). */
    record ProgramPageRequestEvent(EventRegisters event) implements Effect {
    }

    /** A page request goes to memory, coherently (§7.4.1). */
    record StorePageRequest(Gpa at, Entry256 bits) implements Effect {
    }
}
