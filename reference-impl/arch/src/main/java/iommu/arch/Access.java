package iommu.arch;

/**
 * What a DMA request does at its address (§3.7.1, §3.14).
 *
 * <p>A zero-length read asks for no data. It needs the read permission, unless CAP.ZLR is set: then write alone
 * is enough too.
 */
public enum Access {
    READ, WRITE, ATOMIC, ZERO_LENGTH_READ
}
