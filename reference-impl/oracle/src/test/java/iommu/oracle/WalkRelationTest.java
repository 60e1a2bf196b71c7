package iommu.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Access;
import iommu.arch.Capabilities;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Mapping;
import iommu.arch.Rights;
import iommu.arch.WalkResult;
import iommu.arch.WalkStart;
import iommu.arch.WalkStep;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import iommu.arch.stimulus.Stimulus.Reads;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WalkRelationTest {

    private static final long R = 1;
    private static final long W = 2;
    private static final long RW = 3;
    private static final WalkStart TOP = new WalkStart(new Gpa(0x1000), 3, Rights.RW, 39);
    /** Index 1 at level 3, 2 at level 2, 3 at level 1. */
    private static final long ADDRESS = 1L << 30 | 2 << 21 | 3 << 12;
    private static final long LEVEL3 = 0x1008;
    private static final long LEVEL2 = 0x2010;
    private static final long LEVEL1 = 0x3018;

    private WalkRelation relation = new WalkRelation(Capabilities.DEFAULT);

    @BeforeEach
    void aMappedPage() {
        tables(0x2000 | RW, 0x3000 | RW, 0x8000 | RW);
    }

    private void tables(long level3, long level2, long level1) {
        store(LEVEL3, level3);
        store(LEVEL2, level2);
        store(LEVEL1, level1);
    }

    private void store(long at, long value) {
        relation.on(new Stimulus.Store64(new Gpa(at), value));
    }

    private List<WalkResult> walk(Access access) {
        return walk(TOP, access, ADDRESS);
    }

    private List<WalkResult> walk(WalkStart start, Access access, long address) {
        return relation.on(new Stimulus.Walk(start, new Iova(address), access)).stream().map(a -> ((Answer.Walk) a).result()).toList();
    }

    @Test
    void mappingIsTheWholeLeafWithEveryEntryRead() {
        assertThat(walk(TOP, Access.ATOMIC, ADDRESS + 5)).containsExactly(new Mapping(new Iova(ADDRESS), new Gpa(0x8000), 4096, Rights.RW,
                false, List.of(new WalkStep(3, new Gpa(LEVEL3), 0x2003), new WalkStep(2, new Gpa(LEVEL2), 0x3003),
                        new WalkStep(1, new Gpa(LEVEL1), 0x8003))));
    }

    @Test
    void rightLostAboveMayBeReportedThereAndAtEveryDeeperFault() {
        tables(0x2000 | R, 0x3000 | RW | 1L << 62, 0);
        assertThat(walk(Access.WRITE)).containsExactly(Fault.atLevel(FaultReason.WRITE_DENIED, 3),
                Fault.atLevel(FaultReason.WRITE_DENIED, 2), Fault.atLevel(FaultReason.TABLE_RESERVED, 2));
        assertThat(walk(Access.READ)).containsExactly(Fault.atLevel(FaultReason.TABLE_RESERVED, 2));
    }

    @Test
    void atomicWithoutAnyRightMayReportEither() {
        tables(0x2000 | RW, 0x3000 | RW, 0x8000);
        assertThat(walk(Access.ATOMIC)).containsExactly(Fault.atLevel(FaultReason.WRITE_DENIED, 1), Fault.atLevel(FaultReason.READ_DENIED, 1));
        assertThat(walk(Access.ZERO_LENGTH_READ)).containsExactly(Fault.atLevel(FaultReason.READ_DENIED, 1));
    }

    @Test
    void zeroLengthReadIsContentWithWriteIfOffered() {
        tables(0x2000 | RW, 0x3000 | RW, 0x8000 | W);
        assertThat(walk(Access.ZERO_LENGTH_READ)).hasSize(1).first().isInstanceOf(Mapping.class);
        relation = new WalkRelation(Capabilities.DEFAULT.with(c -> c.zeroLengthRead = false));
        tables(0x2000 | RW, 0x3000 | RW, 0x8000 | W);
        assertThat(walk(Access.ZERO_LENGTH_READ)).containsExactly(Fault.atLevel(FaultReason.READ_DENIED, 1));
    }

    @Test
    void entryWithoutRightsIsNotJudged() {
        tables(0x2000 | RW, -4L, 0);
        assertThat(walk(Access.READ)).containsExactly(Fault.atLevel(FaultReason.READ_DENIED, 2));
    }

    @Test
    void largeLeavesNeedTheirAddressBitsClear() {
        tables(0x2000 | RW, 0x40_0000 | 0x80 | R, 0);
        assertThat(walk(TOP, Access.READ, ADDRESS + 7)).singleElement().isInstanceOfSatisfying(Mapping.class, m -> {
            assertThat(m.size()).isEqualTo(0x20_0000);
            assertThat(m.translate(new Iova(ADDRESS + 7))).isEqualTo(new Gpa(0x40_3007));
        });
        store(LEVEL2, 0x40_1000 | 0x80 | R);
        assertThat(walk(Access.READ)).containsExactly(Fault.atLevel(FaultReason.TABLE_RESERVED, 2));
        relation = new WalkRelation(Capabilities.DEFAULT.with(c -> c.superpages = Set.of()));
        tables(0x2000 | RW, 0x40_0000 | 0x80 | R, 0);
        assertThat(walk(Access.READ)).containsExactly(Fault.atLevel(FaultReason.TABLE_RESERVED, 2));
    }

    @Test
    void bitSevenOfALastLevelEntryIsIgnoredAndSnoopNeedsItsCapability() {
        store(LEVEL1, 0x8000 | RW | 0x80 | 1 << 11);
        assertThat(walk(Access.READ)).singleElement().isInstanceOfSatisfying(Mapping.class, m -> assertThat(m.snoop()).isTrue());
        store(LEVEL2, 0x3000 | RW | 1 << 11);
        assertThat(walk(Access.READ)).containsExactly(Fault.atLevel(FaultReason.TABLE_RESERVED, 2));
    }

    @Test
    void unreadableTopTableIsAContextFaultAndADeeperOneIsNot() {
        relation.on(new Stimulus.Readable(new Gpa(0x1000), Reads.NONE));
        assertThat(walk(Access.READ)).containsExactly(Fault.atLevel(FaultReason.CONTEXT_INVALID, 3));
        WalkStart below = new WalkStart(new Gpa(0x1000), 2, Rights.RW, 39);
        assertThat(walk(below, Access.READ, ADDRESS)).containsExactly(Fault.atLevel(FaultReason.TABLE_ACCESS_ERROR, 2));
    }

    @Test
    void addressBeyondTheWidthExcludesEveryOtherFault() {
        store(LEVEL3, 0);
        assertThat(walk(TOP, Access.READ, 1L << 39)).containsExactly(Fault.of(FaultReason.ADDRESS_BEYOND_WIDTH));
        assertThat(walk(TOP, Access.READ, -1L)).containsExactly(Fault.of(FaultReason.ADDRESS_BEYOND_WIDTH));
    }

    @Test
    void outputInTheInterruptRangeIsJudgedForTheRequestsOwnAddress() {
        tables(0x2000 | RW, 0xFEE0_0000L | 0x80 | R, 0);
        assertThat(walk(TOP, Access.READ, ADDRESS)).containsExactly(new Fault(FaultReason.INTERRUPT_RANGE_OUTPUT, 2, 4096, false));
        assertThat(walk(TOP, Access.READ, ADDRESS + 0x10_0000)).hasSize(1).first().isInstanceOf(Mapping.class);
        assertThat(walk(TOP, Access.WRITE, ADDRESS)).containsExactly(Fault.atLevel(FaultReason.WRITE_DENIED, 2),
                new Fault(FaultReason.INTERRUPT_RANGE_OUTPUT, 2, 4096, false));
    }

    @Test
    void aStartWithoutTheRightIsAlreadyDenied() {
        WalkStart readOnly = new WalkStart(new Gpa(0x2000), 2, Rights.R, 39);
        assertThat(walk(readOnly, Access.WRITE, ADDRESS)).containsExactly(Fault.of(FaultReason.WRITE_DENIED),
                Fault.atLevel(FaultReason.WRITE_DENIED, 2), Fault.atLevel(FaultReason.WRITE_DENIED, 1));
    }
}
