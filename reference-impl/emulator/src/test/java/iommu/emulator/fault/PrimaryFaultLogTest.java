package iommu.emulator.fault;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Access;
import iommu.arch.Capabilities;
import iommu.arch.Effect;
import iommu.arch.Entry128;
import iommu.arch.FaultReason;
import iommu.arch.FaultRecord;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Pasid;
import iommu.arch.RequestKind;
import iommu.arch.SourceId;
import iommu.arch.register.EventRegisters;
import iommu.arch.register.FaultCondition;
import iommu.arch.register.FaultRecording;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("§7.2.1, §7.3, §11.4.7: the fault log")
class PrimaryFaultLogTest {

    private static final EventRegisters OPEN = new EventRegisters(false, new Gpa(0xFEE0_1000L), 0x41);
    private static final List<Effect> MESSAGE = List.of(new Effect.SendMessage(new Gpa(0xFEE0_1000L), 0x41));

    private PrimaryFaultLog log = log(1, false);

    private static PrimaryFaultLog log(int registers, boolean compress) {
        return new PrimaryFaultLog(Capabilities.DEFAULT.with(c -> c.faultRecords = registers), compress);
    }

    private static FaultRecord fault(int source) {
        return new FaultRecord(new SourceId(source), Pasid.NONE, new Iova(0x1000), Access.READ, RequestKind.UNTRANSLATED,
                FaultReason.READ_DENIED);
    }

    private List<Integer> pendingSources() {
        return log.status().records().stream().map(FaultRecording::new).filter(FaultRecording::pending)
                .map(FaultRecording::source).toList();
    }

    @ParameterizedTest
    @CsvSource({
        "WRITE, 0x8000000500001234", "READ, 0xC000000500001234", "ZERO_LENGTH_READ, 0xC000000500001234",
        "ATOMIC, 0xC000000510001234"})
    void aRecordHoldsPageSourceReasonAndType(Access access, String high) {
        log.record(new FaultRecord(new SourceId(0x1234), Pasid.NONE, new Iova(0xFFFF_8765_4321_0000L), access,
                RequestKind.UNTRANSLATED, FaultReason.WRITE_DENIED));
        assertThat(log.status().records())
                .containsExactly(new Entry128(0x8765_4321_0000L, Long.parseUnsignedLong(high.substring(2), 16)));
    }

    @Test
    void theHighHalfOfARecordIsNotSpoiltByASourceIdWithItsTopBitSet() {
        log.record(fault(0xFFFF));
        FaultRecording record = new FaultRecording(log.status().records().getFirst());
        assertThat(record.source()).isEqualTo(0xFFFF);
        assertThat(record.reason()).isEqualTo(6);
        assertThat(record.type()).isEqualTo(2);
        assertThat(record.pasidPresent()).isFalse();
        assertThat(record.pasid()).isZero();
        assertThat(record.page()).isEqualTo(new Iova(0x1000));
    }

    @ParameterizedTest
    @CsvSource({"true, 2", "false, 0"})
    void theAddressTypeIsRecordedByUnitsWithDeviceTlbsOnly(boolean deviceTlb, int expected) {
        log = new PrimaryFaultLog(Capabilities.DEFAULT.with(c -> c.deviceTlb = deviceTlb), false);
        log.record(new FaultRecord(new SourceId(1), Pasid.NONE, new Iova(0), Access.WRITE, RequestKind.TRANSLATED,
                FaultReason.REQUEST_TYPE_BLOCKED));
        assertThat(new FaultRecording(log.status().records().getFirst()).addressType()).isEqualTo(expected);
    }

    @Test
    void aFaultThatFindsItsRegisterTakenIsDroppedAndSetsOverflow() {
        log.record(fault(1));
        assertThat(log.status().conditions()).isEmpty();
        log.record(fault(2));
        assertThat(log.status().conditions()).containsExactly(FaultCondition.OVERFLOW);
        assertThat(pendingSources()).containsExactly(1);
    }

    @Test
    void nothingIsRecordedWhileOverflowIsSet() {
        log.record(fault(1));
        log.record(fault(2));
        log.clearRecord(0);
        log.record(fault(3));
        assertThat(pendingSources()).isEmpty();
        log.clear(Set.of(FaultCondition.OVERFLOW));
        log.record(fault(4));
        assertThat(pendingSources()).containsExactly(4);
    }

    @Test
    void recordsGoRoundAndFriNamesTheFirstPendingOne() {
        log = log(3, false);
        log.record(fault(1));
        log.record(fault(2));
        log.clearRecord(0);
        log.clearRecord(1);
        log.record(fault(3));
        log.record(fault(4));
        assertThat(log.status().firstPending()).isEqualTo(2);
        assertThat(pendingSources()).containsExactly(4, 3);
    }

    @Test
    void withoutCompressionOneSourceMayFillEveryRegister() {
        log = log(2, false);
        log.record(fault(7));
        log.record(fault(7));
        assertThat(pendingSources()).containsExactly(7, 7);
    }

    @Test
    @DisplayName("§7.2.1: compression drops a second fault of the same source and leaves PFO alone")
    void compression() {
        log = log(2, true);
        log.record(fault(7));
        log.record(fault(7));
        assertThat(pendingSources()).containsExactly(7);
        assertThat(log.status().conditions()).isEmpty();
        log.clearRecord(0);
        log.record(fault(7));
        assertThat(pendingSources()).containsExactly(7);
        log.record(fault(8));
        assertThat(pendingSources()).containsExactly(8, 7);
    }

    @Test
    void clearingARecordLeavesTheRestOfItReadable() {
        log.record(fault(0x55));
        log.clearRecord(0);
        assertThat(log.status().faultPending()).isFalse();
        assertThat(new FaultRecording(log.status().records().getFirst()).source()).isEqualTo(0x55);
    }

    @ParameterizedTest
    @CsvSource({"-1", "1", "2147483647"})
    void clearingARegisterThatIsNotThereDoesNothing(int index) {
        log.record(fault(1));
        log.clearRecord(index);
        assertThat(pendingSources()).containsExactly(1);
    }

    @Test
    void disablingTranslationStartsTheIndexOver() {
        log = log(2, false);
        log.record(fault(1));
        log.clearRecord(0);
        log.translationDisabled();
        log.record(fault(2));
        assertThat(log.status().firstPending()).isZero();
    }

    @Test
    void theFirstPendingFaultSendsTheEventAndLaterOnesDoNot() {
        log = log(2, false);
        log.program(OPEN);
        assertThat(log.record(fault(1))).isEqualTo(MESSAGE);
        assertThat(log.record(fault(2))).isEmpty();
        assertThat(log.record(fault(3))).as("overflow").isEmpty();
        log.clearRecord(0);
        log.clearRecord(1);
        log.clear(Set.of(FaultCondition.OVERFLOW));
        assertThat(log.record(fault(4))).isEqualTo(MESSAGE);
    }

    @ParameterizedTest
    @CsvSource({"QUEUE_ERROR", "COMPLETION_ERROR", "TIMEOUT_ERROR"})
    void anErrorOfTheQueueSendsTheEventUnlessSomethingWaitsForService(FaultCondition condition) {
        log.program(OPEN);
        assertThat(log.report(condition)).isEqualTo(MESSAGE);
        assertThat(log.record(fault(1))).as("%s is still set", condition).isEmpty();
        assertThat(log.status().conditions()).containsExactly(condition);
        log.clear(Set.of(condition));
        assertThat(log.report(condition)).as("the fault is still pending").isEmpty();
    }

    @Test
    void aMaskedEventIsHeldBackUntilTheMaskIsCleared() {
        assertThat(log.record(fault(1))).as("masked after reset").isEmpty();
        assertThat(log.status().eventPending()).isTrue();
        assertThat(log.program(OPEN)).isEqualTo(MESSAGE);
        assertThat(log.status().eventPending()).isFalse();
        assertThat(log.program(OPEN)).as("only once").isEmpty();
    }

    @Test
    void aHeldBackEventIsForgottenWhenEverythingIsServiced() {
        log.record(fault(1));
        log.report(FaultCondition.QUEUE_ERROR);
        log.clearRecord(0);
        assertThat(log.status().eventPending()).as("IQE is still set").isTrue();
        log.clear(Set.of(FaultCondition.QUEUE_ERROR));
        assertThat(log.status().eventPending()).isFalse();
        assertThat(log.program(OPEN)).isEmpty();
    }

    @Test
    @DisplayName("§7.2.1: compression is judged before overflow, overflow before everything")
    void theOrderOfTheSteps() {
        log = log(2, true);
        log.record(fault(1));
        log.record(fault(2));
        log.record(fault(1));
        assertThat(log.status().conditions()).as("compressed although every register is taken").isEmpty();
        log.record(fault(3));
        assertThat(log.status().conditions()).containsExactly(FaultCondition.OVERFLOW);
        log.clearRecord(0);
        log.record(fault(4));
        assertThat(pendingSources()).as("PFO is still set").containsExactly(2);
        log.clear(Set.of(FaultCondition.OVERFLOW));
        log.record(fault(5));
        assertThat(pendingSources()).as("where the index was").containsExactly(5, 2);
        assertThat(log.status().firstPending()).as("FRI is that of the fault that set PPF").isZero();
    }

    @Test
    void overflowIsAConditionThatMustBeServicedBeforeTheNextEvent() {
        log.program(OPEN);
        log.record(fault(1));
        log.record(fault(2));
        log.clearRecord(0);
        assertThat(log.report(FaultCondition.QUEUE_ERROR)).as("PFO is still set").isEmpty();
        log.clear(Set.of(FaultCondition.QUEUE_ERROR, FaultCondition.OVERFLOW));
        assertThat(log.report(FaultCondition.QUEUE_ERROR)).isEqualTo(MESSAGE);
    }

    @Test
    @DisplayName("§11.3: records and FSTS survive a reset that is not power-good; the event does not")
    void stickiness() {
        log = log(2, false);
        log.program(OPEN);
        log.record(fault(1));
        log.report(FaultCondition.TIMEOUT_ERROR);
        log.reset();
        assertThat(pendingSources()).containsExactly(1);
        assertThat(log.status().conditions()).containsExactly(FaultCondition.TIMEOUT_ERROR);
        assertThat(log.status().eventPending()).isFalse();
        log.record(fault(2));
        assertThat(log.status().conditions()).as("recording starts over at register 0").contains(FaultCondition.OVERFLOW);
        log.clearRecord(0);
        log.clear(Set.of(FaultCondition.values()));
        assertThat(log.record(fault(3))).as("masked").isEmpty();
        assertThat(log.status().eventPending()).isTrue();
    }
}
