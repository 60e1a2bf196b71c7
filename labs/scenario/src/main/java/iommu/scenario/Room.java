package iommu.scenario;

/** What a run speaks to: one room through its seam, or a whole machine. */
public enum Room {
    MACHINE, CONTEXT, WALK, IOTLB, FAULTS, REGISTERS, QUEUE, DRIVER, SAFETY, NOTIFIER, SHADOW, UNIT;

    /** The word of the language. */
    @Override
    public String toString() {
        return switch (this) {
            case MACHINE -> "machine";
            case CONTEXT -> "context";
            case WALK -> "walk";
            case IOTLB -> "iotlb";
            case FAULTS -> "faults";
            case REGISTERS -> "registers";
            case QUEUE -> "queue";
            case DRIVER -> "driver";
            case SAFETY -> "safety";
            case NOTIFIER -> "notifier";
            case SHADOW -> "shadow";
            case UNIT -> "unit";
        };
    }

    /** Whether devices and software speak to it, and not the other rooms. */
    public boolean isWhole() {
        return this == MACHINE || this == UNIT;
    }

    /** Whether what may be answered depends on what was answered before, so that no set of it can be written down ahead. */
    public boolean judgedAsItGoes() {
        return this == FAULTS || this == REGISTERS || this == QUEUE || this == DRIVER || this == SAFETY || this == NOTIFIER
                || this == SHADOW || this == UNIT;
    }
}
