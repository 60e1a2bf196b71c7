package iommu.emulator.register;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Capabilities;
import iommu.arch.DomainId;
import iommu.arch.Effect;
import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.register.EventRegisters;
import iommu.arch.register.FaultCondition;
import iommu.arch.register.FaultStatus;
import iommu.arch.register.Field;
import iommu.arch.register.QueueError;
import iommu.arch.register.QueueRegisters;
import iommu.arch.register.QueueStatus;
import iommu.arch.register.TableMode;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("§11.2-§11.4: the register file")
class RegistersTest {

    private Registers registers = new Registers(Capabilities.DEFAULT, 1);

    private List<Effect> write32(int offset, long value) {
        return registers.write(offset, 4, value);
    }

    private List<Effect> write64(int offset, long value) {
        return registers.write(offset, 8, value);
    }

    private long read32(int offset) {
        return registers.read(offset, 4);
    }

    private long read64(int offset) {
        return registers.read(offset, 8);
    }

    private static QueueRegisters queue(boolean enabled, int tail) {
        return new QueueRegisters(enabled, new Gpa(0), 0, false, tail, TableMode.LEGACY);
    }

    @Test
    @DisplayName("§11.4.2, §11.4.3: VER, CAP and ECAP say what the unit is")
    void identification() {
        assertThat(read32(0x00)).isEqualTo(0x10);
        assertThat(read64(0x08)).as("CAP").isEqualTo(0x00D2_008C_226F_0686L);
        assertThat(read64(0x10)).as("ECAP").isEqualTo(0x0F_C3);
    }

    @Test
    void everyCapabilityHasItsField() {
        Capabilities other = new Capabilities(52, 57, Set.of(3, 4, 5), Set.of(), 4, false, false, false, false, true,
                false, false, 63, 256);
        registers = new Registers(other, 6);
        assertThat(read32(0x00)).isEqualTo(0x60);
        assertThat(read64(0x08)).isEqualTo(0x00FF_FF00_2238_0E00L);
        assertThat(read64(0x10)).isEqualTo(0x0F_06);
    }

    @ParameterizedTest
    @CsvSource({"0x20, 0xFFFFFFFFFFFFFC00", "0x88, 0x7FFF0", "0x90, 0xFFFFFFFFFFFFF807"})
    void a64BitRegisterKeepsWhatWasWritten(int offset, String kept) {
        long expected = Long.parseUnsignedLong(kept.substring(2), 16);
        write64(offset, -1);
        assertThat(read64(offset)).isEqualTo(expected);
        write32(offset + 4, 0);
        assertThat(read64(offset)).as("upper half alone").isEqualTo(expected & 0xFFFF_FFFFL);
        write32(offset, 0);
        assertThat(read64(offset)).isZero();
    }

    @ParameterizedTest
    @CsvSource({"0x3C, 0xFFFF", "0x40, 0xFFFFFFFC", "0x44, 0xFFFFFFFF", "0xA4, 0xFFFF", "0xA8, 0xFFFFFFFC",
        "0xAC, 0xFFFFFFFF", "0x38, 0x80000000", "0xA0, 0x80000000"})
    void a32BitRegisterKeepsWhatWasWritten(int offset, long kept) {
        write32(offset, -1);
        assertThat(read32(offset)).isEqualTo(kept);
    }

    @Test
    @DisplayName("§11.2: eight bytes over two 32-bit registers are written to both")
    void eightBytesOverTwoRegisters() {
        write64(0x38, 0x1234_0000_0000L);
        assertThat(read32(0x38)).isZero();
        assertThat(read32(0x3C)).isEqualTo(0x1234);
        assertThat(read64(0x38)).isEqualTo(0x1234_0000_0000L);
    }

    @Test
    @DisplayName("§11.4.5: RTADDR takes effect only by SRTP")
    void rootPointer() {
        assertThat(write64(0x20, 0x1234_5000L)).isEmpty();
        assertThat(write32(0x18, 1L << 30)).containsExactly(
                new Effect.UseRootTable(new Gpa(0x1234_5000L), TableMode.LEGACY), new Effect.UpdateQueue(queue(false, 0)));
        assertThat(read32(0x1C)).as("RTPS").isEqualTo(1L << 30);
        assertThat(read32(0x18)).as("GCMD").isZero();
    }

    @ParameterizedTest
    @CsvSource({"0x000, LEGACY", "0x400, SCALABLE", "0x800, RESERVED", "0xC00, ABORT"})
    void theTableModeIsLatchedWithTheRootPointer(int bits, TableMode mode) {
        write64(0x20, 0x1000 | bits);
        assertThat(write32(0x18, 1L << 30)).contains(new Effect.UseRootTable(new Gpa(0x1000), mode));
    }

    @Test
    void levelCommandsShowInTheStatusAndOnlyChangesTakeEffect() {
        assertThat(write32(0x18, 1L << 31)).containsExactly(new Effect.Translate(true));
        assertThat(write32(0x18, 1L << 31)).isEmpty();
        assertThat(read32(0x1C)).isEqualTo(1L << 31);
        assertThat(write32(0x18, 1L << 31 | 1L << 26)).containsExactly(new Effect.UpdateQueue(queue(true, 0)));
        assertThat(read32(0x1C)).isEqualTo(1L << 31 | 1L << 26);
        assertThat(write32(0x18, 0)).containsExactly(new Effect.UpdateQueue(queue(false, 0)), new Effect.Translate(false));
        assertThat(read32(0x1C)).isZero();
    }

    @Test
    void severalCommandsInOneWriteAreDoneInAFixedOrder() {
        assertThat(write32(0x18, 1L << 31 | 1L << 30 | 1L << 26)).hasExactlyElementsOfTypes(Effect.UseRootTable.class,
                Effect.UpdateQueue.class, Effect.UpdateQueue.class, Effect.Translate.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {23, 24, 25, 27, 28, 29, 22, 0})
    void commandsThatTheUnitDoesNotHaveDoNothing(int bit) {
        assertThat(write32(0x18, 1L << bit)).isEmpty();
        assertThat(read64(0x18)).isZero();
    }

    @Test
    void theQueueIsToldOfItsTailAndItsAddress() {
        assertThat(write64(0x88, 0x1230)).containsExactly(new Effect.UpdateQueue(queue(false, 0x123)));
        assertThat(write64(0x90, 0x1_0000_5802L)).last().isEqualTo(new Effect.UpdateQueue(
                new QueueRegisters(false, new Gpa(0x1_0000_5000L), 2, true, 0x123, TableMode.LEGACY)));
        assertThat(write64(0x90, 0x1_0000_5802L)).as("nothing changed").isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0x38, 0x3C, 0x40, 0x44, true", "0xA0, 0xA4, 0xA8, 0xAC, false"})
    void anEventsRegistersAreReportedTogether(int control, int data, int address, int upper, boolean fault) {
        write32(data, 0x4021);
        write32(address, 0xFEE0_2004L);
        write32(upper, 0x1);
        EventRegisters expected = new EventRegisters(false, new Gpa(0x1_FEE0_2004L), 0x4021);
        assertThat(write32(control, 0)).containsExactly(
                fault ? new Effect.ProgramFaultEvent(expected) : new Effect.ProgramInvalidationEvent(expected));
    }

    @Test
    void eventsAreMaskedAfterReset() {
        assertThat(read32(0x38)).isEqualTo(1L << 31);
        assertThat(read32(0xA0)).isEqualTo(1L << 31);
    }

    @Test
    void faultStatusShowsWhatTheLogSays() {
        registers = new Registers(Capabilities.DEFAULT.with(c -> c.deviceTlb = true), 1);
        registers.show(new FaultStatus(List.of(new Entry128(0x1000, 0x8000_0006_0000_0018L)), 3,
                Set.of(FaultCondition.OVERFLOW, FaultCondition.TIMEOUT_ERROR), true));
        assertThat(read32(0x34)).isEqualTo(0x343);
        assertThat(read32(0x38)).isEqualTo(0xC000_0000L);
        assertThat(read64(0x220)).isEqualTo(0x1000);
        assertThat(read64(0x228)).isEqualTo(0x8000_0006_0000_0018L);
        assertThat(read32(0x22C)).isEqualTo(0x8000_0006L);
        assertThat(read64(0x230)).as("beyond the last record").isZero();
    }

    @Test
    @DisplayName("§11.4.2: up to 256 fault recording registers lie one after the other")
    void manyRecords() {
        registers = new Registers(Capabilities.DEFAULT.with(c -> c.faultRecords = 256), 1);
        registers.show(new FaultStatus(IntStream.range(0, 256).mapToObj(i -> new Entry128(i, i)).toList(), 0, Set.of(), false));
        for (int i = 0; i < 256; i++) {
            assertThat(read64(0x220 + 16 * i)).isEqualTo(i);
            assertThat(read64(0x228 + 16 * i)).isEqualTo(i);
            assertThat(write32(0x22C + 16 * i, 1L << 31)).containsExactly(new Effect.ClearFaultRecord(i));
        }
        assertThat(read64(0x1220)).isZero();
        assertThat(write32(0x122C, 1L << 31)).isEmpty();
    }

    @Test
    @DisplayName("§11.4.12.1: a unit with memory types offers fixed ranges, ten variable ones and write combining")
    void memoryTypes() {
        registers = new Registers(Capabilities.DEFAULT.with(c -> c.memoryTypes = c.scalableMode = true), 1);
        assertThat(read64(0x100)).isEqualTo(0x50A);
        registers = new Registers(Capabilities.DEFAULT, 1);
        assertThat(read64(0x100)).isZero();
    }

    @Test
    @DisplayName("§11.3: only a 1 clears, and only what is set")
    void writeOneToClear() {
        registers.show(new FaultStatus(List.of(new Entry128(0, -1)), 0,
                Set.of(FaultCondition.OVERFLOW, FaultCondition.QUEUE_ERROR), false));
        assertThat(write32(0x34, 0)).isEmpty();
        assertThat(write32(0x34, 0x10)).containsExactly(new Effect.ClearFaultConditions(Set.of(FaultCondition.QUEUE_ERROR)));
        assertThat(write32(0x34, 0x20)).as("ICE is not set").isEmpty();
        assertThat(write32(0x34, 0xFF02)).as("PPF and FRI are read-only").isEmpty();
        assertThat(write64(0x228, 0)).isEmpty();
        assertThat(write64(0x228, 1L << 63)).containsExactly(new Effect.ClearFaultRecord(0));
        assertThat(write32(0x220, -1)).isEmpty();
        assertThat(write32(0x9C, 1)).as("IWC is not set").isEmpty();
        registers.show(new QueueStatus(0, true, false, QueueError.NO_INFORMATION, new SourceId(0)));
        assertThat(write32(0x9C, 1)).containsExactly(new Effect.ClearWaitCompletion());
    }

    @Test
    void queueStatusShowsWhatTheQueueSays() {
        registers.show(new QueueStatus(0x123, true, true, QueueError.RESERVED_FIELD, new SourceId(0xABCD),
                new SourceId(0x1234)));
        assertThat(read64(0x80)).isEqualTo(0x1230);
        assertThat(read32(0x9C)).isEqualTo(1);
        assertThat(read32(0xA0)).isEqualTo(0xC000_0000L);
        assertThat(read64(0xB0)).isEqualTo(0x1234_ABCD_0000_0004L);
    }

    @Test
    @DisplayName("§11.4.6.1: CCMD acts when its upper half is written with ICC, and says what was done")
    void contextCommand() {
        assertThat(write32(0x28, 0x0018_0007)).isEmpty();
        assertThat(write32(0x2C, 0xE000_0002L)).containsExactly(
                new Effect.Invalidate(ContextInvalidation.device(new DomainId(7), new SourceId(0x18), 2)));
        assertThat(read64(0x28) >>> 59).as("ICC 0, CIRG 3, CAIG 3").isEqualTo(0b0_11_11);
        assertThat(write64(0x28, 0xA000_0000_0000_0000L))
                .containsExactly(new Effect.Invalidate(ContextInvalidation.global()));
        assertThat(write64(0x28, 0xC000_0000_0000_0009L))
                .containsExactly(new Effect.Invalidate(ContextInvalidation.domain(new DomainId(9))));
        assertThat(write64(0x28, 0x6000_0000_0000_0009L)).as("without ICC").isEmpty();
        assertThat(write64(0x28, 0x8000_0000_0000_0009L)).as("reserved granularity").isEmpty();
        assertThat(read64(0x28) >>> 59).isZero();
    }

    @Test
    @DisplayName("§11.4.6.3: IOTLB_REG acts when its upper half is written with IVT, and says what was done")
    void iotlbCommand() {
        write64(0xF0, 0x1234_5000 | 0x40 | 9);
        assertThat(read64(0xF0)).as("IVA is write-only").isZero();
        assertThat(write64(0xF8, 0xB000_0005_0000_0000L)).containsExactly(
                new Effect.Invalidate(IotlbInvalidation.page(new DomainId(5), new Iova(0x1234_5000), 9, true)));
        assertThat(read64(0xF8)).isEqualTo(0x3600_0005_0000_0000L);
        assertThat(write64(0xF8, 0x9000_0005_0000_0000L))
                .containsExactly(new Effect.Invalidate(IotlbInvalidation.global()));
        assertThat(write64(0xF8, 0xA000_0005_0000_0000L))
                .containsExactly(new Effect.Invalidate(IotlbInvalidation.domain(new DomainId(5))));
        assertThat(write64(0xF8, 0x8000_0005_0000_0000L)).as("reserved granularity").isEmpty();
        assertThat(read64(0xF8) >>> 57 & 3).isZero();
    }

    @Test
    void aPageSelectiveCommandNeedsPsiAndASupportedMask() {
        write64(0xF0, 0x1000 | 18);
        assertThat(write64(0xF8, 0xB000_0005_0000_0000L)).as("AM 18").hasSize(1);
        write64(0xF0, 0x1000 | 19);
        assertThat(write64(0xF8, 0xB000_0005_0000_0000L)).as("AM 19, MAMV 18").isEmpty();
        assertThat(read64(0xF8)).isEqualTo(0x3000_0005_0000_0000L);
        registers = new Registers(Capabilities.DEFAULT.with(c -> c.pageSelective = false), 1);
        assertThat(write64(0xF8, 0xB000_0005_0000_0000L))
                .containsExactly(new Effect.Invalidate(IotlbInvalidation.domain(new DomainId(5))));
        assertThat(read64(0xF8) >>> 57 & 3).as("IAIG: domain").isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"queue on", "version 6", "scalable mode"})
    void invalidationByRegistersIsIgnoredWhereItIsNotOffered(String why) {
        switch (why) {
            case "queue on" -> write32(0x18, 1L << 26);
            case "version 6" -> registers = new Registers(Capabilities.DEFAULT, 6);
            default -> {
                write64(0x20, 0x400);
                write32(0x18, 1L << 30);
            }
        }
        assertThat(write64(0x28, 0xA000_0000_0000_0000L)).isEmpty();
        assertThat(write64(0xF8, 0x9000_0000_0000_0000L)).isEmpty();
        assertThat(read64(0x28) >>> 59).as("ICC and CAIG 0").isEqualTo(0b0_01_00);
        assertThat(read64(0xF8) >>> 57).as("IVT and IAIG 0").isEqualTo(0b0_01_00_0);
    }

    @Test
    void noAccessThrowsWhateverItsOffsetSizeAndValue() {
        long seed = 20_260_101;
        Random random = new Random(seed);
        for (int i = 0; i < 50_000; i++) {
            int offset = i % 3 == 0 ? random.nextInt() : random.nextInt(0x400) - 8;
            int size = i % 5 == 0 ? random.nextInt(20) - 2 : 4 << random.nextInt(2);
            assertThat(registers.write(offset, size, random.nextLong())).as("seed %d", seed).doesNotContainNull();
            registers.read(offset, size);
        }
        for (int offset : new int[] {Integer.MIN_VALUE, -4, Integer.MAX_VALUE, Integer.MAX_VALUE - 3}) {
            assertThat(registers.write(offset, 8, -1)).isEmpty();
            assertThat(registers.read(offset, 8)).isZero();
        }
    }

    @ParameterizedTest
    @CsvSource({"1, 4", "2, 4", "0x0A, 8", "0x0C, 8", "0, 1", "0, 2", "0, 0", "0, 16"})
    void anAccessOfAnotherSizeOrAlignmentReadsZero(String offset, int size) {
        assertThat(registers.read(Integer.decode(offset), size)).isZero();
    }

    @ParameterizedTest
    @EnumSource(Field.class)
    void noTwoFieldsOfARegisterOverlap(Field field) {
        for (Field other : Field.values()) {
            boolean apart = other == field || other.register() != field.register();
            assertThat(apart || (other.mask() & field.mask()) == 0).as("%s and %s", field, other).isTrue();
        }
        assertThat(field.high()).isBetween(field.low(), field.register().width() - 1);
        assertThat(field.get(field.of(-1))).isEqualTo(-1L >>> 63 - field.high() + field.low());
    }
}
