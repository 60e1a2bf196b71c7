package iommu.emulator.fault;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Access;
import iommu.arch.Capabilities;
import iommu.arch.CapabilityDraft;
import iommu.arch.FaultReason;
import iommu.arch.FaultRecord;
import iommu.arch.FaultRecord.Attributes;
import iommu.arch.Iova;
import iommu.arch.Pasid;
import iommu.arch.RequestKind;
import iommu.arch.SourceId;
import iommu.arch.register.FaultRecording;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("§11.4.7.6: what a fault recording register says")
class RecordFormatTest {

    private static final Attributes ALL = new Attributes(true, true, false);
    private static final Attributes PAGE_REQUEST = new Attributes(true, true, true);

    private RecordFormat format = format(c -> {
        c.scalableMode = c.deviceTlb = true;
        c.pasidBits = 20;
    });

    private static RecordFormat format(Consumer<CapabilityDraft> change) {
        return new RecordFormat(Capabilities.DEFAULT.with(change));
    }

    private long high(Access access, Pasid pasid, RequestKind kind, Attributes attributes) {
        return format.encode(new FaultRecord(new SourceId(0x1234), pasid, new Iova(0), access, kind,
                FaultReason.PASID_ENTRY_INVALID, attributes)).high();
    }

    private static long hex(String text) {
        return Long.parseUnsignedLong(text.replace("_", ""), 16);
    }

    @ParameterizedTest
    @CsvSource({"WRITE, 8ABCDE5B_A0001234", "READ, CABCDE5B_E0001234", "ZERO_LENGTH_READ, CABCDE5B_E0001234",
        "ATOMIC, CABCDE5B_B0001234"})
    void aRequestWithPasidIsRecordedWithItAndItsPrivilegeAndAReadWithExecute(Access access, String high) {
        assertThat(high(access, new Pasid(0xABCDE), RequestKind.UNTRANSLATED, ALL)).isEqualTo(hex(high));
    }

    @Test
    void privilegeAndExecuteStandAlone() {
        FaultRecording user = new FaultRecording(format.encode(new FaultRecord(new SourceId(1), new Pasid(0), new Iova(0),
                Access.READ, RequestKind.UNTRANSLATED, FaultReason.READ_DENIED, new Attributes(false, true, false))));
        assertThat(user.pasidPresent()).as("PASID 0 is one").isTrue();
        assertThat(user.supervisor()).isFalse();
        assertThat(user.execute()).isTrue();
        FaultRecording supervisor = new FaultRecording(format.encode(new FaultRecord(new SourceId(1), new Pasid(0),
                new Iova(0), Access.READ, RequestKind.UNTRANSLATED, FaultReason.READ_DENIED,
                new Attributes(true, false, false))));
        assertThat(supervisor.supervisor()).isTrue();
        assertThat(supervisor.execute()).isFalse();
    }

    @Test
    void aRequestWithoutPasidHasNoPrivilegeAndNoExecute() {
        assertThat(high(Access.READ, Pasid.NONE, RequestKind.UNTRANSLATED, ALL)).isEqualTo(hex("C000005B_00001234"));
    }

    @Test
    void aUnitWithoutPasidsOrDeviceTlbsLeavesTheirFieldsZero() {
        format = format(c -> { });
        assertThat(high(Access.READ, new Pasid(0xABCDE), RequestKind.TRANSLATED, ALL)).isEqualTo(hex("C000005B_00001234"));
    }

    @ParameterizedTest
    @CsvSource({"UNTRANSLATED, 0", "TRANSLATION, 1", "TRANSLATED, 2"})
    void theAddressTypeIsThatOfTheRequest(RequestKind kind, int type) {
        assertThat(high(Access.WRITE, Pasid.NONE, kind, Attributes.NONE)).isEqualTo(1L << 63 | (long) type << 60
                | hex("5B_0000_1234"));
    }

    @ParameterizedTest
    @EnumSource(Access.class)
    void aPageRequestIsAThirdTypeWithoutAddressType(Access access) {
        assertThat(high(access, new Pasid(0xABCDE), RequestKind.TRANSLATED, PAGE_REQUEST))
                .isEqualTo(hex("8ABCDE5B_B0001234"));
    }

    private long information(FaultReason reason, long page) {
        return format.encode(new FaultRecord(new SourceId(1), Pasid.NONE, new Iova(page), Access.WRITE,
                RequestKind.UNTRANSLATED, reason)).low();
    }

    @Test
    void theFaultInformationOfAnInterruptIsItsIndex() {
        long low = information(FaultReason.INTERRUPT_ENTRY_NOT_PRESENT, 0xFFFE_8765_4321_0000L);
        assertThat(low).isEqualTo(0xFFFE_0000_0000_0000L);
        assertThat(new FaultRecording(format.encode(new FaultRecord(new SourceId(1), Pasid.NONE,
                new Iova(0xFFFE_0000_0000_0000L), Access.WRITE, RequestKind.UNTRANSLATED,
                FaultReason.INTERRUPT_SOURCE_INVALID))).interruptIndex()).isEqualTo(0xFFFE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"READ_DENIED", "ABORT_MODE", "SCALABLE_READ_DENIED"})
    void theFaultInformationOfARequestIsItsPage(FaultReason reason) {
        assertThat(information(reason, 0x1234_5678_9ABCL)).isEqualTo(0x1234_5678_9000L);
    }

    @ParameterizedTest
    @CsvSource({"3, false, false, 39", "34, false, false, 48", "345, false, false, 57", "3, true, false, 48",
        "3, true, true, 57", "'', true, false, 48", "'', false, false, 48"})
    void addressBitsAboveTheWidestTablesOrHawWithoutAnyReadZero(String levels, boolean firstStage, boolean fiveLevels, int width) {
        format = format(c -> {
            c.levels = levels.chars().mapToObj(level -> level - '0').collect(Collectors.toSet());
            c.scalableMode = true;
            c.firstStage = firstStage;
            c.fiveLevelFirstStage = fiveLevels;
        });
        assertThat(information(FaultReason.READ_DENIED, -1)).isEqualTo((1L << width) - 1 & ~0xFFFL);
    }

    @Test
    void theReasonsOfInterruptsAreNoAddressTranslationFaults() {
        assertThat(Set.of(FaultReason.values())).filteredOn(reason -> information(reason, 0x7FFF_F000L) == 0)
                .allMatch(reason -> reason.code() >= 0x20 && reason.code() <= 0x2B).hasSize(12);
    }
}
