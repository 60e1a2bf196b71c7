package iommu.house;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.SourceId;
import iommu.arch.seam.MappingNotifier.Listener;
import iommu.arch.seam.MappingNotifier.Wish;
import iommu.arch.seam.SafetyPolicy.Configuration;
import iommu.arch.seam.SafetyPolicy.Shadowing;
import iommu.arch.seam.SafetyPolicy.Snoop;
import iommu.arch.seam.SafetyPolicy.Stages;
import iommu.emulator.safety.MatrixPolicy;
import iommu.oracle.SafetyRelation;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The reference's room 09 gives verdicts that the oracle allows, in random orders; the two were written apart. */
class SafetyWithinOracleTest {

    private static final int RUNS = 500;
    private static final int STEPS = 60;
    private static final long SEED = Long.getLong("iommu.seed", 20160606L);

    private static <E extends Enum<E>> Set<E> some(Random random, Class<E> type) {
        Set<E> some = EnumSet.noneOf(type);
        for (E each : type.getEnumConstants()) {
            if (random.nextBoolean()) {
                some.add(each);
            }
        }
        return some;
    }

    private static Configuration unit(Random random) {
        return new Configuration(random.nextBoolean(), random.nextBoolean(), Shadowing.values()[random.nextInt(3)],
                some(random, Stages.class), Snoop.values()[random.nextInt(3)], random.nextBoolean(), random.nextBoolean());
    }

    @Test
    void everyVerdictIsAllowedAndNothingIsHalfDone() {
        System.out.println("safety, seed " + SEED);
        for (long run = 0; run < RUNS; run++) {
            Random random = new Random(SEED + run);
            MatrixPolicy policy = new MatrixPolicy();
            SafetyRelation law = new SafetyRelation(policy.configuration());
            List<Listener> listeners = new ArrayList<>();
            for (int id = 0; id < 4; id++) {
                listeners.add(new Listener(id, SourceId.of(0, id, 0), some(random, Wish.class)));
            }
            for (int step = 0; step < STEPS; step++) {
                Listener listener = listeners.get(random.nextInt(4));
                switch (random.nextInt(4)) {
                    case 0 -> assertThat(law.attach(listener, policy.attach(listener))).as("seed %d", SEED + run).isEmpty();
                    case 1 -> {
                        policy.detach(listener);
                        law.detach(listener);
                    }
                    default -> {
                        Configuration next = unit(random);
                        boolean running = random.nextInt(4) == 0;
                        assertThat(law.reconfigure(next, running, policy.reconfigure(next, running))).as("seed %d", SEED + run).isEmpty();
                    }
                }
                assertThat(law.state(policy.configuration(), policy.attached())).as("seed %d", SEED + run).isEmpty();
            }
        }
    }
}
