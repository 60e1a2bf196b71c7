package iommu.peers.qemu;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.scenario.Expander;
import iommu.scenario.Scenario;
import org.junit.jupiter.api.Test;

class StreamGeneratorTest {

    @Test
    void theSameSeedGivesTheSameStream() {
        String once = StreamGenerator.stream(5, 3, 400, new Tally()).text();
        assertThat(StreamGenerator.stream(5, 3, 400, new Tally()).text()).isEqualTo(once);
        assertThat(StreamGenerator.stream(6, 3, 400, new Tally()).text()).isNotEqualTo(once);
    }

    @Test
    void everyStreamCanBeCarriedOutAndReadAgain() {
        for (int number = 0; number < 12; number++) {
            Scenario stream = StreamGenerator.stream(1, number, 600, new Tally());
            assertThat(Scenario.parse(stream.name(), stream.text())).isEqualTo(stream);
            assertThat(Expander.expand(stream).steps()).isNotEmpty();
        }
    }

    @Test
    void fourStreamsInARowHaveEveryKindOfOperationAndOfUnit() {
        Tally tally = new Tally();
        StringBuilder units = new StringBuilder();
        for (int number = 0; number < 4; number++) {
            units.append(StreamGenerator.stream(2, number, 1500, tally).lines().get(1).text()).append('\n');
        }
        for (Op op : Op.values()) {
            assertThat(tally.of(op.bucket())).as(op.bucket()).isPositive();
        }
        assertThat(units.toString()).contains("caching-mode=on", "caching-mode=off", "aw=39", "aw=48");
    }
}
