package iommu.board;

import iommu.arch.Capabilities;
import java.util.Set;

/**
 * What the properties of {@code -device intel-iommu} make of a unit. Those not named here are passed over.
 *
 * <table>
 * <caption>Properties</caption>
 * <tr><td>{@code aw-bits}</td><td>39, 48 or 57: the widest input; 48</td></tr>
 * <tr><td>{@code caching-mode}</td><td>CAP.CM; on, so that an external cache is served</td></tr>
 * <tr><td>{@code scalable-mode}, {@code x-scalable-mode}</td><td>ECAP.SMTS, with second stage and PASIDs; off</td></tr>
 * <tr><td>{@code flts}, {@code x-flts}, {@code fsts}</td><td>ECAP.FSTS, and nesting, in scalable mode; off</td></tr>
 * <tr><td>{@code intremap}, {@code eim}</td><td>ECAP.IR, ECAP.EIM; on</td></tr>
 * <tr><td>{@code device-iotlb}</td><td>ECAP.DT; off</td></tr>
 * <tr><td>{@code snoop-control}, {@code pt}</td><td>ECAP.SC, ECAP.PT; on</td></tr>
 * </table>
 */
final class UnitOptions {

    /** ECAP.MHMV. */
    private static final int MAX_HANDLE_MASK = 15;
    private static final int PASID_BITS = 20;

    private UnitOptions() {
    }

    /** @throws SetupException if a value makes no sense */
    static Capabilities capabilities(Properties options) throws SetupException {
        long width = options.number("aw-bits", 48);
        if (width != 39 && width != 48 && width != 57) {
            throw new SetupException("-device intel-iommu: aw-bits=" + options.text("aw-bits", "") + " should be 39, 48 or 57");
        }
        boolean cachingMode = options.flag("caching-mode", true);
        boolean snoopControl = options.flag("snoop-control", true);
        boolean passThrough = options.flag("pt", true);
        boolean deviceTlb = options.flag("device-iotlb", false);
        boolean scalable = flag(options, "scalable-mode", "x-scalable-mode");
        boolean firstStage = flag(options, "flts", "x-flts", "fsts");
        boolean remapping = options.flag("intremap", true);
        boolean extended = options.flag("eim", true);
        if (firstStage && !scalable) {
            throw new SetupException("-device intel-iommu: a first stage needs scalable-mode=on");
        }
        return Capabilities.DEFAULT.with(c -> {
            c.guestAddressWidth = (int) width;
            c.levels = width == 39 ? Set.of(3) : width == 48 ? Set.of(3, 4) : Set.of(3, 4, 5);
            c.cachingMode = cachingMode;
            c.snoopControl = snoopControl;
            c.passThrough = passThrough;
            c.deviceTlb = deviceTlb;
            c.scalableMode = scalable;
            c.secondStage = scalable;
            c.snoopedWalks = scalable;
            c.ridPasid = scalable;
            c.pasidBits = scalable ? PASID_BITS : 0;
            c.firstStage = firstStage;
            c.nested = firstStage;
            c.gigabyteFirstStage = firstStage;
            c.fiveLevelFirstStage = firstStage && width == 57;
            c.interruptRemapping = remapping;
            c.extendedInterruptMode = remapping && extended;
            c.maxHandleMask = remapping ? MAX_HANDLE_MASK : 0;
        });
    }

    /** Whether the property, under any of its spellings, is on. */
    private static boolean flag(Properties options, String... spellings) throws SetupException {
        boolean on = false;
        for (String spelling : spellings) {
            on |= options.flag(spelling, false);
        }
        return on;
    }
}
