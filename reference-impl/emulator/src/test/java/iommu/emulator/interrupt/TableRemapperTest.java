package iommu.emulator.interrupt;

import static iommu.emulator.interrupt.Bench.UNIT;
import static iommu.emulator.interrupt.Bench.blocked;
import static iommu.emulator.interrupt.Bench.fixed;
import static iommu.emulator.interrupt.Bench.silently;
import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import iommu.arch.register.InterruptRegisters;
import iommu.arch.InterruptOutcome;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("§5.1.4: interrupt remapping, step by step")
class TableRemapperTest {

    private static final InterruptOutcome UNCHANGED = new InterruptOutcome.Unchanged();
    private static final long COMPATIBLE = 0xFEE0_1000L;
    private static final long REMAPPABLE = 0xFEE0_0010L;
    private static final long WITH_SUBHANDLE = 0xFEE0_0018L;
    private static final long PRESENT = 0x1;
    private static final long SILENT = 0x2;

    private Bench bench = new Bench(UNIT);

    @ParameterizedTest
    @ValueSource(longs = {COMPATIBLE, REMAPPABLE, WITH_SUBHANDLE})
    void withRemappingOffEveryMessageIsOfCompatibilityFormat(long address) {
        bench.program(false, false);
        assertThat(bench.send(address, 0xFFFF_FFFF)).isEqualTo(UNCHANGED);
    }

    @Test
    void afterResetRemappingIsOff() {
        TableRemapper fresh = new TableRemapper(bench.memory, UNIT, 4);
        assertThat(fresh.remap(Bench.DEVICE, new Iova(REMAPPABLE), 0)).isEqualTo(UNCHANGED);
    }

    @ParameterizedTest
    @ValueSource(longs = {COMPATIBLE, REMAPPABLE})
    void withRemappingOffIrreqBlocksEveryMessage(long address) {
        bench = new Bench(UNIT.with(c -> c.interruptRemappingRequired = true));
        bench.program(false, true);
        assertThat(bench.send(address, 0)).isEqualTo(blocked(FaultReason.INTERRUPT_REMAPPING_REQUIRED, 0));
        bench.program(true, true);
        assertThat(bench.send(COMPATIBLE, 0)).isEqualTo(UNCHANGED);
    }

    @ParameterizedTest
    @ValueSource(longs = {COMPATIBLE, REMAPPABLE})
    void eimerBlocksEveryMessageWithoutEime(long address) {
        bench = new Bench(UNIT.with(c -> c.extendedInterruptModeRequired = true));
        bench.program(true, true);
        assertThat(bench.send(address, 0)).isEqualTo(blocked(FaultReason.EXTENDED_INTERRUPT_MODE_REQUIRED, 0));
        bench.program(false, true);
        assertThat(bench.send(address, 0)).as("only while remapping is on").isEqualTo(UNCHANGED);
        bench.extended().entry(0, PRESENT | 0x44L << 16 | 9L << 32, 0);
        assertThat(bench.send(REMAPPABLE, 0)).isEqualTo(fixed(0x44, 9));
    }

    @Test
    void compatibilityFormatPassesOnlyWithCfiAndWithoutEime() {
        bench.program(true, true);
        assertThat(bench.send(COMPATIBLE, 0x4041)).isEqualTo(UNCHANGED);
        bench.program(true, false);
        assertThat(bench.send(COMPATIBLE, 0)).isEqualTo(blocked(FaultReason.COMPATIBILITY_INTERRUPT_BLOCKED, 0));
        bench.extended();
        bench.program(true, true);
        assertThat(bench.send(COMPATIBLE, 0)).isEqualTo(blocked(FaultReason.COMPATIBILITY_INTERRUPT_BLOCKED, 0));
    }

    @Test
    void withShvTheUpperHalfOfTheDataIsReserved() {
        bench.entry(0, PRESENT, 0);
        assertThat(bench.send(WITH_SUBHANDLE, 0x1_0000)).isEqualTo(blocked(FaultReason.INTERRUPT_FORMAT_RESERVED, 0));
        assertThat(bench.send(WITH_SUBHANDLE, 0x8000_0000)).isEqualTo(blocked(FaultReason.INTERRUPT_FORMAT_RESERVED, 0));
        assertThat(bench.send(WITH_SUBHANDLE, 0)).isEqualTo(fixed(0, 0));
    }

    @Test
    void withoutShvTheDataIsIgnoredAndTheLowestAddressBitsAlways() {
        bench.entry(0, PRESENT | 0x31L << 16, 0);
        assertThat(bench.send(REMAPPABLE, 0xFFFF_FFFF)).isEqualTo(fixed(0x31, 0));
        assertThat(bench.send(REMAPPABLE | 3, 0)).isEqualTo(fixed(0x31, 0));
        assertThat(bench.send(WITH_SUBHANDLE | 3, 0)).isEqualTo(fixed(0x31, 0));
    }

    @ParameterizedTest
    @CsvSource({"0xFEE00070, 0, 3", "0xFEE00058, 1, 3", "0xFEE00018, 3, 3", "0xFEE001F0, 7, 15", "0xFEE00198, 3, 15"})
    @DisplayName("§5.1.3: the index is the handle, and with SHV the sum of handle and subhandle")
    void index(String address, int subhandle, int index) {
        bench.entry(index, PRESENT | 0x51L << 16, 0);
        assertThat(bench.send(Long.decode(address), subhandle)).isEqualTo(fixed(0x51, 0));
    }

    @Test
    void theHighestBitOfTheHandleIsBit2OfTheAddress() {
        bench.program(new InterruptRegisters(true, new Gpa(Bench.TABLE), 1 << 16, false, false));
        bench.entry(0x8000, PRESENT | 0x61L << 16, 0).entry(0xFFFF, PRESENT | 0x62L << 16, 0);
        assertThat(bench.send(0xFEE0_0014L, 0)).isEqualTo(fixed(0x61, 0));
        assertThat(bench.send(0xFEEF_FFF4L, 0)).isEqualTo(fixed(0x62, 0));
        assertThat(bench.send(0xFEEF_FFFCL, 1)).as("65,536 is beyond any table")
                .isEqualTo(blocked(FaultReason.INTERRUPT_INDEX_BEYOND_TABLE, 0));
    }

    @Test
    void anIndexBeyondTheTableIsBlocked() {
        bench.entry(16, PRESENT, 0);
        assertThat(bench.raise(16)).isEqualTo(blocked(FaultReason.INTERRUPT_INDEX_BEYOND_TABLE, 16));
        assertThat(bench.send(0xFEE0_01F8L, 2)).isEqualTo(blocked(FaultReason.INTERRUPT_INDEX_BEYOND_TABLE, 17));
    }

    @ParameterizedTest
    @ValueSource(longs = {1L << 48, 0xFFFF_FFFF_FFFF_F000L})
    void anEntryAboveTheHostAddressWidthIsBlocked(long table) {
        bench.program(new InterruptRegisters(true, new Gpa(table), 1 << 16, false, false));
        bench.memory.put(table, PRESENT, 0);
        assertThat(bench.raise(0)).isEqualTo(blocked(FaultReason.INTERRUPT_INDEX_BEYOND_TABLE, 0));
        assertThat(bench.raise(0x8000)).isEqualTo(blocked(FaultReason.INTERRUPT_INDEX_BEYOND_TABLE, 0x8000));
    }

    @Test
    void theLastPageBelowTheHostAddressWidthServes() {
        long table = (1L << 48) - 0x1000;
        bench.program(new InterruptRegisters(true, new Gpa(table), 512, false, false));
        bench.memory.put(table + 0xFF0, PRESENT | 0x71L << 16, 0);
        assertThat(bench.raise(255)).isEqualTo(fixed(0x71, 0));
        assertThat(bench.raise(256)).isEqualTo(blocked(FaultReason.INTERRUPT_INDEX_BEYOND_TABLE, 256));
    }

    @Test
    void anEntryThatCannotBeReadIsAnAccessError() {
        bench.memory.unreadable(Bench.TABLE + 0x20);
        assertThat(bench.raise(2)).isEqualTo(blocked(FaultReason.INTERRUPT_ENTRY_ACCESS_ERROR, 2));
    }

    @Test
    void anEntryIsReadWhole() {
        bench.memory.wholeEntriesOnly();
        bench.entry(1, PRESENT | 0x33L << 16, 0);
        assertThat(bench.raise(1)).isEqualTo(fixed(0x33, 0));
    }

    @Test
    void anEntryThatIsNotPresentBlocksAndOnlyItsFpdCounts() {
        bench.entry(1, ~PRESENT & ~SILENT, -1).entry(2, SILENT, 0);
        assertThat(bench.raise(0)).isEqualTo(blocked(FaultReason.INTERRUPT_ENTRY_NOT_PRESENT, 0));
        assertThat(bench.raise(1)).isEqualTo(blocked(FaultReason.INTERRUPT_ENTRY_NOT_PRESENT, 1));
        assertThat(bench.raise(2)).isEqualTo(silently(FaultReason.INTERRUPT_ENTRY_NOT_PRESENT, 2));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0x0018, 0x0018, true", "0, 0x0018, 0x1234, true",
        "0x40000, 0x0018, 0x0018, true", "0x40000, 0x0018, 0x001C, false", "0x40000, 0x0018, 0x0019, false",
        "0x50000, 0x0018, 0x001C, true", "0x50000, 0x0018, 0x001A, false", "0x50000, 0x0018, 0x0010, false",
        "0x60000, 0x0018, 0x001E, true", "0x60000, 0x0018, 0x0019, false", "0x60000, 0x0018, 0x0118, false",
        "0x70000, 0x0018, 0x001F, true", "0x70000, 0x0018, 0x0017, false", "0x70000, 0x0018, 0x8018, false",
        "0x80000, 0x0206, 0x0200, true", "0x80000, 0x0206, 0x06FF, true", "0x80000, 0x0206, 0x01FF, false",
        "0x80000, 0x0206, 0x0700, false", "0x80000, 0x0602, 0x0400, false", "0xB0000, 0x0206, 0x0400, true"})
    @DisplayName("§9.9: SVT, SQ and SID say who may use an entry")
    void sourceValidation(String check, String sid, String requester, boolean passes) {
        bench.entry(0, PRESENT | 0x22L << 16, Long.decode(check) | Long.decode(sid));
        assertThat(bench.sendFrom(new SourceId(Integer.decode(requester)), REMAPPABLE, 0))
                .isEqualTo(passes ? fixed(0x22, 0) : blocked(FaultReason.INTERRUPT_SOURCE_INVALID, 0));
    }

    @Test
    void theRequesterIsVerifiedBeforeTheReservedFields() {
        bench.entry(0, PRESENT | SILENT | 1L << 31, 0x4_0000 | 0x99);
        assertThat(bench.raise(0)).isEqualTo(silently(FaultReason.INTERRUPT_SOURCE_INVALID, 0));
    }

    @ParameterizedTest
    @ValueSource(ints = {12, 13, 14, 24, 31, 32, 39, 48, 63, 84, 96, 127})
    void eachReservedBitOfARemappedEntryBlocks(int bit) {
        long low = PRESENT | (bit < 64 ? 1L << bit : 0);
        bench.entry(0, low, bit < 64 ? 0 : 1L << bit - 64).entry(1, low | SILENT, bit < 64 ? 0 : 1L << bit - 64);
        assertThat(bench.raise(0)).isEqualTo(blocked(FaultReason.INTERRUPT_ENTRY_RESERVED, 0));
        assertThat(bench.raise(1)).isEqualTo(silently(FaultReason.INTERRUPT_ENTRY_RESERVED, 1));
    }

    @Test
    void aReservedSvtIsAReservedField() {
        bench.entry(0, PRESENT, 0xC_0000);
        assertThat(bench.raise(0)).isEqualTo(blocked(FaultReason.INTERRUPT_ENTRY_RESERVED, 0));
    }

    @Test
    void softwaresOwnBitsAndUnusedQualifiersAreIgnored() {
        bench.entry(0, PRESENT | 0xF00 | 0x22L << 16, 0x3_FFFF);
        assertThat(bench.raise(0)).isEqualTo(fixed(0x22, 0));
    }

    @ParameterizedTest
    @ValueSource(ints = {14, 15})
    void withoutPostingItsBitsAreReserved(int bit) {
        bench = new Bench(UNIT.with(c -> c.postedInterrupts = false));
        bench.entry(0, PRESENT | 1L << bit, 0);
        assertThat(bench.raise(0)).isEqualTo(blocked(FaultReason.INTERRUPT_ENTRY_RESERVED, 0));
    }

    @Test
    void anInterruptHasTheFieldsOfItsEntry() {
        bench.entry(0, PRESENT | 0x0000_5500_00E8_003CL, 0).entry(1, PRESENT | 0xFFL << 16 | 5L << 5, 0);
        assertThat(bench.raise(0)).isEqualTo(new InterruptOutcome.Interrupt(0x55, true, true, 0xE8, 1, true));
        assertThat(bench.raise(1)).isEqualTo(new InterruptOutcome.Interrupt(0, false, false, 0xFF, 5, false));
    }

    @Test
    void withEimeADestinationHas32Bits() {
        bench.extended().entry(0, PRESENT | 0xFEDC_BA98_0031_0000L, 0);
        assertThat(bench.raise(0)).isEqualTo(fixed(0x31, 0xFEDC_BA98));
    }
}
