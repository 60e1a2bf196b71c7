package iommu.arch;

/**
 * The version of the seams, the interfaces of {@code iommu.arch.seam}. They are frozen within a major version: a class
 * written for another one may not compile here, or may mean something else.
 */
public final class SeamVersion {

    /** Grows when a seam changes so that a class written for it would no longer do. */
    public static final int MAJOR = 1;

    private SeamVersion() {
    }
}
