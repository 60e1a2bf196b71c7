package iommu.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The shrinker")
class ShrinkerTest {

    private static final Budget AMPLE = new Budget(5000);

    private static Predicate<Scenario> fails(PlainContext.Bug context, PlainWalk.Bug walk, PlainCache.Bug cache) {
        return scenario -> new PlainRun(scenario, context, walk, cache).fails("", false);
    }

    private static Predicate<Scenario> walkFails(PlainWalk.Bug bug) {
        return fails(PlainContext.Bug.NONE, bug, PlainCache.Bug.NONE);
    }

    private static boolean possible(Scenario scenario) {
        try {
            Expander.expand(scenario);
            return true;
        } catch (ScenarioException e) {
            return false;
        }
    }

    private static void assertOneMinimal(Scenario scenario, Predicate<Scenario> stillFails) {
        for (int i = 0; i < scenario.lines().size(); i++) {
            if (scenario.lines().get(i).statement() instanceof Statement.Speaks) {
                continue;
            }
            List<Line> lines = new ArrayList<>(scenario.lines());
            lines.remove(i);
            Scenario without = new Scenario(scenario.name(), lines);
            assertThat(possible(without) && stillFails.test(without)).as("without line " + (i + 1)).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({"02.all,LEAF_RIGHTS_ONLY,7", "02.all,DIRTY_LARGE,7", "02.all,SNP_ABOVE_LEAF,7",
        "02.all,INTERRUPT_OUTPUT,6", "02.bounds,MGAW_UNCHECKED,6", "02.levels,MASK_39_BITS,6"})
    @DisplayName("leaves the few lines that show a mistake in a walk, none of which can go")
    void walksBecomeShort(String profile, PlainWalk.Bug bug, int most) {
        for (Scenario scenario : Generator.generate(profile, 5, 5)) {
            if (walkFails(bug).test(scenario)) {
                Scenario small = Shrinker.shrink(scenario, walkFails(bug), AMPLE);
                assertThat(walkFails(bug)).accepts(small);
                assertThat(small.lines()).as(small.text()).hasSizeLessThanOrEqualTo(most);
                assertOneMinimal(small, walkFails(bug));
            }
        }
    }

    @Test
    @DisplayName("leaves fill, invalidation and lookup of a mistake in a cache")
    void cachesBecomeShort() {
        Predicate<Scenario> fails = fails(PlainContext.Bug.NONE, PlainWalk.Bug.NONE, PlainCache.Bug.LARGE_BY_START);
        Scenario scenario = Generator.generate("04.pages", 1, 20).stream().filter(fails).findFirst().orElseThrow();
        Scenario small = Shrinker.shrink(scenario, fails, AMPLE);
        assertThat(small.lines()).as(small.text()).hasSize(5);
        assertOneMinimal(small, fails);
    }

    @Test
    @DisplayName("drops comments, unit keys, expectations, pages and offsets that don't matter")
    void simplifiesWhatStays() {
        Scenario scenario = Scenario.parse("f", """
                vtd 1
                # a remark
                room walk
                unit haw=46 zlr=off snoop-control=off
                map 00:03.0 did=1 iova=0x1000 gpa=0x200000 pages=8 rw snoop
                walk 00:03.0 atomic 0x1234 => expect 0x200234 rw
                """);
        Scenario small = Shrinker.shrink(scenario, s -> s.text().contains("zlr=off") && s.text().contains("walk  ")
                && s.text().contains("gpa=0x200000"), AMPLE);
        assertThat(small.text()).isEqualTo("""
                vtd 1
                room   walk
                unit   zlr=off
                map    00:03.0 did=1 iova=0x1000 gpa=0x200000 rw
                walk   00:03.0 read 0x1000
                """);
    }

    @Test
    @DisplayName("never runs more candidates than its budget, nor one that can't be carried out")
    void keepsToItsBudget() {
        AtomicInteger runs = new AtomicInteger();
        Predicate<Scenario> counting = s -> {
            runs.incrementAndGet();
            assertThat(possible(s)).isTrue();
            return walkFails(PlainWalk.Bug.LEAF_RIGHTS_ONLY).test(s);
        };
        Scenario scenario = Generator.generate("02.rights", 5, 1).get(0);
        Scenario small = Shrinker.shrink(scenario, counting, new Budget(7));
        assertThat(runs.get()).isEqualTo(7);
        assertThat(walkFails(PlainWalk.Bug.LEAF_RIGHTS_ONLY)).accepts(small);
    }

    @Test
    @DisplayName("gives back what doesn't fail at all")
    void leavesPassingScenariosAlone() {
        Scenario scenario = Generator.generate("02.rights", 5, 1).get(0);
        assertThat(Shrinker.shrink(scenario, s -> false, AMPLE)).isSameAs(scenario);
    }
}
