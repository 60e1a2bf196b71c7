package iommu.peers.cost;

/**
 * What a run took.
 *
 * @param registerWrites of the guest: each leaves the guest for the emulator
 * @param descriptors    put into the invalidation queue
 * @param requests       of devices
 * @param wrong          requests that did not reach the frame which the guest has mapped there
 * @param walks          page walks made for requests
 * @param readAgain      page walks made for listeners
 * @param events         told to listeners, all together
 * @param traps          stores of the guest that were trapped because they went to a table: each leaves the guest too
 */
public record Count(long registerWrites, long descriptors, long requests, long wrong, long walks, long readAgain,
        long events, long traps) {
}
