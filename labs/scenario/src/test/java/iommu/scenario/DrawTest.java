package iommu.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Choices by turns")
class DrawTest {

    private static List<String> chosen(long common, int cases) {
        List<String> chosen = new ArrayList<>();
        for (int turn = 0; turn < cases; turn++) {
            Draw draw = new Draw(turn * 31L, common, turn);
            chosen.add(draw.inTurn("a", "b", "c") + draw.inTurn("x", "y"));
        }
        return chosen;
    }

    @Test
    @DisplayName("are each made once among as many cases as there are choices, whatever the seed")
    void once() {
        for (long seed = 1; seed <= 200; seed++) {
            List<String> chosen = chosen(seed, 12);
            for (int i = 0; i < 12; i += 3) {
                assertThat(chosen.subList(i, i + 3)).as("seed " + seed).extracting(c -> c.substring(0, 1)).containsExactlyInAnyOrder("a", "b", "c");
            }
            for (int i = 0; i < 12; i += 2) {
                assertThat(chosen.subList(i, i + 2)).as("seed " + seed).extracting(c -> c.substring(1)).containsExactlyInAnyOrder("x", "y");
            }
        }
    }

    @Test
    @DisplayName("come in every order and in every company, and the same for ever under a seed")
    void orders() {
        Set<String> orders = new HashSet<>();
        Set<String> company = new HashSet<>();
        for (long seed = 1; seed <= 200; seed++) {
            List<String> chosen = chosen(seed, 6);
            orders.add(chosen.get(0).substring(0, 1) + chosen.get(1).charAt(0) + chosen.get(2).charAt(0));
            company.addAll(chosen);
            assertThat(chosen(seed, 6)).isEqualTo(chosen);
        }
        assertThat(orders).hasSize(6);
        assertThat(company).hasSize(6);
    }
}
