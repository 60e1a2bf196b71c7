package iommu.arch.register;

import iommu.arch.Gpa;

/**
 * What software has told the unit of the invalidation queue (§6.5.2).
 *
 * @param enabled GSTS.QIES
 * @param base    IQA: where the ring begins, a multiple of 4 KiB
 * @param size    IQA.QS: the ring has 2^QS pages of 4 KiB
 * @param wide    IQA.DW: descriptors have 256 bits, not 128
 * @param tail    IQT.QT: the ring's first descriptor that is not yet valid, counted in 128-bit units
 * @param mode    the table mode in effect, RTADDR.TTM at the last SRTP
 */
public record QueueRegisters(boolean enabled, Gpa base, int size, boolean wide, int tail, TableMode mode) {

    /** After reset: disabled (§6.5.2). */
    public static final QueueRegisters RESET = new QueueRegisters(false, new Gpa(0), 0, false, 0, TableMode.LEGACY);
}
