package iommu.emulator.shadow;

import iommu.arch.Gpa;

/** The root, context or PASID structure's entry that one listener's source has. @param size in bytes; within a page */
record Stretch(Follower owner, TrapKind kind, Gpa at, int size) implements Use {

    @Override
    public Gpa page() {
        return at.alignedTo(1 << 12);
    }

    @Override
    public boolean isTouchedBy(Bytes stored) {
        return stored.overlap(at, size);
    }
}
