package iommu.emulator.shadow;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.seam.MemoryMap;
import iommu.arch.seam.SafetyPolicy.Shadowing;
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
        long mapped = 0;
        for (long seed = 1; seed <= GUESTS; seed++) {
            try {
                mapped += new RandomGuest(seed, kind, (memory, unit) ->
                        new TrapTables(memory, unit, MemoryMap.ALL, Shadowing.BOTH_STAGES)).run(150, 3);
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(kind + ", seed " + seed + ": " + e.getMessage(), e);
            }
        }
        System.out.println("shadows of " + kind + ", seeds 1 to " + GUESTS + ": " + mapped + " pieces seen");
        assertThat(mapped).isGreaterThan(GUESTS * 50L);
    }
}
