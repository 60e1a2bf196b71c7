package iommu.arch.seam;

import iommu.arch.Fault;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import iommu.arch.register.InterruptRegisters;

/** Room 13, {@code interrupt}: from a write to FEEx_xxxxh to an interrupt (§5.1, §5.2). */
public interface InterruptRemapper {

    /** Software has changed IRTA (by SIRTP), IRES or CFIS. */
    void program(InterruptRegisters registers);

    /** @param address of the write, FEEx_xxxxh @param data its 32 bits */
    Result remap(SourceId source, Iova address, int data);

    /** Entries of the interrupt-entry cache must go: 2^mask of them around {@code index}, or all (§6.5.2.8). */
    void invalidate(boolean all, int index, int mask);

    /** How it ends. */
    sealed interface Result {

        /**
         * Remapped: an interrupt goes to a processor.
         *
         * @param destination  APIC id: 32 bits with EIME, else 8
         * @param logical      DM
         * @param redirect     RH
         * @param vector       8 bits
         * @param deliveryMode as encoded in DLM, 3 bits
         * @param level        TM: level-triggered
         */
        record Interrupt(int destination, boolean logical, boolean redirect, int vector, int deliveryMode, boolean level)
                implements Result {
        }

        /**
         * Posted into a descriptor (§5.2.3).
         *
         * @param descriptor where
         * @param notifies   whether the notification was sent: {@code vector} to {@code destination}
         */
        record Posted(Gpa descriptor, boolean notifies, int destination, int vector) implements Result {
        }

        /** Compatibility format, or remapping is off: the message goes on as it is. */
        record Unchanged() implements Result {
        }

        /** @param index of the interrupt-remapping entry; 0 where none was worked out @param fault silent: FPD of the entry */
        record Blocked(Fault fault, int index) implements Result {
        }
    }
}
