package iommu.peers.qemu;

import iommu.arch.Capabilities;
import java.util.Collections;

/** Which QEMU unit is like a unit of ours. */
final class PeerUnit {

    private PeerUnit() {
    }

    /** The option that makes it. */
    static String options(Capabilities unit) {
        return "intel-iommu,intremap=on,aw-bits=" + (12 + 9 * Collections.max(unit.levels())) + ",caching-mode="
                + (unit.cachingMode() ? "on" : "off") + (unit.scalable().offered() ? ",x-scalable-mode=on" : "");
    }

    /** The head line that describes such a unit. QEMU says ECAP.C=0 and SMPWCS=0, but its walks see every store all the same. */
    static String head(int addressBits, boolean cachingMode, boolean scalable, boolean interrupts) {
        return "unit aw=" + addressBits + " haw=" + addressBits + " caching-mode=" + (cachingMode ? "on" : "off")
                + " snoop-control=off zlr=off prefetch=requests-only"
                + (scalable ? " scalable=on second-stage=on snooped-walks=on" : "")
                + (interrupts ? " interrupt-remapping=on max-handle-mask=15" : "");
    }
}
