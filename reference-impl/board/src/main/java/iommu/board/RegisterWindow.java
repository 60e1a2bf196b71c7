package iommu.board;

/** Registers in the processor's address space. They see aligned accesses of 4 bytes, or of 8 where they are that wide. */
interface RegisterWindow {

    /** The widest access in bytes, 4 or 8; a wider one arrives in pieces, the low one first. */
    int widest();

    /** @param offset in bytes, a multiple of size @param size 4 or {@link #widest()} */
    long read(int offset, int size);

    /** @param offset in bytes, a multiple of size @param size 4 or {@link #widest()} */
    void write(int offset, int size, long value);
}
