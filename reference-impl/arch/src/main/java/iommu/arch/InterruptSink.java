package iommu.arch;

/** Where the unit's own events go: fault, invalidation and page-request events are never remapped (§5.1.6, §7.3). */
@FunctionalInterface
public interface InterruptSink {

    /** A message was sent. @param address FEADDR and FEUADDR (or their kin), 64 bits @param data the low 16 bits count */
    void message(long address, int data);
}
