package iommu.grade.explain;

import iommu.arch.Capabilities;
import iommu.arch.format.SecondStageEntry;
import java.util.ArrayList;
import java.util.List;

/** Which of the set bits of a second-stage entry are reserved (§9.8), in words. */
final class ReservedBits {

    private static final int LOWEST_TOP = 4;

    private ReservedBits() {
    }

    /** Why the entry is a fault; of one that is not, a sentence about nothing. @param level 1 to 5 */
    static String rule(SecondStageEntry entry, int level, Capabilities unit) {
        return "§9.8: the entry gives R or W, and " + String.join("; ", causes(entry, level, unit)) + ".";
    }

    /** The causes, each by itself; none if no reserved bit is set. */
    static List<String> causes(SecondStageEntry entry, int level, Capabilities unit) {
        List<String> causes = new ArrayList<>();
        boolean large = level > 1 && entry.pageSize();
        if (large && !unit.superpages().contains(level)) {
            causes.add(level >= LOWEST_TOP ? "PS (bit 7) is set, and no page is as large as one of level " + level
                    : "PS (bit 7) is set, and the unit has no page of " + Ends.size(1L << WalkStops.lowBit(level)));
        }
        long address = entry.address() >>> unit.hostAddressWidth() << unit.hostAddressWidth();
        if (address != 0) {
            causes.add("address bits from HAW (" + unit.hostAddressWidth() + ") up are set: " + Telling.hex(address));
        }
        long below = entry.address() & (1L << WalkStops.lowBit(level)) - 1;
        if (large && unit.superpages().contains(level) && below != 0) {
            causes.add("address bits below the page's size are set: " + Telling.hex(below));
        }
        if (entry.snoop() && !large && level > 1) {
            causes.add("SNP (bit 11) is set, and the entry is no leaf");
        } else if (entry.snoop() && !unit.snoopControl()) {
            causes.add("SNP (bit 11) is set, and the unit has no snoop control");
        }
        if (entry.ioWrite()) {
            causes.add("bit 62 is set");
        }
        return causes;
    }
}
