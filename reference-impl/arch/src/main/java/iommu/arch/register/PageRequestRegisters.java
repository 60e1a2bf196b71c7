package iommu.arch.register;

import iommu.arch.Gpa;

/**
 * What software has told the unit of the page request queue (§11.4.11).
 *
 * @param base where the ring begins, a multiple of 4 KiB
 * @param size PQA.PQS: the ring has 2^(PQS + 7) entries of 32 bytes
 * @param head PQH: the entry that software takes next, counted in entries
 * @param tail PQT as it reads now: where the unit's last status left it, or where software has put it; in entries
 */
public record PageRequestRegisters(Gpa base, int size, int head, int tail) {

    public static final PageRequestRegisters RESET = new PageRequestRegisters(new Gpa(0), 0, 0, 0);
}
