package iommu.emulator.interrupt;

import static iommu.emulator.interrupt.Bench.UNIT;
import static iommu.emulator.interrupt.Bench.blocked;
import static iommu.emulator.interrupt.Bench.silently;
import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.SourceId;
import iommu.arch.InterruptOutcome;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("§5.2.3: interrupt posting")
class PostingTest {

    private static final long DESCRIPTOR = 0x3_1234_5640L;
    private static final long CONTROL = DESCRIPTOR + 32;
    private static final long POSTED = 0x8001;
    private static final long URGENT = 0x4000;
    private static final long SILENT = 2;
    private static final long ON = 1;
    private static final long SN = 2;
    private static final long NOTIFY = 0x0000_0700_00F2_0000L;

    private final Bench bench = new Bench(UNIT);

    private InterruptOutcome post(long bits, int vector) {
        bench.entry(1, bits | (long) vector << 16 | 0x1234_5640L << 32, 0x3_0000_0000L);
        return bench.raise(1);
    }

    private static InterruptOutcome posted(boolean notifies) {
        return new InterruptOutcome.Posted(new Gpa(DESCRIPTOR), notifies, 7, 0xF2);
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 0x1", "63, 0, 0x8000000000000000", "64, 8, 0x1", "130, 16, 0x4", "255, 24, 0x8000000000000000"})
    void theVectorSetsItsBitOfPir(int vector, int offset, String bit) {
        bench.memory.put(CONTROL, NOTIFY).put(DESCRIPTOR + offset, 0x10);
        assertThat(post(POSTED, vector)).isEqualTo(posted(true));
        assertThat(bench.memory.get(DESCRIPTOR + offset)).as("others stay")
                .isEqualTo(Long.parseUnsignedLong(bit.substring(2), 16) | 0x10);
    }

    @ParameterizedTest
    @CsvSource({"0, 0, true", "1, 0, false", "2, 0, false", "3, 0, false", "0, 0x4000, true", "1, 0x4000, false",
        "2, 0x4000, true", "3, 0x4000, false"})
    @DisplayName("§5.2.3: ON is set and a notification sent if ON was 0, and URG or SN = 0")
    void notification(long control, String urgent, boolean notifies) {
        bench.memory.put(CONTROL, NOTIFY | control);
        assertThat(post(POSTED | Long.decode(urgent), 0x41)).isEqualTo(posted(notifies));
        assertThat(bench.memory.get(CONTROL)).isEqualTo(NOTIFY | control | (notifies ? ON : 0));
        assertThat(bench.memory.get(DESCRIPTOR + 8)).as("posted in any case").isEqualTo(2);
    }

    @Test
    void aSecondInterruptIsPostedWithoutASecondNotification() {
        bench.memory.put(CONTROL, NOTIFY);
        assertThat(post(POSTED, 0x41)).isEqualTo(posted(true));
        assertThat(post(POSTED, 0x40)).isEqualTo(posted(false));
        assertThat(bench.memory.get(DESCRIPTOR + 8)).isEqualTo(3);
    }

    @Test
    void withEimeTheNotificationGoesTo32Bits() {
        bench.extended().memory.put(CONTROL, 0xFEDC_BA98_00F2_0000L);
        assertThat(post(POSTED, 1)).isEqualTo(new InterruptOutcome.Posted(new Gpa(DESCRIPTOR), true, 0xFEDC_BA98, 0xF2));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 7, 12, 13, 24, 31, 32, 37, 84, 95, 112, 127})
    void eachReservedBitOfAPostedEntryBlocks(int bit) {
        long low = POSTED | (bit < 64 ? 1L << bit : 0);
        bench.entry(0, low, bit < 64 ? 0 : 1L << bit - 64).entry(1, low | SILENT, bit < 64 ? 0 : 1L << bit - 64);
        assertThat(bench.raise(0)).isEqualTo(blocked(FaultReason.INTERRUPT_ENTRY_RESERVED, 0));
        assertThat(bench.raise(1)).isEqualTo(silently(FaultReason.INTERRUPT_ENTRY_RESERVED, 1));
    }

    @Test
    void softwaresOwnBitsOfAPostedEntryAreIgnored() {
        bench.memory.put(CONTROL, NOTIFY | SN);
        assertThat(post(POSTED | 0xF00, 1)).isEqualTo(posted(false));
    }

    @Test
    void theRequesterIsVerifiedOfPostedEntriesToo() {
        bench.entry(0, POSTED, 0x4_0000 | 0x20);
        assertThat(bench.raise(0)).isEqualTo(blocked(FaultReason.INTERRUPT_SOURCE_INVALID, 0));
        assertThat(bench.sendFrom(new SourceId(0x20), 0xFEE0_0010L, 0)).isInstanceOf(InterruptOutcome.Posted.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {258, 271, 280, 287, 288, 295, 304, 319, 320, 383, 384, 447, 448, 511})
    void eachReservedBitOfADescriptorBlocksAndNothingIsChanged(int bit) {
        bench.memory.put(CONTROL, NOTIFY);
        long word = DESCRIPTOR + bit / 64 * 8;
        bench.memory.put(word, bench.memory.get(word) | 1L << bit % 64);
        long control = bench.memory.get(CONTROL);
        assertThat(post(POSTED, 0x41)).isEqualTo(blocked(FaultReason.POSTED_DESCRIPTOR_RESERVED, 1));
        assertThat(post(POSTED | SILENT, 0x41)).isEqualTo(silently(FaultReason.POSTED_DESCRIPTOR_RESERVED, 1));
        assertThat(bench.memory.get(CONTROL)).isEqualTo(control);
        assertThat(bench.memory.get(DESCRIPTOR + 8)).isZero();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 16, 32, 48})
    void aDescriptorThatCannotBeReadIsAnAccessError(long offset) {
        bench.memory.unreadable(DESCRIPTOR + offset);
        assertThat(post(POSTED, 1)).isEqualTo(blocked(FaultReason.POSTED_DESCRIPTOR_ACCESS_ERROR, 1));
        assertThat(post(POSTED | SILENT, 1)).isEqualTo(silently(FaultReason.POSTED_DESCRIPTOR_ACCESS_ERROR, 1));
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 32})
    void aDescriptorThatCannotBeWrittenIsAnAccessError(long offset) {
        bench.memory.unwritable(DESCRIPTOR + offset);
        assertThat(post(POSTED | URGENT, 1)).isEqualTo(blocked(FaultReason.POSTED_DESCRIPTOR_ACCESS_ERROR, 1));
    }

    @Test
    void theDescriptorIsReadAnewForACachedEntry() {
        bench.keeping(4).memory.put(CONTROL, NOTIFY);
        assertThat(post(POSTED, 1)).isEqualTo(posted(true));
        bench.memory.put(CONTROL, NOTIFY | 1L << 40);
        assertThat(bench.raise(1)).isEqualTo(new InterruptOutcome.Posted(new Gpa(DESCRIPTOR), true, 7, 0xF2));
    }
}
