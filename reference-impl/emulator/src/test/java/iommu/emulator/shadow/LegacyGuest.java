package iommu.emulator.shadow;

import iommu.arch.Capabilities;
import iommu.arch.TableMemory;
import iommu.arch.seam.MemoryMap;
import iommu.arch.seam.SafetyPolicy.Shadowing;
import iommu.arch.seam.ShadowTables;
import java.util.function.BiFunction;

/**
 * A guest in legacy mode with three levels of tables, none of them stored to yet.
 *
 * <pre>
 *  root 0x1000 · context table 0x2000 · levels 3, 2, 1: 0x3000, 0x4000, 0x5000 · another level 1: 0x6000
 * </pre>
 */
final class LegacyGuest {

    static final Capabilities UNIT = Capabilities.DEFAULT.with(c -> c.cachingMode = false);
    static final long ROOT = 0x1000;
    static final long CONTEXT = 0x2000 + 16 * 0x18;
    static final long TOP = 0x3000;
    static final long MIDDLE = 0x4000;
    static final long LOW = 0x5000;
    static final long OTHER_LOW = 0x6000;
    static final long RW = 3;
    static final long LARGE = 0x80;

    private LegacyGuest() {
    }

    static ShadowTables room(TableMemory memory, Capabilities unit) {
        return new TrapTables(memory, unit, MemoryMap.ALL, Shadowing.SECOND_STAGE);
    }

    static ShadowGuest empty() {
        return empty(LegacyGuest::room);
    }

    static ShadowGuest empty(BiFunction<TableMemory, Capabilities, ShadowTables> room) {
        return new ShadowGuest(UNIT, memory -> room.apply(memory, UNIT));
    }

    /** Every table is there but for the leaves: domain 1 maps nothing. */
    static ShadowGuest withTables() {
        return withTables(LegacyGuest::room);
    }

    static ShadowGuest withTables(BiFunction<TableMemory, Capabilities, ShadowTables> room) {
        return empty(room).store(MIDDLE, LOW | RW).store(TOP, MIDDLE | RW).store(CONTEXT, TOP | 1, 0x101)
                .store(ROOT, 0x2001, 0).legacy(ROOT);
    }
}
