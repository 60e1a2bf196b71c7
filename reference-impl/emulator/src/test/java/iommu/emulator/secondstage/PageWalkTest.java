package iommu.emulator.secondstage;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Access;
import iommu.arch.Capabilities;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Mapping;
import iommu.arch.Rights;
import iommu.arch.TableMemory;
import iommu.arch.WalkResult;
import iommu.arch.WalkStart;
import iommu.arch.WalkStep;
import iommu.arch.seam.PageWalk;
import iommu.emulator.Words;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tables of level L begin at L million hexadecimal: 0x500_0000, 0x400_0000, ... The address walked is
 * 0x0001_0080_4040_1234: entry 1 of level 5, entry 1 of level 4, entry 1 of level 3, entry 2 of level 2, 1 of level 1.
 */
@DisplayName("§3.7, §9.8: the second-stage walk")
public abstract class PageWalkTest {

    private static final Iova ADDRESS = new Iova(0x0001_0080_4040_1234L);
    private static final WalkStart FIVE = new WalkStart(new Gpa(0x500_0000), 5, Rights.RW, 57);
    private static final WalkStart FOUR = new WalkStart(new Gpa(0x400_0000), 4, Rights.RW, 48);
    private static final WalkStart THREE = new WalkStart(new Gpa(0x300_0000), 3, Rights.RW, 39);
    private static final Iova IN_48 = new Iova(0x0080_4040_1234L);
    private static final Iova IN_39 = new Iova(0x4040_1234L);

    private static final long E5 = 0x500_0008;
    private static final long E4 = 0x400_0008;
    private static final long E3 = 0x300_0008;
    private static final long E2 = 0x200_0010;
    private static final long E1 = 0x100_0008;

    private final Words memory = new Words().put(E5, 0x400_0003).put(E4, 0x300_0003).put(E3, 0x200_0003)
            .put(E2, 0x100_0003).put(E1, 0x777_7003);
    private Capabilities unit = Capabilities.DEFAULT.with(c -> {
        c.levels = Set.of(3, 4, 5);
        c.guestAddressWidth = 57;
    });

    /** The walk to be tested. */
    protected abstract PageWalk walkOf(TableMemory memory, Capabilities capabilities);

    private WalkResult walk(WalkStart start, Iova address, Access access) {
        return walkOf(memory, unit).walk(start, address, access);
    }

    private WalkResult read39() {
        return walk(THREE, IN_39, Access.READ);
    }

    @Test
    void fiveLevelsLeadToAPage() {
        assertThat(walk(FIVE, ADDRESS, Access.READ)).isEqualTo(new Mapping(new Iova(0x0001_0080_4040_1000L),
                new Gpa(0x777_7000), 4096, Rights.RW, false, List.of(new WalkStep(5, new Gpa(E5), 0x400_0003),
                        new WalkStep(4, new Gpa(E4), 0x300_0003), new WalkStep(3, new Gpa(E3), 0x200_0003),
                        new WalkStep(2, new Gpa(E2), 0x100_0003), new WalkStep(1, new Gpa(E1), 0x777_7003))));
    }

    @Test
    void fourLevelsLeadToAPage() {
        Mapping mapping = (Mapping) walk(FOUR, IN_48, Access.WRITE);
        assertThat(mapping.translate(IN_48)).isEqualTo(new Gpa(0x777_7234));
        assertThat(mapping.steps()).hasSize(4);
    }

    @Test
    void threeLevelsLeadToAPage() {
        assertThat(((Mapping) read39()).steps()).extracting(WalkStep::level).containsExactly(3, 2, 1);
    }

    @ParameterizedTest
    @CsvSource({"0x0, 0x400_0000", "0xFF8000000000, 0x400_0FF8", "0x7FC000000000, 0x400_07F8"})
    void nineBitsPickTheEntry(String address, String entry) {
        memory.put(Long.decode(entry.replace("_", "")), 0x777_0883); // bit 7 and 11 are reserved at level 4
        assertThat(walk(FOUR, new Iova(Long.decode(address)), Access.READ))
                .isEqualTo(Fault.atLevel(FaultReason.TABLE_RESERVED, 4));
    }

    @ParameterizedTest
    @CsvSource({
        "1, READ, ",   "1, WRITE, WRITE_DENIED", "1, ATOMIC, WRITE_DENIED", "1, ZERO_LENGTH_READ, ",
        "2, READ, READ_DENIED", "2, WRITE, ",    "2, ATOMIC, READ_DENIED",  "2, ZERO_LENGTH_READ, ",
        "0, READ, READ_DENIED", "0, WRITE, WRITE_DENIED", "0, ATOMIC, WRITE_DENIED", "0, ZERO_LENGTH_READ, READ_DENIED"})
    void aRightMustBeGivenByEveryLevel(int rights, Access access, FaultReason expected) {
        long[][] levels = {{E4, 0x300_0000, 4}, {E3, 0x200_0000, 3}, {E2, 0x100_0000, 2}, {E1, 0x777_7000, 1}};
        for (long[] level : levels) {
            memory.put(level[0], level[1] | rights);
            WalkResult result = walk(FOUR, IN_48, access);
            if (expected == null) {
                assertThat(((Mapping) result).rights()).isEqualTo(Rights.values()[rights]);
            } else {
                assertThat(result).isEqualTo(Fault.atLevel(expected, (int) level[2]));
            }
            memory.put(level[0], level[1] | 3);
        }
    }

    @Test
    void rightsOfDifferentLevelsAreAndedEvenToNothing() {
        memory.put(E3, 0x200_0001).put(E2, 0x100_0002);
        assertThat(read39()).isEqualTo(Fault.atLevel(FaultReason.READ_DENIED, 2));
        assertThat(walk(THREE, IN_39, Access.ZERO_LENGTH_READ)).isEqualTo(Fault.atLevel(FaultReason.READ_DENIED, 2));
    }

    @ParameterizedTest
    @EnumSource(value = Rights.class, names = {"R", "W"})
    void theRightsAboveTheStartCount(Rights above) {
        WalkStart start = new WalkStart(new Gpa(0x200_0000), 2, above, 39);
        Access refused = above == Rights.R ? Access.WRITE : Access.READ;
        assertThat(walk(start, IN_39, refused)).isInstanceOf(Fault.class);
        assertThat(((Mapping) walk(start, IN_39, Access.ZERO_LENGTH_READ)).rights()).isEqualTo(above);
    }

    @Test
    @DisplayName("§3.14: without ZLR a zero-length read needs the read right")
    void withoutZlr() {
        unit = unit.with(c -> c.zeroLengthRead = false);
        memory.put(E1, 0x777_7002);
        assertThat(walk(THREE, IN_39, Access.ZERO_LENGTH_READ)).isEqualTo(Fault.atLevel(FaultReason.READ_DENIED, 1));
    }

    @Test
    void aTwoMegabyteLeafHasA21BitOffset() {
        memory.put(E2, 0x4020_0083);
        assertThat(((Mapping) read39()).withoutSteps())
                .isEqualTo(new Mapping(new Iova(0x4040_0000), new Gpa(0x4020_0000), 0x20_0000, Rights.RW, false, List.of()));
    }

    @Test
    void aOneGigabyteLeafHasA30BitOffset() {
        memory.put(E3, 0x8000_0083L);
        assertThat(((Mapping) read39()).translate(IN_39)).isEqualTo(new Gpa(0x8040_1234L));
    }

    @ParameterizedTest
    @CsvSource({"false, false, 3, 2", "true, false, 2, 3", "true, true, 2, 3"})
    void aLargeLeafMustBeOffered(boolean twoMegabytes, boolean oneGigabyte, int tried, int other) {
        unit = unit.with(c -> c.superpages = oneGigabyte ? Set.of(2, 3) : twoMegabytes ? Set.of(2) : Set.of());
        memory.put(E3, tried == 3 ? 0x8000_0083L : 0x200_0003).put(E2, 0x4020_0083);
        boolean offered = tried == 2 ? twoMegabytes : oneGigabyte;
        assertThat(read39() instanceof Mapping).isEqualTo(offered);
        if (!offered) {
            assertThat(read39()).isEqualTo(Fault.atLevel(FaultReason.TABLE_RESERVED, tried));
        }
    }

    @ParameterizedTest
    @CsvSource({"5, 0x400_0083", "4, 0x300_0083"})
    void bitSevenIsReservedAtLevelsFourAndFive(int level, String entry) {
        memory.put(level == 5 ? E5 : E4, Long.decode(entry.replace("_", "")));
        assertThat(walk(FIVE, ADDRESS, Access.READ)).isEqualTo(Fault.atLevel(FaultReason.TABLE_RESERVED, level));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 6, 7, 8, 9, 10, 52, 60, 61, 63})
    void theIgnoredBitsOfAPageEntryAreIgnored(int bit) {
        memory.put(E1, 0x777_7003 | 1L << bit);
        assertThat(((Mapping) read39()).frame()).isEqualTo(new Gpa(0x777_7000));
    }

    @ParameterizedTest
    @CsvSource({"1, 48", "1, 51", "1, 62", "2, 11", "2, 48", "2, 62", "3, 11", "3, 62", "3, 50"})
    void eachReservedBitIsLss2(int level, int bit) {
        long[] entries = {0, E1, E2, E3};
        long[] contents = {0, 0x777_7001, 0x100_0001, 0x200_0001};
        memory.put(entries[level], contents[level] | 1L << bit);
        assertThat(read39()).isEqualTo(Fault.atLevel(FaultReason.TABLE_RESERVED, level));
        memory.put(entries[level], (contents[level] & ~3L) | 1L << bit);
        assertThat(read39()).as("not present").isEqualTo(Fault.atLevel(FaultReason.READ_DENIED, level));
    }

    @ParameterizedTest
    @CsvSource({"2, 12", "2, 20", "3, 12", "3, 29"})
    void addressBitsInsideALargeLeafAreReserved(int level, int bit) {
        memory.put(level == 3 ? E3 : E2, 0x8000_0083L | 1L << bit);
        assertThat(read39()).isEqualTo(Fault.atLevel(FaultReason.TABLE_RESERVED, level));
    }

    @Test
    void addressesEndAtTheHostAddressWidth() {
        unit = unit.with(c -> c.hostAddressWidth = 39);
        memory.put(E1, 0x40_0777_7003L);
        assertThat(((Mapping) read39()).frame()).isEqualTo(new Gpa(0x40_0777_7000L));
        memory.put(E1, 0x80_0777_7003L);
        assertThat(read39()).isEqualTo(Fault.atLevel(FaultReason.TABLE_RESERVED, 1));
    }

    @Test
    void snoopIsAFieldOfLeavesIfTheUnitHasSnoopControl() {
        memory.put(E1, 0x777_7803);
        assertThat(((Mapping) read39()).snoop()).isTrue();
        unit = unit.with(c -> c.snoopControl = false);
        assertThat(read39()).isEqualTo(Fault.atLevel(FaultReason.TABLE_RESERVED, 1));
    }

    @ParameterizedTest
    @CsvSource({"57, 39, 0x8000000000", "39, 57, 0x8000000000", "48, 57, 0x1000000000000", "57, 57, 0x200000000000000"})
    void theSmallerOfBothWidthsBoundsTheAddress(int unitWidth, int tableWidth, String beyond) {
        unit = unit.with(c -> c.guestAddressWidth = unitWidth);
        int levels = (tableWidth - 12) / 9;
        WalkStart start = new WalkStart(new Gpa(0x100_0000L * levels), levels, Rights.RW, tableWidth);
        assertThat(walk(start, new Iova(Long.decode(beyond)), Access.READ))
                .isEqualTo(Fault.of(FaultReason.ADDRESS_BEYOND_WIDTH));
        assertThat(walk(start, new Iova(-1), Access.READ)).isEqualTo(Fault.of(FaultReason.ADDRESS_BEYOND_WIDTH));
        assertThat(walk(start, new Iova(Long.decode(beyond) - 1), Access.READ))
                .isNotEqualTo(Fault.of(FaultReason.ADDRESS_BEYOND_WIDTH));
    }

    @ParameterizedTest
    @CsvSource({"0xFEE00003, true", "0xFEEFF003, true", "0xFEDFF003, false", "0xFEF00003, false", "0x1FEE00003, false"})
    void anOutputInTheInterruptRangeIsLgn4(String leaf, boolean faults) {
        memory.put(E1, Long.decode(leaf));
        if (faults) {
            assertThat(read39()).isEqualTo(new Fault(FaultReason.INTERRUPT_RANGE_OUTPUT, 1, 4096, false));
        } else {
            assertThat(read39()).isInstanceOf(Mapping.class);
        }
    }

    @Test
    void aLargeLeafOverTheInterruptRangeIsJudgedByTheRequestsOwnAddress() {
        memory.put(E3, 0xC000_0083L);
        assertThat(walk(THREE, new Iova(0x7EE0_0010), Access.READ))
                .isEqualTo(new Fault(FaultReason.INTERRUPT_RANGE_OUTPUT, 3, 4096, false));
        assertThat(walk(THREE, new Iova(0x7ED0_0010), Access.READ)).isInstanceOf(Mapping.class);
    }

    @Test
    @DisplayName("LCT.4.3: the table that SSPTPTR names must be readable; LSS.1: so must every deeper one")
    void accessErrors() {
        memory.unreadable(E1);
        assertThat(walk(FOUR, IN_48, Access.READ)).isEqualTo(Fault.atLevel(FaultReason.TABLE_ACCESS_ERROR, 1));
        memory.unreadable(E3);
        assertThat(walk(FOUR, IN_48, Access.READ)).isEqualTo(Fault.atLevel(FaultReason.TABLE_ACCESS_ERROR, 3));
        assertThat(read39()).isEqualTo(Fault.atLevel(FaultReason.CONTEXT_INVALID, 3));
        WalkStart prefix = new WalkStart(new Gpa(0x300_0000), 3, Rights.RW, 48);
        assertThat(walk(prefix, IN_48, Access.READ)).isEqualTo(Fault.atLevel(FaultReason.TABLE_ACCESS_ERROR, 3));
    }

    @ParameterizedTest
    @CsvSource({"1, 0x1000", "2, 0x200000", "3, 0x40000000", "4, 0x8000000000", "5, 0x1000000000000"})
    void aHoleIsAsLargeAsItsEntry(int level, String size) {
        long[] entries = {0, E1, E2, E3, E4, E5};
        memory.put(entries[level], 0);
        assertThat(((Fault) walk(FIVE, ADDRESS, Access.READ)).holeSize()).isEqualTo(Long.decode(size));
    }
}
