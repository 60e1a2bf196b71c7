/**
 * The page request queue, a part of room 12 (§7.4.1, §7.5, §11.4.11).
 *
 * <p>The interface is {@link iommu.arch.seam.PageRequestQueue}; {@link iommu.emulator.pagerequest.RequestRing} is all
 * there is. Whether a device's tables let it ask at all is decided before a request comes here, and the cache entries
 * that a request invalidates (§6.5.3.1) are not in this room either.
 */
package iommu.emulator.pagerequest;
