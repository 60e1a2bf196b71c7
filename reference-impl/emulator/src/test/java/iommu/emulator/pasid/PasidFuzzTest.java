package iommu.emulator.pasid;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Capabilities;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Pasid;
import iommu.arch.PasidContext;
import iommu.arch.PasidResult;
import iommu.arch.ScalableContext;
import iommu.arch.ScalableContextResult;
import iommu.arch.SourceId;
import iommu.arch.seam.ScalableLookup.Purpose;
import iommu.arch.seam.ScalableLookup.Query;
import iommu.emulator.WritableWords;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sound tables of every kind, in which now and then a bit is flipped or an entry can't be read. */
@DisplayName("Whatever the tables hold, a lookup ends in what an entry says or in a fault of its own")
class PasidFuzzTest {

    private static final int ROUNDS = 5000;
    private static final long[] ENTRIES = {0x1000, 0x1008, 0x2300, 0x2308, 0x3000, 0x4040, 0x4048, 0x4050, 0x4070};

    private final Map<FaultReason, Integer> met = new EnumMap<>(FaultReason.class);
    private int found;

    @ParameterizedTest
    @ValueSource(longs = {1, 2})
    void lookups(long seed) {
        Random random = new Random(seed);
        for (int round = 0; round < ROUNDS; round++) {
            String where = "seed " + seed + ", round " + round;
            WritableWords memory = tables(random);
            PasidTableLookup lookup = new PasidTableLookup(memory, unit(random));
            ScalableContextResult context = lookup.context(new Gpa(0x1000), SourceId.parse("00:03.0"));
            switch (context) {
                case Fault fault -> meet(where, fault, "S(RT[.][123]|CT[.][1234])");
                case ScalableContext present -> serve(where, lookup, present, random);
            }
            assertThat(memory.written()).as(where).isEmpty();
        }
        System.out.println("lookups, seed " + seed + ": " + found + " found, " + met);
        assertThat(found).isGreaterThan(100);
        assertThat(met).hasSizeGreaterThan(15);
    }

    private void serve(String where, PasidTableLookup lookup, ScalableContext context, Random random) {
        Query query = new Query(random.nextBoolean() ? Pasid.NONE : new Pasid(random.nextInt(1 << random.nextInt(20) + 1)),
                Purpose.values()[random.nextInt(4)]);
        lookup.refusal(context, query).ifPresent(fault -> meet(where, fault, "SCT[.](5|6|7|8|9|10)|SGN[.]10"));
        PasidResult entry = lookup.entry(context, 1);
        switch (entry) {
            case Fault fault -> meet(where, fault, "SP[DT][.][1234]");
            case PasidContext present -> found++;
        }
    }

    private void meet(String where, Fault fault, String conditions) {
        assertThat(fault.reason().condition()).as(where).matches(conditions);
        met.merge(fault.reason(), 1, Integer::sum);
    }

    private static WritableWords tables(Random random) {
        long type = random.nextInt(6);
        WritableWords memory = new WritableWords().put(0x1000, 0x2001, 0x2001)
                .put(0x2300, 0x3001 | random.nextInt(32) << 2 & 0x5C | random.nextInt(8) << 9, 0, 0, 0)
                .put(0x3000, 0x4001).put(0x4040, 0x5001 | type << 6 | (1 + random.nextInt(3)) << 2, 7, 0x6000, 0);
        if (random.nextInt(3) == 0) {
            long at = ENTRIES[random.nextInt(ENTRIES.length)];
            memory.put(at, memory.get(at) ^ 1L << random.nextInt(64));
        }
        if (random.nextInt(8) == 0) {
            memory.unreadable(ENTRIES[random.nextInt(ENTRIES.length)] & -16L);
        }
        return memory;
    }

    private static Capabilities unit(Random random) {
        return Capabilities.DEFAULT.with(c -> {
            c.scalableMode = true;
            c.firstStage = random.nextInt(8) != 0;
            c.secondStage = random.nextInt(8) != 0;
            c.nested = c.firstStage && c.secondStage && random.nextBoolean();
            c.pasidBits = random.nextInt(4) == 0 ? 0 : 1 + random.nextInt(20);
            c.deviceTlb = c.pageRequests = random.nextInt(4) != 0;
            c.translatedWithPasid = c.deviceTlb && c.pasidBits > 0 && random.nextInt(4) != 0;
            c.ridPasid = random.nextBoolean();
            c.hostAddressWidth = 39 + random.nextInt(14);
        });
    }
}
