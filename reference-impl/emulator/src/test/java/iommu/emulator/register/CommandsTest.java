package iommu.emulator.register;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Capabilities;
import iommu.arch.CapabilityDraft;
import iommu.arch.DomainId;
import iommu.arch.Effect;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.register.EventRegisters;
import iommu.arch.register.InterruptRegisters;
import iommu.arch.register.PageRequestRegisters;
import iommu.arch.register.PageRequestStatus;
import iommu.arch.register.ProtectedMemory;
import iommu.arch.register.TableMode;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the writes mean that only some units have. */
@DisplayName("§11.4.4, §11.4.8, §11.4.10, §11.4.11: commands to units that offer more")
class CommandsTest {

    private static final long TE = 1L << 31;
    private static final long SRTP = 1L << 30;
    private static final long WBF = 1L << 27;
    private static final long QIE = 1L << 26;
    private static final long IRE = 1L << 25;
    private static final long SIRTP = 1L << 24;
    private static final long CFI = 1L << 23;
    private static final Gpa EMPTY_BASE = new Gpa(-1);

    private Registers registers = unit(c -> c.interruptRemapping = c.extendedInterruptMode = true);

    private static Registers unit(Consumer<CapabilityDraft> change) {
        return new Registers(Capabilities.DEFAULT.with(change), 1);
    }

    private List<Effect> command(long command) {
        return registers.write(0x18, 4, command);
    }

    private List<Effect> write(int offset, int size, long value) {
        return registers.write(offset, size, value);
    }

    private long status() {
        return registers.read(0x1C, 4);
    }

    private static Effect interrupts(boolean on, long table, int entries, boolean extended, boolean compatibility) {
        return new Effect.ProgramInterruptRemapping(
                new InterruptRegisters(on, new Gpa(table), entries, extended, compatibility));
    }

    @Test
    @DisplayName("§6.7: IRTA takes effect only by SIRTP")
    void interruptTable() {
        assertThat(write(0xB8, 8, 0x1_2345_680FL)).isEmpty();
        assertThat(command(IRE)).containsExactly(interrupts(true, 0, 2, false, false));
        assertThat(command(IRE | SIRTP)).containsExactly(interrupts(true, 0x1_2345_6000L, 0x1_0000, true, false));
        assertThat(status()).as("IRES, IRTPS").isEqualTo(IRE | SIRTP);
        assertThat(write(0xB8, 8, 0)).isEmpty();
        assertThat(command(IRE | CFI)).as("still the old table")
                .containsExactly(interrupts(true, 0x1_2345_6000L, 0x1_0000, true, true));
    }

    @ParameterizedTest
    @CsvSource({"0, 2", "1, 4", "7, 256", "15, 65536"})
    void theTableHasTwoToTheSizePlusOneEntries(int size, int entries) {
        write(0xB8, 8, 0x1000 | size);
        assertThat(command(SIRTP)).containsExactly(interrupts(false, 0x1000, entries, false, false));
    }

    @Test
    void extendedInterruptModeNeedsAUnitThatOffersIt() {
        registers = unit(c -> c.interruptRemapping = true);
        write(0xB8, 8, 0x1800);
        assertThat(command(SIRTP)).containsExactly(interrupts(false, 0x1000, 2, false, false));
    }

    @Test
    void interruptsAreTurnedOnAndOffAndCompatibilityFormatAllowedBySwitches() {
        assertThat(command(IRE)).containsExactly(interrupts(true, 0, 2, false, false));
        assertThat(command(IRE)).as("nothing changed").isEmpty();
        assertThat(command(IRE | CFI)).containsExactly(interrupts(true, 0, 2, false, true));
        assertThat(status()).isEqualTo(IRE | CFI);
        assertThat(command(0)).as("both at once").containsExactly(interrupts(false, 0, 2, false, false));
        assertThat(status()).isZero();
    }

    @Test
    void severalCommandsInOneWriteAreDoneInAFixedOrder() {
        assertThat(command(TE | SRTP | QIE | IRE | SIRTP | CFI)).hasExactlyElementsOfTypes(Effect.UseRootTable.class,
                Effect.UpdateQueue.class, Effect.ProgramInterruptRemapping.class, Effect.UpdateQueue.class,
                Effect.ProgramInterruptRemapping.class, Effect.Translate.class);
        assertThat(status()).isEqualTo(TE | SRTP | QIE | IRE | SIRTP | CFI);
    }

    @ParameterizedTest
    @ValueSource(longs = {SIRTP, IRE, CFI, WBF, 1 << 29, 1 << 28, 1 << 22, 1})
    void aUnitWithoutInterruptRemappingAndWriteBuffersIgnoresTheirCommands(long bit) {
        registers = unit(c -> { });
        assertThat(command(bit)).isEmpty();
        assertThat(status()).isZero();
    }

    @Test
    void aUnitWithoutAQueueCannotTurnItOn() {
        registers = unit(c -> c.queuedInvalidation = false);
        assertThat(command(QIE)).isEmpty();
        assertThat(status()).isZero();
        assertThat(write(0x88, 8, 0x10)).isEmpty();
        assertThat(write(0xA0, 4, 0)).isEmpty();
        assertThat(write(0x28, 8, 0xA000_0000_0000_0000L))
                .containsExactly(new Effect.Invalidate(ContextInvalidation.global()));
    }

    @Test
    @DisplayName("§11.4.4.2: WBFS is 1 only while buffers are flushed, so never between two accesses")
    void writeBufferFlush() {
        registers = unit(c -> c.writeBufferFlush = true);
        assertThat(command(WBF)).isEmpty();
        assertThat(status()).isZero();
        assertThat(command(TE | WBF)).containsExactly(new Effect.Translate(true));
    }

    @Test
    @DisplayName("§11.4.5: SSIRWE is latched by SRTP, where the unit offers it")
    void separateRights() {
        registers = unit(c -> c.separateRights = c.secondStage = c.scalableMode = true);
        write(0x20, 8, 0x5480);
        assertThat(command(SRTP)).first()
                .isEqualTo(new Effect.UseRootTable(new Gpa(0x5000), TableMode.SCALABLE, true));
        registers = unit(c -> { });
        write(0x20, 8, 0x5080);
        assertThat(command(SRTP)).first().isEqualTo(new Effect.UseRootTable(new Gpa(0x5000), TableMode.LEGACY, false));
    }

    @Test
    @DisplayName("§11.4.8: protected regions are decoded with a base of zeros and a limit of ones below 2 MiB")
    void protectedMemory() {
        registers = unit(c -> c.protectedLow = c.protectedHigh = true);
        write(0x68, 4, 0x0123_4567);
        write(0x6C, 4, 0x0567_89AB);
        write(0x70, 8, 0x1_2345_6789L);
        assertThat(write(0x78, 8, 0x2_2345_6789L)).last().isEqualTo(new Effect.ProtectMemory(new ProtectedMemory(false,
                new Gpa(0x0120_0000), new Gpa(0x057F_FFFF), new Gpa(0x1_2340_0000L), new Gpa(0x2_235F_FFFFL))));
        assertThat(write(0x64, 4, 1L << 31)).containsExactly(new Effect.ProtectMemory(new ProtectedMemory(true,
                new Gpa(0x0120_0000), new Gpa(0x057F_FFFF), new Gpa(0x1_2340_0000L), new Gpa(0x2_235F_FFFFL))));
        assertThat(registers.read(0x64, 4)).as("PRS follows EPM").isEqualTo(0x8000_0001L);
        assertThat(write(0x64, 4, 1L << 31 | 1)).as("nothing changed").isEmpty();
        assertThat(write(0x64, 4, 0x7FFF_FFFF)).hasSize(1);
        assertThat(registers.read(0x64, 4)).isZero();
    }

    @Test
    void aRegionThatTheUnitDoesNotHaveIsEmpty() {
        registers = unit(c -> c.protectedHigh = true);
        assertThat(write(0x68, 8, -1)).isEmpty();
        assertThat(write(0x64, 4, 1L << 31)).containsExactly(new Effect.ProtectMemory(
                new ProtectedMemory(true, EMPTY_BASE, new Gpa(0), new Gpa(0), new Gpa(0x1F_FFFF))));
        registers = unit(c -> c.protectedLow = true);
        assertThat(write(0x70, 8, -1)).isEmpty();
        assertThat(write(0x64, 4, 1L << 31)).containsExactly(new Effect.ProtectMemory(
                new ProtectedMemory(true, new Gpa(0), new Gpa(0x1F_FFFF), EMPTY_BASE, new Gpa(0))));
        registers = unit(c -> { });
        assertThat(write(0x64, 4, -1)).isEmpty();
        assertThat(registers.read(0x64, 4)).isZero();
    }

    private void pageRequests() {
        registers = unit(c -> c.pageRequests = c.scalableMode = c.deviceTlb = true);
    }

    @Test
    void thePageRequestQueueIsToldOfItsPlaceAndItsHeadAndTail() {
        pageRequests();
        assertThat(write(0xD0, 8, 0x1_2345_6003L)).last().isEqualTo(new Effect.UpdatePageRequestQueue(
                new PageRequestRegisters(new Gpa(0x1_2345_6000L), 3, 0, 0)));
        assertThat(write(0xD0, 8, 0x1_2345_6003L)).as("nothing changed").isEmpty();
        assertThat(write(0xC8, 8, 0x7FFFF)).containsExactly(new Effect.UpdatePageRequestQueue(
                new PageRequestRegisters(new Gpa(0x1_2345_6000L), 3, 0, 0x3FFF)));
        registers.show(new PageRequestStatus(5, true, false, true));
        assertThat(registers.read(0xC8, 8)).as("the unit moves the tail").isEqualTo(0xA0);
        assertThat(write(0xC0, 8, 0x60)).containsExactly(new Effect.UpdatePageRequestQueue(
                new PageRequestRegisters(new Gpa(0x1_2345_6000L), 3, 3, 5)));
    }

    @Test
    void pageRequestStatusShowsAndClearsByOnes() {
        pageRequests();
        registers.show(new PageRequestStatus(0, true, false, true));
        assertThat(registers.read(0xDC, 4)).isEqualTo(1);
        assertThat(registers.read(0xE0, 4)).isEqualTo(0xC000_0000L);
        assertThat(write(0xDC, 4, 2)).as("PRO is not set").isEmpty();
        assertThat(write(0xDC, 4, 0)).isEmpty();
        assertThat(write(0xDC, 4, 3)).containsExactly(new Effect.ClearPageRequestStatus(true, false));
        registers.show(new PageRequestStatus(0, true, true, false));
        assertThat(registers.read(0xDC, 4)).isEqualTo(3);
        assertThat(write(0xDC, 4, 2)).containsExactly(new Effect.ClearPageRequestStatus(false, true));
        assertThat(write(0xDC, 4, 3)).containsExactly(new Effect.ClearPageRequestStatus(true, true));
    }

    @Test
    void thePageRequestEventIsReportedTogether() {
        pageRequests();
        assertThat(registers.read(0xE0, 4)).as("masked after reset").isEqualTo(1L << 31);
        write(0xE4, 4, 0x4021);
        write(0xE8, 8, 0x1_FEE0_2004L);
        assertThat(write(0xE0, 4, 0)).containsExactly(new Effect.ProgramPageRequestEvent(
                new EventRegisters(false, new Gpa(0x1_FEE0_2004L), 0x4021)));
    }

    @Test
    void aUnitWithoutPageRequestsHasNoneOfTheirRegisters() {
        registers = unit(c -> { });
        registers.show(new PageRequestStatus(5, true, true, true));
        for (int offset = 0xC0; offset < 0xF0; offset += 4) {
            assertThat(write(offset, 4, -1)).isEmpty();
            assertThat(registers.read(offset, 4)).isZero();
        }
    }

    @Test
    @DisplayName("§11.4.6: bits of DID above ND, and of ADDR above MGAW, are ignored")
    void widthsOfInvalidationCommands() {
        registers = unit(c -> {
            c.domainIdBits = 8;
            c.guestAddressWidth = 39;
        });
        assertThat(write(0x28, 8, 0xE000_0000_0018_1207L)).containsExactly(
                new Effect.Invalidate(ContextInvalidation.device(new DomainId(7), new SourceId(0x18), 0)));
        write(0xF0, 8, 0xFFFF_FF81_2345_6000L);
        assertThat(write(0xF8, 8, 0xB000_1207_0000_0000L)).containsExactly(
                new Effect.Invalidate(IotlbInvalidation.page(new DomainId(7), new Iova(0x1_2345_6000L), 0, false)));
    }

    @Test
    void aResetForgetsThePointers() {
        write(0x20, 8, 0x5400);
        write(0xB8, 8, 0x180F);
        command(SRTP | SIRTP | QIE | IRE | TE);
        registers.reset();
        assertThat(status()).isZero();
        assertThat(command(IRE)).containsExactly(interrupts(true, 0, 2, false, false));
        assertThat(write(0x28, 8, 0xA000_0000_0000_0000L)).as("legacy mode again")
                .containsExactly(new Effect.Invalidate(ContextInvalidation.global()));
    }
}
