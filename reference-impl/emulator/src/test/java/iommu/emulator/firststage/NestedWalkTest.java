package iommu.emulator.firststage;

import static iommu.emulator.firststage.Contexts.FULL;
import static iommu.emulator.firststage.Contexts.USUAL;
import static iommu.emulator.firststage.Contexts.flags;
import static iommu.emulator.firststage.Contexts.supervisor;
import static iommu.emulator.firststage.Contexts.user;
import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Access;
import iommu.arch.Capabilities;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.PasidContext.Flags;
import iommu.arch.Rights;
import iommu.arch.StagedMapping;
import iommu.arch.StagedResult;
import iommu.emulator.WritableWords;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * First-stage tables lie at guest 0x14000, 0x13000, 0x12000 and 0x11000 by level, the page at guest 0x25000. The second
 * stage has 3 levels, at 0x30_0000, 0x20_0000 and 0x10_0000, and puts guest page N at 0x700_0000 + N. The address walked is
 * 0x0080_4040_1234: entry 1 of levels 4 and 3, entry 2 of level 2, entry 1 of level 1.
 */
@DisplayName("§3.8: nested translation")
class NestedWalkTest {

    private static final long IN = 0x0080_4040_1234L;
    private static final long HOST = 0x700_0000;
    private static final long F4 = HOST + 0x1_4008;
    private static final long F3 = HOST + 0x1_3008;
    private static final long F2 = HOST + 0x1_2010;
    private static final long F1 = HOST + 0x1_1008;
    private static final long S3 = 0x30_0000;
    private static final long S2 = 0x20_0000;

    private final WritableWords memory = new WritableWords().put(F4, 0x1_3007).put(F3, 0x1_2007).put(F2, 0x1_1007).put(F1, 0x2_5007)
            .put(S3, 0x20_0003).put(S2, 0x10_0003);
    private Capabilities unit = FULL;
    private Flags flags = USUAL;
    private int secondLevels = 3;

    NestedWalkTest() {
        for (int table = 0x11; table <= 0x14; table++) {
            memory.put(second(table), HOST | table << 12 | 3);
        }
        memory.put(second(0x25), HOST | 0x2_5003);
    }

    /** Where the second-stage entry of a guest page lies. */
    private static long second(int page) {
        return 0x10_0000 + 8L * page;
    }

    private void rights(int page, int rights) {
        memory.put(second(page), memory.get(second(page)) & ~3 | rights);
    }

    private StagedResult walk(Access access) {
        long top = secondLevels == 3 ? S3 : 0x40_0000;
        return new ScalableWalk(memory, unit).walk(Contexts.nested(0x1_4000, top, secondLevels, flags), user(IN, access));
    }

    private StagedResult read() {
        return walk(Access.READ);
    }

    private static Fault fault(FaultReason reason, int level) {
        return Fault.atLevel(reason, level);
    }

    private static Fault fault(FaultReason reason, int level, long holeSize) {
        return new Fault(reason, level, holeSize, false);
    }

    @Test
    void everyFirstStageTableAndThePageGoThroughTheSecondStage() {
        StagedMapping mapping = (StagedMapping) read();
        assertThat(mapping.withoutSteps()).isEqualTo(new StagedMapping(new Iova(0x0080_4040_1000L), new Gpa(0x702_5000),
                4096, Rights.RW, Rights.RW, false, false, List.of()));
        assertThat(mapping.steps()).extracting(step -> (step.firstStage() ? "f" : "s") + step.level())
                .containsExactly("s3", "s2", "s1", "f4", "s3", "s2", "s1", "f3", "s3", "s2", "s1", "f2", "s3", "s2", "s1",
                        "f1", "s3", "s2", "s1");
    }

    @ParameterizedTest
    @DisplayName("§3.8: the smaller of the two pages counts")
    @CsvSource({"0x600087, 0x10003, 4096, 0x20010234", "0x600087, 0x83, 0x200000, 0x20001234"})
    void aLargeFirstStagePage(String leaf, String secondLeaf, String size, String output) {
        memory.put(F2, Long.decode(leaf)); // guest 0x60_0000 + 0x1234
        boolean large = secondLeaf.equals("0x83");
        memory.put(S2 + 8 * 3, large ? 0x2000_0083L : 0x50_0003).put(0x50_0008, 0x2001_0003L);
        StagedMapping mapping = (StagedMapping) read();
        assertThat(mapping.size()).isEqualTo((long) Integer.decode(size));
        assertThat(mapping.page()).isEqualTo(new Iova(IN & -mapping.size()));
        assertThat(mapping.translate(new Iova(IN))).isEqualTo(new Gpa(Long.decode(output)));
    }

    @Test
    void aSmallFirstStagePageInALargeSecondStagePage() {
        memory.put(F1, 0x4020_5007L).put(S3 + 8, 0x8000_0083L);
        StagedMapping mapping = (StagedMapping) read();
        assertThat(mapping.size()).isEqualTo(4096);
        assertThat(mapping.frame()).isEqualTo(new Gpa(0x8020_5000L));
    }

    @ParameterizedTest
    @DisplayName("§3.8.1: a right must be given by both stages")
    @CsvSource({"7, 3, RW, RW", "5, 3, R, RW", "7, 1, R, R", "5, 1, R, R", "3, 3, NONE, RW", "7, 2, W, W", "5, 2, NONE, W"})
    void rightsAreAnded(int first, int second, Rights forUsers, Rights forSupervisors) {
        memory.put(F1, 0x2_5000 | first);
        rights(0x25, second);
        StagedResult result = new ScalableWalk(memory, unit)
                .walk(Contexts.nested(0x1_4000, S3, 3, flags), supervisor(IN, second == 2 ? Access.WRITE : Access.READ));
        assertThat(((StagedMapping) result).user()).isEqualTo(forUsers);
        assertThat(((StagedMapping) result).supervisor()).isEqualTo(forSupervisors);
    }

    @Test
    @DisplayName("SGN.6, SGN.7: the second stage denies access to the final page")
    void secondStageDenies() {
        rights(0x25, 1);
        assertThat(walk(Access.WRITE)).isEqualTo(fault(FaultReason.SCALABLE_WRITE_DENIED, 1));
        rights(0x25, 2);
        assertThat(read()).isEqualTo(fault(FaultReason.SCALABLE_READ_DENIED, 1));
        assertThat(walk(Access.ATOMIC)).isEqualTo(fault(FaultReason.SCALABLE_READ_DENIED, 1));
        assertThat(walk(Access.ZERO_LENGTH_READ)).isInstanceOf(StagedMapping.class);
        unit = FULL.with(c -> c.zeroLengthRead = false);
        assertThat(walk(Access.ZERO_LENGTH_READ)).isEqualTo(fault(FaultReason.SCALABLE_READ_DENIED, 1));
    }

    @Test
    @DisplayName("SFS.5: an address in a first-stage entry above the narrower of MGAW and AW")
    void addressBeyondWidth() {
        memory.put(F1, 1L << 39 | 0x2_5007);
        assertThat(read()).isEqualTo(fault(FaultReason.NESTED_ADDRESS_BEYOND_WIDTH, 1));
        memory.put(F4, 1L << 47 | 0x1_3007);
        assertThat(read()).isEqualTo(fault(FaultReason.NESTED_ADDRESS_BEYOND_WIDTH, 4));
        memory.put(F4, 1L << 48 | 0x1_3007);
        assertThat(read()).isEqualTo(fault(FaultReason.FIRST_STAGE_RESERVED, 4));
        memory.put(F4, 0x1_3007).put(F1, 1L << 40 | 0x2_5007);
        secondLevels = 4;
        memory.put(0x40_0000, S3 | 3);
        assertThat(read()).isEqualTo(fault(FaultReason.SECOND_STAGE_NOT_PRESENT, 4, 4096));
        unit = FULL.with(c -> c.guestAddressWidth = 40);
        assertThat(read()).isEqualTo(fault(FaultReason.NESTED_ADDRESS_BEYOND_WIDTH, 1));
    }

    @Test
    @DisplayName("SFS.6: the second stage lets nobody read the top table; SFS.7: one below it")
    void unreadableTables() {
        rights(0x14, 2);
        assertThat(read()).isEqualTo(fault(FaultReason.NESTED_TOP_TABLE_UNREADABLE, 1));
        rights(0x14, 3);
        rights(0x12, 2);
        assertThat(walk(Access.WRITE)).isEqualTo(fault(FaultReason.NESTED_TABLE_UNREADABLE, 1));
    }

    @Test
    @DisplayName("§3.8.1: with SSADE first-stage tables must be writable even to be read")
    void secondStageDirtyWantsWritableTables() {
        memory.put(F4, 0x1_3027).put(F3, 0x1_2027).put(F2, 0x1_1027).put(F1, 0x2_5027);
        rights(0x13, 1);
        assertThat(read()).isInstanceOf(StagedMapping.class);
        flags = flags("snoop ssade");
        assertThat(read()).isEqualTo(fault(FaultReason.NESTED_TABLE_UNREADABLE, 1));
        rights(0x13, 3);
        rights(0x14, 1);
        assertThat(read()).isEqualTo(fault(FaultReason.NESTED_TOP_TABLE_UNREADABLE, 1));
    }

    @Test
    @DisplayName("SFS.8: a flag of a first-stage entry must be set, but the second stage lets nobody write it")
    void unwritableTables() {
        rights(0x11, 1);
        assertThat(read()).isEqualTo(fault(FaultReason.NESTED_TABLE_UNWRITABLE, 1, 4096));
        assertThat(memory.written()).isEmpty();
        memory.put(F1, 0x2_5027);
        assertThat(read()).isInstanceOf(StagedMapping.class);
        assertThat(walk(Access.WRITE)).isEqualTo(fault(FaultReason.NESTED_TABLE_UNWRITABLE, 1, 4096));
        memory.put(F1, 0x2_5067);
        assertThat(walk(Access.WRITE)).isInstanceOf(StagedMapping.class);
    }

    @ParameterizedTest
    @DisplayName("SSS.1-SSS.4: the second stage has no sound way to a first-stage table")
    @ValueSource(ints = {0x11, 0x12, 0x13, 0x14})
    void brokenWayToATable(int table) {
        long sound = memory.get(second(table));
        memory.put(second(table), 0);
        assertThat(read()).isEqualTo(fault(FaultReason.SECOND_STAGE_NOT_PRESENT, 1, 4096));
        memory.put(second(table), sound | 1L << 62);
        assertThat(read()).isEqualTo(fault(FaultReason.SECOND_STAGE_RESERVED, 1, 4096));
        memory.put(second(table), sound).unreadable(second(table));
        assertThat(read()).isEqualTo(fault(FaultReason.SECOND_STAGE_ACCESS_ERROR, 1, 4096));
        memory.unreadable(S3);
        assertThat(read()).isEqualTo(fault(FaultReason.SECOND_STAGE_POINTER_ACCESS_ERROR, 3, 1L << 30));
    }

    @Test
    @DisplayName("§3.8: a second-stage fault of the final page stands for no more than the first-stage page")
    void brokenWayToThePage() {
        memory.put(F1, 0x4000_5007L);
        assertThat(read()).isEqualTo(fault(FaultReason.SECOND_STAGE_NOT_PRESENT, 3, 4096));
        memory.put(F2, 0x4000_0087L);
        assertThat(read()).isEqualTo(fault(FaultReason.SECOND_STAGE_NOT_PRESENT, 3, 0x20_0000));
    }

    @Test
    void firstStageFaultsAreWhatTheyAreWithoutNesting() {
        memory.put(F2, 0x1_1003);
        assertThat(read()).isEqualTo(fault(FaultReason.SUPERVISOR_PAGE, 2));
        memory.put(F2, 0);
        assertThat(read()).isEqualTo(fault(FaultReason.FIRST_STAGE_NOT_PRESENT, 2));
        memory.unreadable(F3);
        assertThat(read()).isEqualTo(fault(FaultReason.FIRST_STAGE_ACCESS_ERROR, 3));
        memory.unreadable(F4);
        assertThat(read()).isEqualTo(fault(FaultReason.FIRST_STAGE_POINTER_ACCESS_ERROR, 4));
    }

    @Test
    @DisplayName("§3.6.2, §3.8: without SSADE only first-stage entries get flags")
    void firstStageFlags() {
        assertThat(((StagedMapping) walk(Access.WRITE)).writable()).isTrue();
        assertThat(memory.written()).containsExactly(F4, F3, F2, F1);
        assertThat(memory.get(F1)).isEqualTo(0x2_5067);
    }

    @Test
    @DisplayName("§3.7.2: with SSADE a page becomes dirty when a first-stage flag in it is set, or when it is written")
    void flagsOfBothStages() {
        flags = flags("snoop ssade");
        memory.put(F4, 0x1_3027);
        assertThat(((StagedMapping) read()).writable()).isFalse();
        assertThat(memory.get(S3)).isEqualTo(0x20_0103);
        assertThat(memory.written()).containsOnlyOnce(S3); // though five walks went through it
        assertThat(memory.get(second(0x14)) & 0x300).isEqualTo(0x100); // read, not written
        assertThat(memory.get(second(0x13)) & 0x300).isEqualTo(0x300); // A of F3 was set
        assertThat(memory.get(second(0x25)) & 0x300).isEqualTo(0x100);
        assertThat(((StagedMapping) walk(Access.WRITE)).writable()).isTrue();
        assertThat(memory.get(second(0x25)) & 0x300).isEqualTo(0x300);
        assertThat(memory.get(F1)).isEqualTo(0x2_5067);
        int writes = memory.written().size();
        assertThat(((StagedMapping) walk(Access.WRITE)).writable()).isTrue();
        assertThat(memory.written()).hasSize(writes);
    }

    @ParameterizedTest
    @DisplayName("§3.6.2: a hit may serve a write only if neither stage owes a dirty bit")
    @CsvSource({"0x25067, 0x103, false", "0x25027, 0x303, false", "0x25067, 0x303, true"})
    void writable(String leaf, String secondFlags, boolean writable) {
        flags = flags("snoop ssade");
        memory.put(F1, Long.decode(leaf)).put(second(0x25), HOST | 0x2_5000 | Long.decode(secondFlags));
        assertThat(((StagedMapping) read()).writable()).isEqualTo(writable);
    }

    @Test
    @DisplayName("SSS.5, SFS.9: whichever entry needs a flag first")
    void notSnooped() {
        flags = flags("ssade");
        assertThat(read()).isEqualTo(fault(FaultReason.SECOND_STAGE_DIRTY_NOT_SNOOPED, 3, 4096));
        flags = flags("extended");
        assertThat(read()).isEqualTo(fault(FaultReason.FIRST_STAGE_DIRTY_NOT_SNOOPED, 4, 4096));
    }

    @Test
    @DisplayName("SGN.8: the output of both stages counts, not what lies between")
    void interruptRange() {
        memory.put(second(0x25), 0xFEE0_0003L);
        assertThat(read()).isEqualTo(fault(FaultReason.SCALABLE_INTERRUPT_RANGE_OUTPUT, 1, 4096));
        memory.put(F1, 0xFEE0_0007L).put(S3 + 8 * 3, 0xC000_0083L);
        assertThat(read()).isEqualTo(fault(FaultReason.SCALABLE_INTERRUPT_RANGE_OUTPUT, 3, 4096));
        memory.put(S3 + 8 * 3, 0x8000_0083L);
        assertThat(((StagedMapping) read()).frame()).isEqualTo(new Gpa(0xBEE0_0000L));
    }

    @ParameterizedTest
    @DisplayName("§3.10: nested accesses snoop if SNP or PGSNP says so")
    @CsvSource({"snoop, 0, false", "snoop, 0x800, true", "snoop pages, 0, true"})
    void snoop(String names, String snp, boolean snoop) {
        flags = flags(names);
        memory.put(second(0x25), HOST | 0x2_5003 | Long.decode(snp));
        assertThat(((StagedMapping) read()).snoop()).isEqualTo(snoop);
    }
}
