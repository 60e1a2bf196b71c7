package iommu.arch.register;

/**
 * What software's accesses do to a field of a register, by the specification's names (§11.3). A bit that lies in no
 * field, or in a field that the unit does not have, is reserved, RsvdP or RsvdZ: it reads 0, and writing it does
 * nothing.
 */
public enum Attribute {
    /** Software reads it; only the unit changes it. */
    RO(false),
    /** Likewise, and it survives every reset but that of power-good. */
    ROS(true),
    /** Software sets and clears it. */
    RW(false),
    /** Software sets and clears it; what a read gives is undefined. */
    WO(false),
    /** The unit sets it, software clears it by writing 1, and it survives every reset but that of power-good. */
    RW1CS(true);

    private final boolean sticky;

    Attribute(boolean sticky) {
        this.sticky = sticky;
    }

    /** Whether only a power-good reset gives the field its default value. */
    public boolean sticky() {
        return sticky;
    }
}
