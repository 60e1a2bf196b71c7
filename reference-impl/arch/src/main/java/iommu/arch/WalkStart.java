package iommu.arch;

/**
 * Where a second-stage walk begins: at the top table that a context entry names, or at a lower table that a
 * paging-structure cache remembers (§6.2.5).
 *
 * @param table        the table to read first
 * @param level        its level: 5, 4, 3, 2, or 1 for a page table
 * @param rights       the AND of the rights of every entry above it; {@link Rights#RW} at the top
 * @param addressWidth the adjusted guest address width of the context entry in bits: 39, 48 or 57. The unit's own
 *                     limit, CAP.MGAW, holds as well
 */
public record WalkStart(Gpa table, int level, Rights rights, int addressWidth) {
}
