package iommu.grade.judge;

import iommu.grade.judge.PatchedReference.Change;
import iommu.grade.judge.RoomMistakesTest.Mistake;
import java.util.List;

/** Mistakes in wiring a unit. */
final class UnitMistakes {

    private static final String UNIT = "LegacyUnit.java";
    private static final String LOOP = "EffectLoop.java";

    private UnitMistakes() {
    }

    private static Mistake of(String name, String groups, String file, String from, String to) {
        return Mistake.of("11", name, groups, new Change(file, from, to));
    }

    static List<Mistake> all() {
        return List.of(
                of("none", "", UNIT, " * Six rooms", " * 6 rooms"),
                of("a fault is not recorded", "faults commands", UNIT, "if (!fault.suppressed()) {", "if (false) {"));
    }
}
