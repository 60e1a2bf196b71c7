package iommu.arch.seam;

import iommu.arch.Fault;
import iommu.arch.Iova;
import iommu.arch.SourceId;

/** Room 13, {@code interrupt}: from a write to FEEx_xxxxh to an interrupt (§5.1). */
@FunctionalInterface
public interface InterruptRemapper {

    /** @param address of the write, FEEx_xxxxh @param data its 32 bits */
    Result remap(SourceId source, Iova address, int data);

    /** How it ends. */
    sealed interface Result {

        /** Remapped. @param destination the APIC id @param vector 8 bits @param deliveryMode as encoded in DLM */
        record Interrupt(int destination, int vector, int deliveryMode, boolean level) implements Result {
        }

        /** Compatibility format: the message goes on as it is. */
        record Unchanged() implements Result {
        }

        record Blocked(Fault fault) implements Result {
        }
    }
}
