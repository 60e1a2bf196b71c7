package iommu.arch.register;

import iommu.arch.Gpa;

/**
 * What software programs for one of the unit's events: FECTL.IM, FEADDR, FEUADDR and FEDATA, or their kin (§7.3).
 *
 * @param masked  IM: the message is held back
 * @param address where the message is written, upper and lower half together
 * @param data    its 16 bits of data
 */
public record EventRegisters(boolean masked, Gpa address, int data) {

    /** After reset: masked, address and data 0 (§11.4.7.2). */
    public static final EventRegisters RESET = new EventRegisters(true, new Gpa(0), 0);
}
