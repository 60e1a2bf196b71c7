package iommu.emulator.pasid;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.CapabilityDraft;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Pasid;
import iommu.arch.ScalableContext;
import iommu.arch.ScalableContextResult;
import iommu.arch.SourceId;
import iommu.arch.seam.ScalableLookup.Purpose;
import iommu.arch.seam.ScalableLookup.Query;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("§9.2, §9.3: from the root pointer to the scalable-mode context entry")
class ScalableContextLookupTest extends PasidTableRig {

    // root entry

    @Test
    @DisplayName("SRT.1: an unreadable root entry")
    void rootAccessError() {
        memory.unreadable(ROOT_ENTRY);
        assertThat(lookup().context(ROOT, DEVICE)).isEqualTo(fault(FaultReason.SCALABLE_ROOT_ACCESS_ERROR));
    }

    @ParameterizedTest
    @DisplayName("SRT.2: LP is for devices 0-15, UP for devices 16-31")
    @CsvSource({"15, 1, 0, true", "15, 0, 1, false", "16, 1, 0, false", "16, 0, 1, true"})
    void rootNotPresent(int device, long lower, long upper, boolean present) {
        memory.put(ROOT_ENTRY, 0x20_0000 | lower, 0x21_0000 | upper);
        assertThat(lookup().context(ROOT, SourceId.of(0, device, 0))).isEqualTo(
                fault(present ? FaultReason.SCALABLE_CONTEXT_NOT_PRESENT : FaultReason.SCALABLE_ROOT_NOT_PRESENT));
    }

    @ParameterizedTest
    @DisplayName("SRT.3: a reserved bit of the half that is used, and of no other")
    @ValueSource(ints = {1, 11, 48, 63})
    void rootReserved(int bit) {
        memory.put(ROOT_ENTRY, 0x20_0001 | 1L << bit, 0x21_0001);
        assertThat(lookup().context(ROOT, DEVICE)).isEqualTo(fault(FaultReason.SCALABLE_ROOT_RESERVED));
        assertThat(lookup().context(ROOT, SourceId.of(0, 16, 0))).isEqualTo(fault(FaultReason.SCALABLE_CONTEXT_NOT_PRESENT));
        memory.put(ROOT_ENTRY, 0x20_0000 | 1L << bit);
        assertThat(lookup().context(ROOT, DEVICE)).isEqualTo(fault(FaultReason.SCALABLE_ROOT_NOT_PRESENT));
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 0, 0x200000", "0, 15, 7, 0x200FE0", "0, 16, 0, 0x210000", "9, 31, 7, 0x210FE0"})
    void sixteenDevicesShareAContextTable(int bus, int device, int function, String at) {
        memory.put(ROOT_ENTRY + 16 * bus, 0x20_0001, 0x21_0001).put(Long.decode(at), 0x30_0001, 0);
        assertThat(lookup().context(ROOT, SourceId.of(bus, device, function))).isInstanceOf(ScalableContext.class);
    }

    // context entry

    @Test
    void aContextEntrySaysThis() {
        assertThat(contextOf(0x30_0E1D, 0x1_2345)).isEqualTo(
                new ScalableContext(new Gpa(0x30_0000), 16384, 0x1_2345, false, true, true, true, false, false));
        assertThat(contextOf(0x30_005B | 6, 0x10_0006)).isEqualTo(
                new ScalableContext(new Gpa(0x30_0000), 128, 6, true, true, true, true, true, true));
    }

    @ParameterizedTest
    @DisplayName("SCT.1: either half of the context entry is unreadable")
    @ValueSource(longs = {0, 16})
    void contextAccessError(long half) {
        memory.unreadable(CONTEXT_ENTRY + half);
        assertThat(contextOf(0x30_0003, 0)).isEqualTo(fault(FaultReason.SCALABLE_CONTEXT_ACCESS_ERROR));
    }

    @ParameterizedTest
    @DisplayName("SCT.2: an absent context entry, whatever else it holds; FPD still counts")
    @CsvSource({"0, false", "2, true", "-2, true", "-4, false"})
    void contextNotPresent(long low, boolean silent) {
        assertThat(contextOf(low, -1)).isEqualTo(fault(FaultReason.SCALABLE_CONTEXT_NOT_PRESENT).withSilent(silent));
    }

    @ParameterizedTest
    @DisplayName("SCT.3: each reserved bit of a context entry, HPTE among them; FPD silences it")
    @ValueSource(ints = {5, 7, 8, 48, 63, 85, 127, 128, 191, 192, 255})
    void contextReserved(int bit) {
        memory.put(CONTEXT_ENTRY + 16, 0, 0).put(CONTEXT_ENTRY, 0x30_0001, 0);
        long word = CONTEXT_ENTRY + bit / 64 * 8;
        memory.put(word, (bit < 64 ? 0x30_0001 : 0) | 1L << bit % 64);
        assertThat(lookup().context(ROOT, DEVICE)).isEqualTo(fault(FaultReason.SCALABLE_CONTEXT_RESERVED));
        memory.put(CONTEXT_ENTRY, 0x30_0003 | (bit < 64 ? 1L << bit : 0));
        assertThat(lookup().context(ROOT, DEVICE)).isEqualTo(fault(FaultReason.SCALABLE_CONTEXT_RESERVED).withSilent(true));
    }

    @Test
    @DisplayName("SCT.3: a field is reserved where the unit does not offer what it is for")
    void contextFieldsNeedTheirCapability() {
        assertReservedContext(0x30_0005, 0, c -> c.deviceTlb = c.pageRequests = c.translatedWithPasid = false);
        assertReservedContext(0x30_0009, 0, c -> {
            c.pasidBits = 0;
            c.translatedWithPasid = false;
        });
        assertReservedContext(0x30_0015, 0, c -> c.pageRequests = false);
        assertReservedContext(0x30_0049, 0, c -> c.translatedWithPasid = false);
        assertReservedContext(0x30_0001, 1, c -> c.ridPasid = false);
        assertReservedContext(0x30_0001, 1 << 12, c -> c.ridPasid = false);
        assertReservedContext(0x30_0001, 1 << 20, c -> c.ridPrivilege = false);
    }

    private void assertReservedContext(long low, long high, Consumer<CapabilityDraft> without) {
        unit = FULL;
        assertThat(contextOf(low, high)).isInstanceOf(ScalableContext.class);
        without(without);
        assertThat(contextOf(low, high)).isEqualTo(fault(FaultReason.SCALABLE_CONTEXT_RESERVED));
    }

    @ParameterizedTest
    @DisplayName("SCT.4: PRE without DTE; RID_PASID beyond the directory; EPTR without PASIDE")
    @CsvSource({"0x300011, 0, false", "0x300015, 0, true", "0x300041, 0, false", "0x300049, 0, true",
        "0x300001, 0x1FFF, true", "0x300001, 0x2000, false", "0x300201, 0x2000, true", "0x300E01, 0xFFFFF, true"})
    void contextInvalid(String low, String ridPasid, boolean valid) {
        ScalableContextResult result = contextOf(Long.decode(low), Long.decode(ridPasid));
        if (valid) {
            assertThat(result).isInstanceOf(ScalableContext.class);
        } else {
            assertThat(result).isEqualTo(fault(FaultReason.SCALABLE_CONTEXT_INVALID));
            assertThat(contextOf(Long.decode(low) | 2, Long.decode(ridPasid)))
                    .isEqualTo(fault(FaultReason.SCALABLE_CONTEXT_INVALID).withSilent(true));
        }
    }

    // what a context entry refuses

    @ParameterizedTest
    @CsvSource({
        "0x4, UNTRANSLATED, false, ",          "0x8, UNTRANSLATED, true, ",           "0x0, UNTRANSLATED, false, ",
        "0x4, UNTRANSLATED, true, PASID_DISABLED",
        "0x4, TRANSLATION, false, ",           "0x0, TRANSLATION, false, DEVICE_TLB_DISABLED",
        "0x4, TRANSLATION, true, PASID_DISABLED", "0x8, TRANSLATION, true, DEVICE_TLB_DISABLED",
        "0x4, TRANSLATED, false, ",            "0x0, TRANSLATED, false, DEVICE_TLB_DISABLED",
        "0x4C, TRANSLATED, true, ",            "0xC, TRANSLATED, true, TRANSLATED_WITH_PASID_DISABLED",
        "0x48, TRANSLATED, true, DEVICE_TLB_DISABLED",
        "0x14, PAGE_REQUEST, false, ",         "0x4, PAGE_REQUEST, false, PAGE_REQUEST_DISABLED",
        "0x1C, PAGE_REQUEST, true, ",          "0x14, PAGE_REQUEST, true, PASID_DISABLED"})
    @DisplayName("SCT.5, SCT.6, SCT.8, SCT.10: each kind of request needs its bit")
    void refusedKinds(String bits, Purpose purpose, boolean withPasid, FaultReason expected) {
        ScalableContext context = (ScalableContext) contextOf(0x30_0001 | Long.decode(bits), 0);
        Query query = new Query(withPasid ? new Pasid(PASID) : Pasid.NONE, purpose);
        assertThat(lookup().refusal(context, query)).isEqualTo(Optional.ofNullable(expected).map(Fault::of));
    }

    @ParameterizedTest
    @DisplayName("SCT.7: a PASID beyond the directory, for every kind of request")
    @EnumSource(Purpose.class)
    void pasidBeyondDirectory(Purpose purpose) {
        assertThat(lookup().refusal(context(true), new Query(new Pasid(0x1FFF), purpose))).isEmpty();
        assertThat(lookup().refusal(context(true), new Query(new Pasid(0x2000), purpose)))
                .contains(fault(FaultReason.PASID_BEYOND_DIRECTORY).withSilent(true));
    }

    @ParameterizedTest
    @DisplayName("SCT.9: a request may not name RID_PASID itself")
    @EnumSource(Purpose.class)
    void pasidEqualsRidPasid(Purpose purpose) {
        ScalableContext context = (ScalableContext) contextOf(0x30_005D, 0x45);
        assertThat(lookup().refusal(context, new Query(new Pasid(0x45), purpose)))
                .contains(fault(FaultReason.PASID_EQUALS_RID_PASID));
        assertThat(lookup().refusal(context, new Query(new Pasid(0x44), purpose))).isEmpty();
        assertThat(lookup().refusal(context, new Query(Pasid.NONE, purpose))).isEmpty();
    }

    @ParameterizedTest
    @DisplayName("SGN.10: a PASID beyond PSS, unless it is a page request's")
    @EnumSource(Purpose.class)
    void pasidBeyondSupportedSize(Purpose purpose) {
        without(c -> c.pasidBits = 8);
        assertThat(lookup().refusal(context(false), new Query(new Pasid(0xFF), purpose))).isEmpty();
        assertThat(lookup().refusal(context(false), new Query(new Pasid(0x100), purpose))).isEqualTo(
                purpose == Purpose.PAGE_REQUEST ? Optional.empty()
                        : Optional.of(fault(FaultReason.PASID_BEYOND_SUPPORTED_SIZE)));
    }
}
