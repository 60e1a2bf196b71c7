package iommu.house;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.SourceId;
import iommu.arch.seam.MappingNotifier.Listener;
import iommu.arch.seam.SafetyPolicy;
import iommu.arch.seam.SafetyPolicy.Configuration;
import iommu.emulator.safety.Cells;
import iommu.emulator.safety.MatrixPolicy;
import iommu.oracle.SafetyRelation;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The reference's safety policy and the oracle's relation, each written without a look at the other, agree everywhere. */
class SafetyWithinOracleTest {

    private static final long SEED = Long.getLong("iommu.seed", 20160606L);
    private static final List<Configuration> CONFIGURATIONS = Cells.configurations();

    @Test
    void everyCellIsAnsweredAsTheLawAllows() {
        for (Cells.Cell cell : Cells.of(MatrixPolicy::new, SourceId.parse("00:03.0"))) {
            Listener listener = new Listener(1, SourceId.parse("00:03.0"), cell.wishes());
            assertThat(new SafetyRelation(cell.configuration()).attach(listener, cell.verdict())).as(cell.toString()).isEmpty();
        }
    }

    @Test
    void everySequenceIsAnsweredAsTheLawAllows() {
        for (int walk = 0; walk < 400; walk++) {
            Random random = new Random(SEED + walk);
            SafetyPolicy policy = new MatrixPolicy();
            SafetyRelation law = new SafetyRelation(policy.configuration());
            for (int step = 0; step < 25; step++) {
                String where = "seed " + (SEED + walk) + " step " + step;
                Listener listener = new Listener(random.nextInt(4), SourceId.of(0, 3 + random.nextInt(2), 0),
                        Cells.wishes().get(random.nextInt(8)));
                if (random.nextInt(3) == 0) {
                    Configuration next = CONFIGURATIONS.get(random.nextInt(CONFIGURATIONS.size()));
                    boolean running = random.nextInt(4) == 0;
                    assertThat(law.reconfigure(next, running, policy.reconfigure(next, running))).as(where).isEmpty();
                } else if (random.nextInt(3) == 0) {
                    policy.detach(listener);
                    law.detach(listener);
                } else {
                    assertThat(law.attach(listener, policy.attach(listener))).as(where).isEmpty();
                }
                assertThat(law.state(policy.configuration(), policy.attached())).as(where).isEmpty();
            }
        }
    }
}
