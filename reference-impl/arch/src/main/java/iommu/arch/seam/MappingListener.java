package iommu.arch.seam;

/**
 * Who is told: an external cache, an emulated device's own cache, a tracer. The other end of room 08, which knows
 * nothing of it.
 */
@FunctionalInterface
public interface MappingListener {

    /**
     * Takes one event, to be in force when this returns.
     *
     * @throws RuntimeException if it can't. Its device is then blocked for good, with an error that names the listener
     *                          and the event; it is told nothing more, and what it has mapped stays mapped
     */
    void on(MappingNotifier.Event event);
}
