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
import iommu.arch.StagedStep;
import iommu.arch.seam.StagedWalk.Request;
import iommu.emulator.WritableWords;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tables of level L begin at L million hexadecimal; 7 is P, R/W and U/S. The address walked is 0x0001_0080_4040_1234:
 * entry 1 of level 5, entry 1 of level 4, entry 1 of level 3, entry 2 of level 2, entry 1 of level 1.
 */
@DisplayName("§3.6, §9.7: first-stage translation")
class FirstStageWalkTest {

    private static final long IN_57 = 0x0001_0080_4040_1234L;
    private static final long IN_48 = 0x0080_4040_1234L;
    private static final long E5 = 0x500_0008;
    private static final long E4 = 0x400_0008;
    private static final long E3 = 0x300_0008;
    private static final long E2 = 0x200_0010;
    private static final long E1 = 0x100_0008;
    private static final long[] ENTRIES = {0, E1, E2, E3, E4, E5};

    private final WritableWords memory = new WritableWords().put(E5, 0x400_0007).put(E4, 0x300_0007).put(E3, 0x200_0007)
            .put(E2, 0x100_0007).put(E1, 0x777_7007);
    private Capabilities unit = FULL;
    private Flags flags = USUAL;

    private StagedResult walk(int levels, Request request) {
        return new ScalableWalk(memory, unit).walk(Contexts.firstStage(0x100_0000L * levels, levels, flags), request);
    }

    private StagedResult read() {
        return walk(4, user(IN_48, Access.READ));
    }

    private StagedResult write() {
        return walk(4, user(IN_48, Access.WRITE));
    }

    private static Fault fault(FaultReason reason, int level) {
        return Fault.atLevel(reason, level);
    }

    private static Fault flagFault(FaultReason reason, int level) {
        return new Fault(reason, level, 4096, false);
    }

    @Test
    void fiveLevelsLeadToAPage() {
        assertThat(walk(5, user(IN_57, Access.READ))).isEqualTo(new StagedMapping(new Iova(0x0001_0080_4040_1000L),
                new Gpa(0x777_7000), 4096, Rights.RW, Rights.RW, false, false,
                List.of(new StagedStep(true, 5, new Gpa(E5), 0x400_0007), new StagedStep(true, 4, new Gpa(E4), 0x300_0007),
                        new StagedStep(true, 3, new Gpa(E3), 0x200_0007), new StagedStep(true, 2, new Gpa(E2), 0x100_0007),
                        new StagedStep(true, 1, new Gpa(E1), 0x777_7007))));
    }

    @Test
    void fourLevelsLeadToAPage() {
        StagedMapping mapping = (StagedMapping) read();
        assertThat(mapping.translate(new Iova(IN_48))).isEqualTo(new Gpa(0x777_7234));
        assertThat(mapping.steps()).extracting(StagedStep::level).containsExactly(4, 3, 2, 1);
    }

    @ParameterizedTest
    @DisplayName("§9.7: bit 12 of a large leaf is PAT, no address bit")
    @CsvSource({"2, 21, 0x40201087, 0x40201234", "3, 30, 0xC0001087, 0xC0401234", "3, 30, 0xC0000087, 0xC0401234"})
    void aLargeLeafHasALargeOffset(int level, int bits, String leaf, String output) {
        memory.put(ENTRIES[level], Long.decode(leaf));
        StagedMapping mapping = (StagedMapping) read();
        assertThat(mapping.size()).isEqualTo(1L << bits);
        assertThat(mapping.translate(new Iova(IN_48))).isEqualTo(new Gpa(Long.decode(output)));
    }

    @ParameterizedTest
    @DisplayName("SGN.1: bits 63:N must repeat bit N-1; N is 48 or 57")
    @CsvSource({"4, 0x00007FFFFFFFFFFF, true", "4, 0x0000800000000000, false", "4, 0xFFFF800000000000, true",
        "4, 0xFFFF7FFFFFFFFFFF, false", "4, 0x0001000000000000, false", "5, 0x00FFFFFFFFFFFFFF, true",
        "5, 0x0100000000000000, false", "5, 0xFF00000000000000, true", "5, 0xFE00000000000000, false"})
    void canonical(int levels, String address, boolean canonical) {
        long value = Long.parseUnsignedLong(address.substring(2), 16);
        StagedResult result = walk(levels, user(value, Access.READ));
        assertThat(result.equals(Fault.of(FaultReason.ADDRESS_NOT_CANONICAL))).isEqualTo(!canonical);
    }

    @Test
    @DisplayName("SFS.4: the top table is unreadable; SFS.1: one below it")
    void accessErrors() {
        memory.unreadable(E4);
        assertThat(read()).isEqualTo(fault(FaultReason.FIRST_STAGE_POINTER_ACCESS_ERROR, 4));
        assertThat(walk(5, user(IN_57, Access.READ))).isEqualTo(fault(FaultReason.FIRST_STAGE_ACCESS_ERROR, 4));
    }

    @ParameterizedTest
    @DisplayName("SFS.2: P=0 at any level, whatever else the entry holds")
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void notPresent(int level) {
        memory.put(ENTRIES[level], -2L);
        assertThat(walk(5, user(IN_57, Access.READ))).isEqualTo(fault(FaultReason.FIRST_STAGE_NOT_PRESENT, level));
    }

    @ParameterizedTest
    @DisplayName("SFS.3: each reserved bit of each level")
    @CsvSource({"5, 7", "5, 48", "5, 51", "4, 7", "4, 48", "4, 51", "3, 48", "2, 51", "1, 48", "1, 51"})
    void reserved(int level, int bit) {
        memory.put(ENTRIES[level], memory.get(ENTRIES[level]) | 1L << bit);
        assertThat(walk(5, user(IN_57, Access.READ))).isEqualTo(fault(FaultReason.FIRST_STAGE_RESERVED, level));
    }

    @ParameterizedTest
    @DisplayName("SFS.3: address bits of a large leaf that its offset takes, but for PAT")
    @CsvSource({"3, 13", "3, 29", "3, 48", "2, 13", "2, 20", "2, 51"})
    void reservedInLargeLeaves(int level, int bit) {
        memory.put(ENTRIES[level], 0xC000_0087L | 1L << bit);
        assertThat(read()).isEqualTo(fault(FaultReason.FIRST_STAGE_RESERVED, level));
    }

    @Test
    @DisplayName("SFS.3: PS at level 3 needs FS1GP; 2 MiB pages need nothing")
    void gigabytePages() {
        unit = FULL.with(c -> {
            c.gigabyteFirstStage = false;
            c.superpages = Set.of();
        });
        memory.put(E3, 0xC000_0087L);
        assertThat(read()).isEqualTo(fault(FaultReason.FIRST_STAGE_RESERVED, 3));
        memory.put(E3, 0x200_0007).put(E2, 0xC000_0087L);
        assertThat(((StagedMapping) read()).size()).isEqualTo(0x20_0000);
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 7, 8, 9, 11, 52, 61, 62, 63})
    void theIgnoredBitsOfAPageEntryAreIgnored(int bit) {
        memory.put(E1, 0x777_7007 | 1L << bit);
        assertThat(((StagedMapping) read()).frame()).isEqualTo(new Gpa(0x777_7000));
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 6, 8, 9, 11, 52, 63})
    void theIgnoredBitsOfATableEntryAreIgnored(int bit) {
        memory.put(E4, 0x300_0007 | 1L << bit);
        assertThat(((StagedMapping) read()).frame()).isEqualTo(new Gpa(0x777_7000));
    }

    @ParameterizedTest
    @DisplayName("SGN.2, SGN.6: a user needs U/S of every level to read, R/W as well to write")
    @CsvSource({"7, READ, ", "7, WRITE, ", "7, ATOMIC, ", "5, READ, ", "5, WRITE, SCALABLE_WRITE_DENIED",
        "5, ATOMIC, SCALABLE_WRITE_DENIED", "3, READ, SUPERVISOR_PAGE", "3, WRITE, SUPERVISOR_PAGE",
        "1, ATOMIC, SUPERVISOR_PAGE", "5, ZERO_LENGTH_READ, ", "3, ZERO_LENGTH_READ, SUPERVISOR_PAGE"})
    void userRights(int bits, Access access, FaultReason expected) {
        for (int level = 1; level <= 4; level++) {
            long before = memory.get(ENTRIES[level]);
            memory.put(ENTRIES[level], before & ~7 | bits);
            StagedResult result = walk(4, user(IN_48, access));
            if (expected == null) {
                assertThat(((StagedMapping) result).user()).isEqualTo((bits & 2) != 0 ? Rights.RW : Rights.R);
            } else {
                assertThat(result).isEqualTo(fault(expected, level));
            }
            memory.put(ENTRIES[level], before);
        }
    }

    @ParameterizedTest
    @DisplayName("§3.6.1: a supervisor reads all, and writes all unless WPE asks for R/W")
    @CsvSource({"1, READ, snoop supervisor protect, ", "1, WRITE, snoop supervisor, ",
        "1, WRITE, snoop supervisor protect, SCALABLE_WRITE_DENIED", "3, WRITE, snoop supervisor protect, ",
        "1, ATOMIC, snoop supervisor protect, SCALABLE_WRITE_DENIED"})
    void supervisorRights(int bits, Access access, String names, FaultReason expected) {
        flags = flags(names);
        memory.put(E2, 0x100_0000 | bits);
        StagedResult result = walk(4, supervisor(IN_48, access));
        if (expected == null) {
            assertThat(result).isInstanceOf(StagedMapping.class);
        } else {
            assertThat(result).isEqualTo(fault(expected, 2));
        }
    }

    @Test
    void aMappingSaysWhatBothPrivilegesMayDo() {
        memory.put(E1, 0x777_7005);
        assertThat(((StagedMapping) read()).user()).isEqualTo(Rights.R);
        assertThat(((StagedMapping) read()).supervisor()).isEqualTo(Rights.RW);
        flags = flags("snoop supervisor protect");
        assertThat(((StagedMapping) read()).supervisor()).isEqualTo(Rights.R);
        memory.put(E1, 0x777_7003);
        StagedMapping mapping = (StagedMapping) walk(4, supervisor(IN_48, Access.READ));
        assertThat(mapping.user()).isEqualTo(Rights.NONE);
        assertThat(mapping.supervisor()).isEqualTo(Rights.RW);
    }

    @Test
    @DisplayName("SPT.6: without SRE a supervisor request is refused before its address is judged")
    void supervisorRequestsDisabled() {
        flags = flags("snoop");
        assertThat(walk(4, supervisor(1L << 60, Access.READ))).isEqualTo(Fault.of(FaultReason.SUPERVISOR_REQUEST_DISABLED));
        assertThat(((StagedMapping) read()).supervisor()).isEqualTo(Rights.NONE);
    }

    @Test
    @DisplayName("§3.6.2: a read sets A in every entry used, a write sets D in the leaf as well")
    void accessedAndDirty() {
        assertThat(((StagedMapping) read()).writable()).isFalse();
        assertThat(memory.written()).containsExactly(E4, E3, E2, E1);
        assertThat(List.of(memory.get(E4), memory.get(E1))).containsExactly(0x300_0027L, 0x777_7027L);
        assertThat(((StagedMapping) write()).writable()).isTrue();
        assertThat(memory.written()).containsExactly(E4, E3, E2, E1, E1);
        assertThat(memory.get(E1)).isEqualTo(0x777_7067);
        assertThat(((StagedMapping) read()).writable()).isTrue();
        assertThat(memory.written()).hasSize(5);
    }

    @Test
    @DisplayName("§3.6.2: with EAFE the walk sets EA together with A")
    void extendedAccessed() {
        flags = flags("snoop extended");
        memory.put(E1, 0x777_7027).put(E3, 0x200_0407);
        walk(4, user(IN_48, Access.ATOMIC));
        assertThat(memory.get(E4)).isEqualTo(0x300_0427);
        assertThat(memory.get(E3)).isEqualTo(0x200_0427);
        assertThat(memory.get(E1)).isEqualTo(0x777_7467);
    }

    @Test
    @DisplayName("§3.6.2: D of a table entry is no flag")
    void onlyLeavesAreDirty() {
        write();
        assertThat(memory.get(E2)).isEqualTo(0x100_0027);
        memory.put(E2, 0x4020_0087);
        write();
        assertThat(memory.get(E2)).isEqualTo(0x4020_00E7);
    }

    @ParameterizedTest
    @DisplayName("SFS.9: a flag must be set but the walk does not snoop: SMPWC or PWSNP is 0")
    @CsvSource({"extended, true", "snoop extended, false"})
    void notSnooped(String names, boolean offered) {
        flags = flags(names);
        unit = FULL.with(c -> c.snoopedWalks = c.secondStageDirty = c.extendedAccessed = offered);
        memory.put(E4, 0x300_0427).put(E3, 0x200_0427).put(E2, 0x100_0427).put(E1, 0x777_7407);
        assertThat(read()).isEqualTo(flagFault(FaultReason.FIRST_STAGE_DIRTY_NOT_SNOOPED, 1));
        memory.put(E1, 0x777_7427);
        assertThat(read()).isInstanceOf(StagedMapping.class);
        assertThat(write()).isEqualTo(flagFault(FaultReason.FIRST_STAGE_DIRTY_NOT_SNOOPED, 1));
        memory.put(E1, 0x777_7467).put(E2, 0x100_0027);
        assertThat(write()).isEqualTo(flagFault(FaultReason.FIRST_STAGE_DIRTY_NOT_SNOOPED, 2));
        memory.put(E2, 0x100_0427);
        assertThat(write()).isInstanceOf(StagedMapping.class);
    }

    @Test
    @DisplayName("SFS.10: the flag can't be written")
    void writeFails() {
        memory.unwritable(E3);
        assertThat(read()).isEqualTo(flagFault(FaultReason.FIRST_STAGE_DIRTY_FAILED, 3));
    }

    @Test
    void requestsThatFaultLeaveNoFlags() {
        memory.put(E1, 0x777_7005);
        assertThat(write()).isEqualTo(fault(FaultReason.SCALABLE_WRITE_DENIED, 1));
        assertThat(memory.written()).isEmpty();
    }

    @ParameterizedTest
    @DisplayName("SGN.8: an output of FEEx_xxxxh, whatever the access")
    @EnumSource(Access.class)
    void interruptRange(Access access) {
        memory.put(E1, 0xFEE0_0007L);
        assertThat(walk(4, user(IN_48, access)))
                .isEqualTo(new Fault(FaultReason.SCALABLE_INTERRUPT_RANGE_OUTPUT, 1, 4096, false));
        memory.put(E1, 0xFEF0_0007L);
        assertThat(walk(4, user(IN_48, access))).isInstanceOf(StagedMapping.class);
    }

    @ParameterizedTest
    @DisplayName("§3.10: first-stage pages snoop if PGSNP says so")
    @CsvSource({"snoop, false", "snoop pages, true"})
    void snoop(String names, boolean snoop) {
        flags = flags(names);
        assertThat(((StagedMapping) read()).snoop()).isEqualTo(snoop);
    }
}
