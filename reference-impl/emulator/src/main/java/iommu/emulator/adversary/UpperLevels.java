package iommu.emulator.adversary;

import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Rights;
import iommu.arch.TableMemory;
import iommu.arch.WalkStart;
import iommu.arch.format.SecondStageEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** The second-stage entries above the one that ended a walk: each points to a table, with the rights so far (§6.2.5). */
final class UpperLevels {

    /** Knows no tables. */
    static final UpperLevels NONE = new UpperLevels(null);

    private final TableMemory tables;

    UpperLevels(TableMemory tables) {
        this.tables = tables;
    }

    /** @param end the level of the entry that ended the walk; 0 if none did */
    List<WalkStart> above(int end, WalkStart start, Iova address) {
        List<WalkStart> above = new ArrayList<>();
        Gpa table = start.table();
        Rights rights = start.rights();
        for (int level = start.level(); tables != null && end > 0 && level > end; level--) {
            OptionalLong bits = tables.read64(table.plus((address.value() >>> 3 + 9 * level & 0x1FF) * SecondStageEntry.SIZE));
            if (bits.isEmpty()) {
                break;
            }
            SecondStageEntry entry = new SecondStageEntry(bits.getAsLong());
            rights = rights.and(Rights.of(entry.read(), entry.write()));
            table = new Gpa(entry.address());
            above.add(new WalkStart(table, level - 1, rights, start.addressWidth()));
        }
        return above;
    }
}
