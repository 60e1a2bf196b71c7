package iommu.arch;

/** What becomes of an interrupt request (§5.1, §5.2). */
public sealed interface InterruptOutcome {

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
            implements InterruptOutcome {
    }

    /**
     * Posted into a descriptor (§5.2.3).
     *
     * @param descriptor where
     * @param notifies   whether the notification was sent: {@code vector} to {@code destination}
     */
    record Posted(Gpa descriptor, boolean notifies, int destination, int vector) implements InterruptOutcome {
    }

    /** Compatibility format, or remapping is off: the message goes on as it is. */
    record Unchanged() implements InterruptOutcome {
    }

    /** @param index of the interrupt-remapping entry; 0 where none was worked out @param fault silent: FPD of the entry */
    record Blocked(Fault fault, int index) implements InterruptOutcome {
    }
}
