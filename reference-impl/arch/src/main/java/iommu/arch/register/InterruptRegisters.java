package iommu.arch.register;

import iommu.arch.Gpa;

/**
 * What software has told the unit of interrupt remapping (§5.1.4, §11.4.4.1, §11.4.10).
 *
 * @param enabled       GSTS.IRES
 * @param table         IRTA as the last SIRTP took it over: a multiple of 4 KiB
 * @param entries       2^(S + 1): how many entries the table has, 2 to 65,536
 * @param extendedMode  EIME: destinations are 32-bit APIC ids
 * @param compatibility GSTS.CFIS: compatibility-format interrupts pass
 */
public record InterruptRegisters(boolean enabled, Gpa table, int entries, boolean extendedMode, boolean compatibility) {

    /** After reset: disabled. */
    public static final InterruptRegisters RESET = new InterruptRegisters(false, new Gpa(0), 2, false, false);
}
