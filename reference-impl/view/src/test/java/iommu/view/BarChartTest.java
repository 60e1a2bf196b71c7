package iommu.view;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class BarChartTest {

    private static final OptionalLong NONE = OptionalLong.empty();

    private static BarChart.Case of(String label, OptionalLong... counts) {
        return new BarChart.Case(label, List.of(counts));
    }

    @Test
    void barsOfAGroupShareAScaleThatBeginsAtZero() {
        String text = BarChart.of("t", List.of("writes"), List.of(of("one", OptionalLong.of(3000)), of("two", OptionalLong.of(1000)),
                of("none", OptionalLong.of(0)))).text();
        assertThat(text.lines().map(String::strip)).contains("one" + " ".repeat(36) + "#".repeat(30) + " 3,000",
                "two" + " ".repeat(36) + "#".repeat(10) + " 1,000", "none" + " ".repeat(35) + "0");
    }

    @Test
    void aCountThatCannotBeIsADashNotAZero() {
        assertThat(BarChart.of("t", List.of("traps"), List.of(of("no shadow", NONE))).text()).contains("no shadow").contains(" -\n");
    }

    @Test
    void aCaseCountsEveryThing() {
        assertThatIllegalArgumentException().isThrownBy(() -> BarChart.of("t", List.of("a", "b"), List.of(of("one", NONE))))
                .withMessage("one has 1 counts, and 2 things were counted");
    }
}
