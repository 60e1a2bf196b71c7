package iommu.emulator.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.seam.MemoryMap;
import iommu.arch.seam.SafetyPolicy.Shadowing;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code -Diommu.shadow=N} runs N guests of each kind. */
@DisplayName("After every store each listener sees what a walk from the root finds, and just the tables in use are trapped")
class RandomShadowTest {

    private static final int GUESTS = Integer.getInteger("iommu.shadow", 12);

    @ParameterizedTest
    @EnumSource
    void followsARandomGuest(RandomGuest.Kind kind) {
        Map<String, Long> tally = new TreeMap<>();
        for (long seed = 1; seed <= GUESTS; seed++) {
            List<TrapTables> room = new ArrayList<>();
            try {
                new RandomGuest(seed, kind, (memory, unit) -> {
                    room.add(new TrapTables(memory, unit, MemoryMap.ALL, Shadowing.BOTH_STAGES));
                    return room.getFirst();
                }).run(150, 3).forEach((what, times) -> tally.merge(what, times, Long::sum));
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(kind + ", seed " + seed + ": " + e.getMessage(), e);
            }
            for (TrapKind trap : TrapKind.values()) {
                tally.merge("trap of " + trap, room.getFirst().traps(trap), Long::sum);
            }
        }
        System.out.println("shadows of " + kind + ", seeds 1 to " + GUESTS + ": " + tally);
        assertThat(tally).containsKeys("Mapped", "Unmapped", "Replaced", "TRANSLATED", "IDENTITY", "BLOCKED");
        assertThat(tally.get("pieces seen")).isGreaterThan(GUESTS * 500L);
        assertThat(tally.get("trap of PASID_TABLE")).matches(times -> times > 0 == (kind != RandomGuest.Kind.LEGACY));
        assertThat(tally.get("trap of FIRST_STAGE")).matches(times -> times > 0 == (kind == RandomGuest.Kind.BOTH_STAGES));
    }
}
