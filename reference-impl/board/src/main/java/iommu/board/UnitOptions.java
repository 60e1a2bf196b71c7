package iommu.board;

import iommu.arch.Capabilities;
import java.util.Set;

/** What the properties of {@code -device intel-iommu} make of a unit. Those not named here are passed over. */
final class UnitOptions {

    private UnitOptions() {
    }

    /**
     * {@code caching-mode} (on unless told otherwise: an external cache is supported), {@code aw-bits} 39, 48 or 57,
     * {@code snoop-control}.
     *
     * @throws SetupException if a value makes no sense
     */
    static Capabilities capabilities(Properties options) throws SetupException {
        long width = options.number("aw-bits", 48);
        if (width != 39 && width != 48 && width != 57) {
            throw new SetupException("-device intel-iommu: aw-bits=" + options.text("aw-bits", "") + " should be 39, 48 or 57");
        }
        boolean cachingMode = options.flag("caching-mode", true);
        boolean snoopControl = options.flag("snoop-control", true);
        return Capabilities.DEFAULT.with(c -> {
            c.guestAddressWidth = (int) width;
            c.levels = width == 39 ? Set.of(3) : width == 48 ? Set.of(3, 4) : Set.of(3, 4, 5);
            c.cachingMode = cachingMode;
            c.snoopControl = snoopControl;
        });
    }
}
