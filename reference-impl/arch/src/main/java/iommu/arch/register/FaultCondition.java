package iommu.arch.register;

/** The conditions of FSTS that software clears by writing 1 (§11.4.7.1). */
public enum FaultCondition {
    /** PFO: a fault found no free recording register. */
    OVERFLOW(Field.FSTS_PFO),
    /** IQE: the queue stopped at a bad descriptor; IQERCD.IQEI says why. */
    QUEUE_ERROR(Field.FSTS_IQE),
    /** ICE: a device-TLB answered what it was not asked. */
    COMPLETION_ERROR(Field.FSTS_ICE),
    /** ITE: a device-TLB did not answer in time; the queue stopped. */
    TIMEOUT_ERROR(Field.FSTS_ITE);

    private final Field field;

    FaultCondition(Field field) {
        this.field = field;
    }

    /** Its bit in FSTS. */
    public Field field() {
        return field;
    }
}
