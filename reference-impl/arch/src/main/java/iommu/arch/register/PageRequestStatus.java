package iommu.arch.register;

/**
 * What software can see of the page request queue (§11.4.11).
 *
 * @param tail         PQT, counted in entries of 32 bytes
 * @param pending      PRS.PPR
 * @param overflow     PRS.PRO
 * @param eventPending PECTL.IP
 */
public record PageRequestStatus(int tail, boolean pending, boolean overflow, boolean eventPending) {

    public static final PageRequestStatus RESET = new PageRequestStatus(0, false, false, false);
}
