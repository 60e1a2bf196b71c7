package iommu.arch.register;

import iommu.arch.Gpa;

/**
 * What software has told the unit of the page request queue (§11.4.11).
 *
 * @param base where the ring begins, a multiple of 4 KiB
 * @param size PQA.PQS: the ring has 2^(PQS + 7) entries of 32 bytes
 * @param head PQH: the entry that software takes next, counted in entries
 * @param tail PQT as software wrote it, counted in entries; the unit moves it on
 */
public record PageRequestRegisters(Gpa base, int size, int head, int tail) {

    public static final PageRequestRegisters RESET = new PageRequestRegisters(new Gpa(0), 0, 0, 0);
}
