package iommu.emulator.firststage;

import static iommu.emulator.firststage.Contexts.FULL;
import static iommu.emulator.firststage.Contexts.USUAL;
import static iommu.emulator.firststage.Contexts.flags;
import static iommu.emulator.firststage.Contexts.supervisor;
import static iommu.emulator.firststage.Contexts.user;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import iommu.arch.Access;
import iommu.arch.Capabilities;
import iommu.arch.DomainId;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.PasidContext;
import iommu.arch.PasidContext.Flags;
import iommu.arch.PasidContext.Tables;
import iommu.arch.PasidType;
import iommu.arch.Rights;
import iommu.arch.StagedMapping;
import iommu.arch.StagedResult;
import iommu.arch.StagedStep;
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
 * Tables of level L begin at L million hexadecimal. The address walked is 0x0001_0080_4040_1234: entry 1 of level 5,
 * entry 1 of level 4, entry 1 of level 3, entry 2 of level 2, entry 1 of level 1.
 */
@DisplayName("§3.7, §9.8: second-stage translation in scalable mode")
class ScalableSecondStageTest {

    private static final long IN_57 = 0x0001_0080_4040_1234L;
    private static final long IN_48 = 0x0080_4040_1234L;
    private static final long IN_39 = 0x4040_1234L;
    private static final long E5 = 0x500_0008;
    private static final long E4 = 0x400_0008;
    private static final long E3 = 0x300_0008;
    private static final long E2 = 0x200_0010;
    private static final long E1 = 0x100_0008;

    private final WritableWords memory = new WritableWords().put(E5, 0x400_0003).put(E4, 0x300_0003).put(E3, 0x200_0003)
            .put(E2, 0x100_0003).put(E1, 0x777_7003);
    private Capabilities unit = FULL;
    private Flags flags = USUAL;

    private StagedResult walk(int levels, long address, Access access) {
        PasidContext context = Contexts.secondStage(0x10_0000L * 16 * levels, levels, flags);
        return new ScalableWalk(memory, unit).walk(context, user(address, access));
    }

    private StagedResult read() {
        return walk(3, IN_39, Access.READ);
    }

    private StagedResult write() {
        return walk(3, IN_39, Access.WRITE);
    }

    private static Fault fault(FaultReason reason, int level) {
        return Fault.atLevel(reason, level);
    }

    /** A fault of flags stands for one page. */
    private static Fault flagFault(FaultReason reason, int level) {
        return new Fault(reason, level, 4096, false);
    }

    @Test
    void fiveLevelsLeadToAPage() {
        assertThat(walk(5, IN_57, Access.READ)).isEqualTo(new StagedMapping(new Iova(0x0001_0080_4040_1000L),
                new Gpa(0x777_7000), 4096, Rights.RW, Rights.RW, false, true,
                List.of(new StagedStep(false, 5, new Gpa(E5), 0x400_0003), new StagedStep(false, 4, new Gpa(E4), 0x300_0003),
                        new StagedStep(false, 3, new Gpa(E3), 0x200_0003), new StagedStep(false, 2, new Gpa(E2), 0x100_0003),
                        new StagedStep(false, 1, new Gpa(E1), 0x777_7003))));
    }

    @ParameterizedTest
    @CsvSource({"3, 0x40401234", "4, 0x8040401234"})
    void threeOrFourLevelsLeadToAPage(int levels, String address) {
        StagedMapping mapping = (StagedMapping) walk(levels, Long.decode(address), Access.WRITE);
        assertThat(mapping.translate(new Iova(Long.decode(address)))).isEqualTo(new Gpa(0x777_7234));
        assertThat(mapping.steps()).hasSize(levels);
    }

    @ParameterizedTest
    @CsvSource({"2, 21, 0x40200083, 0x40201234", "3, 30, 0xC0000083, 0xC0401234"})
    void aLargeLeafHasALargeOffset(int level, int bits, String leaf, String output) {
        memory.put(level == 2 ? E2 : E3, Long.decode(leaf));
        StagedMapping mapping = (StagedMapping) read();
        assertThat(mapping.size()).isEqualTo(1L << bits);
        assertThat(mapping.translate(new Iova(IN_39))).isEqualTo(new Gpa(Long.decode(output)));
    }

    @ParameterizedTest
    @DisplayName("SGN.5: an address above the narrower of MGAW and AW")
    @CsvSource({"3, 57, 39", "4, 57, 48", "5, 57, 57", "4, 40, 40", "5, 48, 48"})
    void addressBeyondWidth(int levels, int guestAddressWidth, int bit) {
        unit = FULL.with(c -> c.guestAddressWidth = guestAddressWidth);
        assertThat(walk(levels, 1L << bit, Access.READ)).isEqualTo(Fault.of(FaultReason.SCALABLE_ADDRESS_BEYOND_WIDTH));
        assertThat(walk(levels, -1L, Access.READ)).isEqualTo(Fault.of(FaultReason.SCALABLE_ADDRESS_BEYOND_WIDTH));
        assertThat(((Fault) walk(levels, 1L << bit - 1, Access.READ)).level()).isPositive();
    }

    @Test
    @DisplayName("SSS.4: the top table is unreadable; SSS.1: one below it")
    void accessErrors() {
        memory.unreadable(E4);
        assertThat(walk(4, IN_48, Access.READ)).isEqualTo(fault(FaultReason.SECOND_STAGE_POINTER_ACCESS_ERROR, 4));
        assertThat(walk(5, IN_57, Access.READ)).isEqualTo(fault(FaultReason.SECOND_STAGE_ACCESS_ERROR, 4));
        memory.unreadable(E1);
        assertThat(read()).isEqualTo(fault(FaultReason.SECOND_STAGE_ACCESS_ERROR, 1));
    }

    @ParameterizedTest
    @DisplayName("SSS.2: R=W=0 at any level, whatever else the entry holds and whatever the access")
    @EnumSource(Access.class)
    void notPresent(Access access) {
        long[] entries = {E1, E2, E3, E4, E5};
        for (int level = 1; level <= 5; level++) {
            memory.put(entries[level - 1], -4L);
            assertThat(walk(5, IN_57, access)).isEqualTo(fault(FaultReason.SECOND_STAGE_NOT_PRESENT, level));
        }
    }

    @ParameterizedTest
    @DisplayName("SSS.2: neither right is left, though each entry gives one")
    @EnumSource(Access.class)
    void noRightLeft(Access access) {
        memory.put(E3, 0x200_0001).put(E1, 0x777_7002);
        FaultReason early = access == Access.WRITE || access == Access.ATOMIC ? FaultReason.SCALABLE_WRITE_DENIED : null;
        assertThat(walk(3, IN_39, access)).isEqualTo(early == null ? fault(FaultReason.SECOND_STAGE_NOT_PRESENT, 1)
                : fault(early, 3));
    }

    @ParameterizedTest
    @DisplayName("SSS.3: each reserved bit of each level")
    @CsvSource({"5, 7", "5, 11", "5, 48", "5, 51", "5, 62", "4, 7", "4, 11", "4, 48", "4, 62", "3, 11", "3, 48", "3, 62",
        "2, 11", "2, 51", "2, 62", "1, 48", "1, 51", "1, 62"})
    void reserved(int level, int bit) {
        long at = new long[]{0, E1, E2, E3, E4, E5}[level];
        memory.put(at, memory.get(at) | 1L << bit);
        assertThat(walk(5, IN_57, Access.READ)).isEqualTo(fault(FaultReason.SECOND_STAGE_RESERVED, level));
    }

    @ParameterizedTest
    @DisplayName("SSS.3: each reserved bit of a large leaf")
    @CsvSource({"3, 12", "3, 29", "3, 62", "2, 12", "2, 20", "2, 48"})
    void reservedInLargeLeaves(int level, int bit) {
        memory.put(level == 2 ? E2 : E3, 0xC000_0083L | 1L << bit);
        assertThat(read()).isEqualTo(fault(FaultReason.SECOND_STAGE_RESERVED, level));
    }

    @Test
    @DisplayName("SSS.3: PS without SSLPS, SNP without SC")
    void reservedWithoutCapability() {
        memory.put(E1, 0x777_7803);
        assertThat(((StagedMapping) read()).snoop()).isTrue();
        unit = FULL.with(c -> c.snoopControl = false);
        assertThat(read()).isEqualTo(fault(FaultReason.SECOND_STAGE_RESERVED, 1));
        unit = FULL.with(c -> c.superpages = Set.of(2));
        memory.put(E3, 0xC000_0083L);
        assertThat(read()).isEqualTo(fault(FaultReason.SECOND_STAGE_RESERVED, 3));
        unit = FULL.with(c -> c.superpages = Set.of());
        memory.put(E3, 0x200_0003).put(E2, 0xC000_0083L);
        assertThat(read()).isEqualTo(fault(FaultReason.SECOND_STAGE_RESERVED, 2));
    }

    @ParameterizedTest
    @ValueSource(longs = {1L << 2, 1L << 6, 1L << 7, 1L << 10, 1L << 52, 1L << 61, 1L << 63})
    void theIgnoredBitsOfAPageEntryAreIgnored(long bit) {
        memory.put(E1, 0x777_7003 | bit);
        assertThat(((StagedMapping) read()).frame()).isEqualTo(new Gpa(0x777_7000));
    }

    @ParameterizedTest
    @DisplayName("SGN.6, SGN.7: every level must give the right; without ZLR a zero-length read needs R")
    @CsvSource({"1, READ, true, ",   "1, WRITE, true, WRITE",   "1, ATOMIC, true, WRITE", "1, ZERO_LENGTH_READ, true, ",
        "2, READ, true, READ", "2, WRITE, true, ",  "2, ATOMIC, true, READ",  "2, ZERO_LENGTH_READ, true, ",
        "2, ZERO_LENGTH_READ, false, READ", "1, ZERO_LENGTH_READ, false, "})
    void rights(int rights, Access access, boolean zeroLengthRead, String denied) {
        unit = FULL.with(c -> c.zeroLengthRead = zeroLengthRead);
        long[] entries = {E1, E2, E3};
        for (int level = 1; level <= 3; level++) {
            long before = memory.get(entries[level - 1]);
            memory.put(entries[level - 1], before & ~3 | rights);
            StagedResult result = walk(3, IN_39, access);
            if (denied == null) {
                assertThat(((StagedMapping) result).user()).isEqualTo(Rights.values()[rights]);
            } else {
                assertThat(result).isEqualTo(fault(FaultReason.valueOf("SCALABLE_" + denied + "_DENIED"), level));
            }
            memory.put(entries[level - 1], before);
        }
    }

    @Test
    @DisplayName("SGN.8: an output of FEEx_xxxxh, by the request's own address; it stands for one page")
    void interruptRange() {
        memory.put(E2, 0xFEE0_0083L);
        assertThat(read()).isEqualTo(new Fault(FaultReason.SCALABLE_INTERRUPT_RANGE_OUTPUT, 2, 4096, false));
        assertThat(walk(3, 0x4050_0000, Access.READ)).isInstanceOf(StagedMapping.class);
    }

    @ParameterizedTest
    @DisplayName("SPT.6: without SRE a supervisor request is refused before any entry is read")
    @CsvSource({"true", "false"})
    void supervisorRequests(boolean enabled) {
        flags = enabled ? USUAL : Flags.NONE;
        PasidContext context = Contexts.secondStage(0x300_0000, 3, flags);
        StagedResult result = new ScalableWalk(memory, unit).walk(context, supervisor(IN_39, Access.READ));
        StagedMapping forUsers = (StagedMapping) read();
        assertThat(forUsers.supervisor()).isEqualTo(enabled ? Rights.RW : Rights.NONE);
        assertThat(result).isEqualTo(enabled ? forUsers : Fault.of(FaultReason.SUPERVISOR_REQUEST_DISABLED));
    }

    @ParameterizedTest
    @DisplayName("§3.10: accesses snoop if SNP or PGSNP says so")
    @CsvSource({"0x7777003, snoop, false", "0x7777803, snoop, true", "0x7777003, pages, true", "0x7777803, pages, true"})
    void snoop(String leaf, String pages, boolean snoop) {
        memory.put(E1, Long.decode(leaf));
        flags = flags(pages);
        assertThat(((StagedMapping) read()).snoop()).isEqualTo(snoop);
    }

    @Test
    @DisplayName("§3.7.2: without SSADE no flag is set, and a write owes none")
    void flagsOff() {
        StagedMapping mapping = (StagedMapping) write();
        assertThat(mapping.writable()).isTrue();
        assertThat(memory.written()).isEmpty();
    }

    @Test
    @DisplayName("§3.7.2: a read sets A in every entry used, a write sets D in the leaf as well")
    void flagsOn() {
        flags = flags("ssade snoop");
        assertThat(((StagedMapping) read()).writable()).isFalse();
        assertThat(memory.written()).containsExactly(E3, E2, E1);
        assertThat(memory.get(E3)).isEqualTo(0x200_0103);
        assertThat(memory.get(E2)).isEqualTo(0x100_0103);
        assertThat(memory.get(E1)).isEqualTo(0x777_7103);
        assertThat(((StagedMapping) write()).writable()).isTrue();
        assertThat(memory.written()).containsExactly(E3, E2, E1, E1);
        assertThat(memory.get(E1)).isEqualTo(0x777_7303);
        assertThat(((StagedMapping) read()).writable()).isTrue();
        assertThat(memory.written()).hasSize(4);
    }

    @Test
    @DisplayName("§3.7.2: D belongs to the entry that maps the page, large or small; an atomic sets it too")
    void dirtyOfALargeLeaf() {
        flags = flags("ssade snoop");
        memory.put(E2, 0x4020_0083);
        walk(3, IN_39, Access.ATOMIC);
        assertThat(memory.get(E2)).isEqualTo(0x4020_0383);
        assertThat(memory.get(E3)).isEqualTo(0x200_0103);
        assertThat(memory.get(E1)).isEqualTo(0x777_7003);
    }

    @Test
    void anEntryThatServesAtTwoLevelsKeepsBothFlags() {
        flags = flags("ssade snoop");
        memory.put(0x300_0000, 0x300_0003); // the table is its own entry 0: level 3, level 2 and page
        assertThat(walk(3, 0, Access.WRITE)).isInstanceOf(StagedMapping.class);
        assertThat(memory.get(0x300_0000)).isEqualTo(0x300_0303);
    }

    @ParameterizedTest
    @DisplayName("SSS.5: a flag must be set but the walk does not snoop: SMPWC or PWSNP is 0")
    @CsvSource({"ssade, true", "ssade snoop, false"})
    void notSnooped(String names, boolean offered) {
        flags = flags(names);
        unit = FULL.with(c -> c.snoopedWalks = c.secondStageDirty = c.extendedAccessed = offered);
        assertThat(read()).isEqualTo(flagFault(FaultReason.SECOND_STAGE_DIRTY_NOT_SNOOPED, 3));
        memory.put(E3, 0x200_0103).put(E2, 0x100_0103).put(E1, 0x777_7103);
        assertThat(read()).isInstanceOf(StagedMapping.class);
        assertThat(write()).isEqualTo(flagFault(FaultReason.SECOND_STAGE_DIRTY_NOT_SNOOPED, 1));
        memory.put(E1, 0x777_7303);
        assertThat(write()).isInstanceOf(StagedMapping.class);
        assertThat(memory.written()).isEmpty();
    }

    @Test
    @DisplayName("SSS.6: the flag can't be written")
    void writeFails() {
        flags = flags("ssade snoop");
        memory.unwritable(E2);
        assertThat(read()).isEqualTo(flagFault(FaultReason.SECOND_STAGE_DIRTY_FAILED, 2));
    }

    @Test
    void requestsThatFaultLeaveNoFlags() {
        flags = flags("ssade snoop");
        memory.put(E1, 0x777_7001);
        assertThat(write()).isEqualTo(fault(FaultReason.SCALABLE_WRITE_DENIED, 1));
        memory.put(E1, 0xFEE0_0003L);
        assertThat(read()).isInstanceOf(Fault.class);
        assertThat(memory.written()).isEmpty();
    }

    @ParameterizedTest
    @DisplayName("§9.8: with SSIRWE the rights are IR and IW, and R and W are ignored")
    @CsvSource({"3, READ, true", "3, ATOMIC, true", "1, READ, true", "1, WRITE, false", "2, WRITE, true", "2, READ, false"})
    void separateRights(int rights, Access access, boolean allowed) {
        long all = 3L << 61;
        memory.put(E3, 0x200_0000 | all).put(E2, 0x100_0001 | all).put(E1, 0x777_7003 | (long) rights << 61);
        StagedResult result = separate(access);
        if (allowed) {
            assertThat(((StagedMapping) result).user()).isEqualTo(Rights.values()[rights]);
        } else {
            assertThat(result).isEqualTo(fault(access == Access.READ ? FaultReason.SCALABLE_READ_DENIED
                    : FaultReason.SCALABLE_WRITE_DENIED, 1));
        }
    }

    @Test
    @DisplayName("SSS.2, SSS.3: with SSIRWE an entry without IR and IW is not present, whatever R and W say")
    void separateRightsMakePresent() {
        assertThat(separate(Access.READ)).isEqualTo(fault(FaultReason.SECOND_STAGE_NOT_PRESENT, 3));
        memory.put(E3, 0x200_0000 | 3L << 61 | 1 << 11);
        assertThat(separate(Access.READ)).isEqualTo(fault(FaultReason.SECOND_STAGE_RESERVED, 3));
        memory.put(E3, 0x200_0803);
        assertThat(separate(Access.READ)).isEqualTo(fault(FaultReason.SECOND_STAGE_NOT_PRESENT, 3));
    }

    private StagedResult separate(Access access) {
        return new ScalableWalk(memory, unit, true).walk(Contexts.secondStage(0x300_0000, 3, flags), user(IN_39, access));
    }

    @Test
    void passThroughHasNoTablesToWalk() {
        Tables none = new Tables(new Gpa(0), 4);
        PasidContext context = new PasidContext(new DomainId(7), PasidType.PASS_THROUGH, none, none, USUAL, false);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ScalableWalk(memory, unit).walk(context, user(0, Access.READ)));
    }
}
