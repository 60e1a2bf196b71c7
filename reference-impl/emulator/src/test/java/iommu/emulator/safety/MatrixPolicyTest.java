package iommu.emulator.safety;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Capabilities;
import iommu.arch.SourceId;
import iommu.arch.seam.SafetyPolicy.Configuration;
import iommu.arch.seam.SafetyPolicy.Shadowing;
import iommu.arch.seam.SafetyPolicy.Snoop;
import iommu.arch.seam.SafetyPolicy.Stages;
import iommu.arch.seam.SafetyPolicy.Verdict;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class MatrixPolicyTest {

    private static final List<Cells.Cell> CELLS = Cells.of(MatrixPolicy::new, SourceId.parse("00:03.0"));

    @TestFactory
    Stream<DynamicTest> keepsEveryRule() {
        return SafetyRules.all().entrySet().stream()
                .map(rule -> DynamicTest.dynamicTest(rule.getKey(), () -> rule.getValue().accept(MatrixPolicy::new)));
    }

    @Test
    void noCellIsUndefinedAndNoneIsMissing() {
        assertThat(CELLS).hasSize(2 * 2 * 3 * 8 * 8 * 3 * 2 * 2).allMatch(cell -> cell.verdict() != null)
                .noneMatch(cell -> cell.verdict() instanceof Verdict.NotNow);
        assertThat(Cells.configurations()).hasSize(1152).doesNotHaveDuplicates();
        assertThat(Cells.wishes()).hasSize(8).doesNotHaveDuplicates();
    }

    @Test
    void theCellsByVerdict() {
        Map<String, Integer> count = new TreeMap<>();
        CELLS.forEach(cell -> count.merge(name(cell.verdict()), 1, Integer::sum));
        assertThat(count).isEqualTo(Map.of("Allowed", 1848, "NoConfiguration", 4992, "MISSED_MAP", 1056,
                "STALE_UNDER_NO_SNOOP", 352, "NEVER_SERVED", 968));
    }

    private static String name(Verdict verdict) {
        return verdict instanceof Verdict.Refused refused ? refused.witness().name() : verdict.getClass().getSimpleName();
    }

    @Test
    void coherencyAndPassThroughChangeNoVerdict() {
        Map<List<Object>, Set<Verdict>> verdicts = new HashMap<>();
        for (Cells.Cell cell : CELLS) {
            Configuration c = cell.configuration();
            verdicts.computeIfAbsent(List.of(c.cachingMode(), c.shadowing(), c.stages(), c.snoop(), c.deviceTlb(),
                    cell.wishes()), k -> new HashSet<>()).add(cell.verdict());
        }
        assertThat(verdicts).hasSize(CELLS.size() / 4).allSatisfy((axes, verdict) -> assertThat(verdict).hasSize(1));
    }

    @Test
    void aConfigurationIsReadOffTheCapabilitiesOfAUnit() {
        assertThat(Configuration.of(Capabilities.DEFAULT.with(c -> c.snoopControl = false), Shadowing.OFF, true))
                .isEqualTo(Configuration.DEFAULT);
        Capabilities nested = Capabilities.DEFAULT.with(c -> {
            c.scalableMode = true;
            c.firstStage = true;
            c.secondStage = true;
            c.nested = true;
            c.cachingMode = false;
            c.coherent = false;
            c.deviceTlb = true;
            c.passThrough = false;
        });
        assertThat(Configuration.of(nested, Shadowing.BOTH_STAGES, false)).isEqualTo(new Configuration(false, false,
                Shadowing.BOTH_STAGES, Set.of(Stages.values()), Snoop.NOT_ENFORCEABLE, true, false));
        Capabilities first = Capabilities.DEFAULT.with(c -> {
            c.scalableMode = true;
            c.firstStage = true;
            c.levels = Set.of();
        });
        assertThat(Configuration.of(first, Shadowing.OFF, true)).isEqualTo(new Configuration(true, true, Shadowing.OFF,
                Set.of(Stages.FIRST), Snoop.ENFORCEABLE, false, true));
    }
}
