package iommu.grade.explain;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Access;
import iommu.arch.Capabilities;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Rights;
import iommu.arch.WalkStart;
import iommu.arch.format.SecondStageEntry;
import iommu.arch.stimulus.Stimulus;
import iommu.emulator.secondstage.SecondStageWalk;
import iommu.probe.CaseMemory;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Of the many things that a reserved bit can be, the one that it is. */
class ReservedBitsTest {

    private static final int ROUNDS = 20_000;
    private static final Capabilities UNIT = Capabilities.DEFAULT.with(c -> {
        c.superpages = Set.of(2);
        c.snoopControl = false;
        c.hostAddressWidth = 46;
    });

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "4 | 0x200083         | PS (bit 7) is set, and no page is as large as one of level 4",
            "3 | 0x40000083       | PS (bit 7) is set, and the unit has no page of 1 GiB",
            "2 | 0x201083         | address bits below the page's size are set: 0x1000",
            "2 | 0x200803         | SNP (bit 11) is set, and the entry is no leaf",
            "1 | 0x200803         | SNP (bit 11) is set, and the unit has no snoop control",
            "1 | 0x800000200003   | address bits from HAW (46) up are set: 0x800000000000",
            "1 | 0x4000000000200003 | bit 62 is set"})
    void aBitIsNamedForWhatItIs(int level, String entry, String cause) {
        assertThat(ReservedBits.causes(new SecondStageEntry(Long.decode(entry)), level, UNIT)).containsExactly(cause);
    }

    @Test
    void somethingIsNamedExactlyWhereTheWalkFaults() {
        long seed = 20261129;
        System.out.println("entries, seed " + seed);
        Random random = new Random(seed);
        for (int i = 0; i < ROUNDS; i++) {
            int level = 1 + random.nextInt(4);
            SecondStageEntry entry = new SecondStageEntry(random.nextLong() & random.nextLong() & random.nextLong() | 1);
            Capabilities unit = UNIT.with(c -> {
                c.superpages = random.nextBoolean() ? Set.of(2, 3) : Set.of(2);
                c.snoopControl = random.nextBoolean();
            });
            CaseMemory memory = new CaseMemory(unit.hostAddressWidth());
            memory.store(new Stimulus.Store64(new Gpa(0x1000), entry.bits()));
            boolean faults = new SecondStageWalk(memory, unit).walk(new WalkStart(new Gpa(0x1000), level, Rights.RW, 48), new Iova(0), Access.READ)
                    instanceof Fault fault && fault.reason() == FaultReason.TABLE_RESERVED && fault.level() == level;
            assertThat(!ReservedBits.causes(entry, level, unit).isEmpty()).as("level %d, %s, %s", level, entry, unit).isEqualTo(faults);
        }
    }
}
