package iommu.arch;

/** Memory that can be written too: what the guest's processor and the devices share with the unit. */
public interface Memory extends TableMemory {

    /** Stores 8 bytes at a multiple of 8. @return whether there is memory there */
    boolean write64(Gpa at, long value);

    /** Stores 16 bytes at a multiple of 16, in one access. @return whether there is memory there */
    boolean write128(Gpa at, Entry128 value);

    /** Stores 4 bytes at a multiple of 4. @return whether there is memory there */
    boolean write32(Gpa at, int value);
}
