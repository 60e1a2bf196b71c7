package iommu.arch.register;

import iommu.arch.Gpa;

/**
 * The protected memory regions while PMEN.EPM is set (§11.4.8). A limit is the last protected byte.
 *
 * @param enabled   PMEN.EPM
 * @param lowBase   PLMBASE @param lowLimit PLMLIMIT with its undecoded low bits set; a region below its base is empty
 * @param highBase  PHMBASE @param highLimit PHMLIMIT, likewise
 */
public record ProtectedMemory(boolean enabled, Gpa lowBase, Gpa lowLimit, Gpa highBase, Gpa highLimit) {

    /** After reset: off. */
    public static final ProtectedMemory OFF =
            new ProtectedMemory(false, new Gpa(0), new Gpa(0), new Gpa(0), new Gpa(0));
}
