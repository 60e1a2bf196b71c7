package iommu.emulator.pasid;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Capabilities;
import iommu.arch.CapabilityDraft;
import iommu.arch.DomainId;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Pasid;
import iommu.arch.PasidContext;
import iommu.arch.PasidContext.Flags;
import iommu.arch.PasidContext.Tables;
import iommu.arch.PasidResult;
import iommu.arch.PasidType;
import iommu.arch.ScalableContext;
import iommu.arch.ScalableContextResult;
import iommu.arch.SourceId;
import iommu.arch.seam.ScalableLookup.Purpose;
import iommu.arch.seam.ScalableLookup.Query;
import iommu.emulator.Words;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The root table lies at 0x10_0000, the context table of devices 0-15 at 0x20_0000, of devices 16-31 at 0x21_0000, the
 * PASID directory at 0x30_0000, its first PASID table at 0x40_0000. The device is 00:03.0, the PASID 0x45: directory
 * entry 1, table entry 5.
 */
@DisplayName("§3.4.3, §9.2-§9.6: from the root pointer to the PASID-table entry")
class PasidTableLookupTest {

    private static final Gpa ROOT = new Gpa(0x10_0000);
    private static final SourceId DEVICE = SourceId.parse("00:03.0");
    private static final int PASID = 0x45;
    private static final long ROOT_ENTRY = 0x10_0000;
    private static final long CONTEXT_ENTRY = 0x20_0000 + 32 * 0x18;
    private static final long DIRECTORY_ENTRY = 0x30_0008;
    private static final long PASID_ENTRY = 0x40_0000 + 64 * 5;

    /** Everything that the unit may offer. */
    private static final Capabilities FULL = Capabilities.DEFAULT.with(c -> {
        c.scalableMode = c.firstStage = c.secondStage = c.nested = c.fiveLevelFirstStage = c.gigabyteFirstStage = true;
        c.snoopedWalks = c.secondStageDirty = c.ridPasid = c.supervisorRequests = c.ridPrivilege = true;
        c.extendedAccessed = c.memoryTypes = c.pageRequests = c.translatedWithPasid = c.deviceTlb = true;
        c.pasidBits = 20;
    });

    private final Words memory = new Words().put(ROOT_ENTRY, 0x20_0001, 0x21_0001).put(DIRECTORY_ENTRY, 0x40_0001);
    private Capabilities unit = FULL;

    private static void noFirstStage(CapabilityDraft c) {
        c.firstStage = c.nested = c.fiveLevelFirstStage = c.gigabyteFirstStage = c.extendedAccessed = false;
    }

    private void without(Consumer<CapabilityDraft> change) {
        unit = FULL.with(change);
    }

    private PasidTableLookup lookup() {
        return new PasidTableLookup(memory, unit);
    }

    private ScalableContextResult contextOf(long low, long high) {
        memory.put(CONTEXT_ENTRY, low, high);
        return lookup().context(ROOT, DEVICE);
    }

    private static ScalableContext context(boolean silent) {
        return new ScalableContext(new Gpa(0x30_0000), 128, 0, false, true, true, true, true, silent);
    }

    private PasidResult entryOf(long first, long second, long third) {
        memory.put(PASID_ENTRY, first, second).put(PASID_ENTRY + 16, third, 0);
        return lookup().entry(context(false), PASID);
    }

    /** First stage, 4 levels. */
    private PasidResult firstStage(long third) {
        return entryOf(0x41, 7, 0x60_0000 | third);
    }

    /** Second stage, 4 levels. */
    private PasidResult secondStage(long first) {
        return entryOf(0x50_0089 | first, 7, 0);
    }

    private static Fault fault(FaultReason reason) {
        return Fault.of(reason);
    }

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

    // PASID directory and table

    @ParameterizedTest
    @CsvSource({"0x0, 0x300000, 0x400000", "0x3F, 0x300000, 0x400FC0", "0x40, 0x300008, 0x400000",
        "0xFFFFF, 0x31FFF8, 0x400FC0"})
    void fourteenBitsPickTheDirectoryEntryAndSixThePasidEntry(String pasid, String directory, String entry) {
        memory.put(Long.decode(directory), 0x40_0001).put(Long.decode(entry), 0x101, 7);
        assertThat(lookup().entry(context(false), Integer.decode(pasid))).isInstanceOf(PasidContext.class);
    }

    @Test
    @DisplayName("SPD.1: an unreadable directory entry is never silent by its reason")
    void directoryAccessError() {
        memory.unreadable(DIRECTORY_ENTRY);
        Fault fault = (Fault) lookup().entry(context(true), PASID);
        assertThat(fault.reason()).isEqualTo(FaultReason.PASID_DIRECTORY_ACCESS_ERROR);
        assertThat(fault.suppressed()).isFalse();
    }

    @ParameterizedTest
    @DisplayName("SPD.2: an absent directory entry; its FPD still counts")
    @CsvSource({"0, false", "2, true", "-2, true"})
    void directoryNotPresent(long bits, boolean silent) {
        memory.put(DIRECTORY_ENTRY, bits);
        assertThat(lookup().entry(context(false), PASID))
                .isEqualTo(fault(FaultReason.PASID_DIRECTORY_NOT_PRESENT).withSilent(silent));
    }

    @ParameterizedTest
    @DisplayName("SPD.3: each reserved bit of a directory entry")
    @ValueSource(ints = {2, 11, 48, 63})
    void directoryReserved(int bit) {
        memory.put(DIRECTORY_ENTRY, 0x40_0001 | 1L << bit);
        assertThat(lookup().entry(context(false), PASID)).isEqualTo(fault(FaultReason.PASID_DIRECTORY_RESERVED));
    }

    @ParameterizedTest
    @DisplayName("SPT.1: any quarter of the PASID entry is unreadable")
    @ValueSource(longs = {0, 16, 32, 48})
    void entryAccessError(long quarter) {
        memory.unreadable(PASID_ENTRY + quarter);
        assertThat(firstStage(0)).isEqualTo(fault(FaultReason.PASID_ENTRY_ACCESS_ERROR));
    }

    @Test
    @DisplayName("SPT.2: an absent PASID entry, whatever else it holds")
    void entryNotPresent() {
        assertThat(entryOf(-4, -1, -1)).isEqualTo(fault(FaultReason.PASID_ENTRY_NOT_PRESENT));
    }

    @ParameterizedTest
    @DisplayName("FPD of the context, the directory or the PASID entry, any of them silences a fault")
    @CsvSource({"false, 0, 0, false", "true, 0, 0, true", "false, 2, 0, true", "false, 0, 2, true", "true, 2, 2, true"})
    void fpdAddsUp(boolean context, long directory, long entry, boolean silent) {
        memory.put(DIRECTORY_ENTRY, 0x40_0001 | directory);
        memory.put(PASID_ENTRY, entry, 0);
        assertThat(lookup().entry(context(context), PASID))
                .isEqualTo(fault(FaultReason.PASID_ENTRY_NOT_PRESENT).withSilent(silent));
        memory.put(PASID_ENTRY, 0x121 | entry, 7);
        assertThat(lookup().entry(context(context), PASID))
                .isEqualTo(fault(FaultReason.PASID_ENTRY_RESERVED).withSilent(silent));
        memory.put(PASID_ENTRY, 0x1C1 | entry, 7);
        assertThat(lookup().entry(context(context), PASID))
                .isEqualTo(fault(FaultReason.PASID_ENTRY_INVALID).withSilent(silent));
        memory.put(PASID_ENTRY, 0x101 | entry, 7);
        assertThat(((PasidContext) lookup().entry(context(context), PASID)).silent()).isEqualTo((directory | entry) != 0);
    }

    @ParameterizedTest
    @DisplayName("SPT.3: each bit of a PASID entry that is reserved in every unit without host permission tables")
    @ValueSource(ints = {5, 10, 11, 48, 63, 80, 86, 91, 95, 129, 136, 139, 176, 191, 192, 255, 256, 268, 320, 383, 384, 511})
    void entryReserved(int bit) {
        memory.put(PASID_ENTRY, 0x101, 7);
        long word = PASID_ENTRY + bit / 64 * 8;
        memory.put(word, (bit < 64 ? 0x101 : bit < 128 ? 7 : 0) | 1L << bit % 64);
        assertThat(lookup().entry(context(false), PASID)).isEqualTo(fault(FaultReason.PASID_ENTRY_RESERVED));
    }

    @Test
    @DisplayName("SPT.3: a field is reserved where the unit does not offer what it is for")
    void entryFieldsNeedTheirCapability() {
        assertReservedEntry(0x4101, 7, 0, c -> c.secondStage = c.nested = false);
        assertReservedEntry(0x105, 7, 0, c -> c.secondStage = c.nested = false);
        assertReservedEntry(0x301, 7, 0, c -> c.secondStageDirty = false);
        assertReservedEntry(0x101, 7 | 1 << 23, 0, c -> c.snoopedWalks = c.secondStageDirty = c.extendedAccessed = false);
        assertReservedEntry(0x101, 7 | 1 << 24, 0, c -> c.snoopControl = false);
        assertReservedEntry(0x101, 7 | 1 << 25, 0, c -> c.memoryTypes = false);
        assertReservedEntry(0x101, 7 | 1 << 26, 0, c -> c.memoryTypes = false);
        assertReservedEntry(0x101, 7 | 1L << 32, 0, c -> c.memoryTypes = false);
        assertReservedEntry(0x101, 7 | 1L << 63, 0, c -> c.memoryTypes = false);
        assertReservedEntry(0x101, 7, 1, c -> c.supervisorRequests = c.ridPrivilege = false);
        assertReservedEntry(0x101, 7, 1 << 2, PasidTableLookupTest::noFirstStage);
        assertReservedEntry(0x101, 7, 1 << 4, PasidTableLookupTest::noFirstStage);
        assertReservedEntry(0x101, 7, 1 << 12, PasidTableLookupTest::noFirstStage);
        assertReservedEntry(0x101, 7, 1 << 7, c -> c.extendedAccessed = false);
        assertReservedEntry(0x101, 1 << 8, 0, c -> c.domainIdBits = 8);
    }

    private void assertReservedEntry(long first, long second, long third, Consumer<CapabilityDraft> without) {
        unit = FULL;
        assertThat(entryOf(first, second, third)).isInstanceOf(PasidContext.class);
        without(without);
        assertThat(entryOf(first, second, third)).isEqualTo(fault(FaultReason.PASID_ENTRY_RESERVED));
    }

    @ParameterizedTest
    @ValueSource(ints = {5, 6})
    void theIgnoredBitsAreIgnored(int bit) {
        assertThat(firstStage(1 << bit)).isInstanceOf(PasidContext.class);
    }

    @ParameterizedTest
    @DisplayName("SPT.4.1: AW must be offered where there is a second stage, and is ignored elsewhere")
    @CsvSource({"0, false", "1, true", "2, true", "3, false", "4, false", "7, false"})
    void addressWidth(int width, boolean supported) {
        Fault invalid = fault(FaultReason.PASID_ENTRY_INVALID);
        boolean second = entryOf(0x50_0081 | width << 2, 7, 0) instanceof PasidContext;
        boolean nested = entryOf(0x50_00C1 | width << 2, 7, 0x60_0000) instanceof PasidContext;
        assertThat(second).isEqualTo(supported);
        assertThat(nested).isEqualTo(supported);
        assertThat(entryOf(0x41 | width << 2, 7, 0x60_0000)).isNotEqualTo(invalid);
        assertThat(entryOf(0x101 | width << 2, 7, 0)).isNotEqualTo(invalid);
    }

    @ParameterizedTest
    @DisplayName("SPT.4.2: PGTT must be offered")
    @CsvSource({"0, ", "1, FIRST_STAGE", "2, SECOND_STAGE", "3, NESTED", "4, PASS_THROUGH", "5, ", "6, ", "7, "})
    void translationType(int type, PasidType expected) {
        PasidResult result = entryOf(0x9 | type << 6, 7, 0);
        if (expected == null) {
            assertThat(result).isEqualTo(fault(FaultReason.PASID_ENTRY_INVALID));
        } else {
            assertThat(((PasidContext) result).type()).isEqualTo(expected);
        }
    }

    @Test
    @DisplayName("SPT.4.2: a type is unsupported where the unit does not offer it")
    void translationTypesNeedTheirCapability() {
        assertInvalid(0x41, PasidTableLookupTest::noFirstStage);
        assertInvalid(0x81, c -> c.secondStage = c.nested = false);
        assertInvalid(0xC9, c -> c.nested = false);
        assertInvalid(0x101, c -> c.passThrough = false);
    }

    private void assertInvalid(long first, Consumer<CapabilityDraft> without) {
        without(without);
        assertThat(entryOf(first, 7, 0)).isEqualTo(fault(FaultReason.PASID_ENTRY_INVALID));
    }

    @ParameterizedTest
    @DisplayName("SPT.4.3: FSPM must be offered where there is a first stage")
    @CsvSource({"0, true, 4", "0, false, 4", "1, true, 5", "1, false, ", "2, true, ", "3, true, "})
    void pagingMode(int mode, boolean fiveLevels, Integer levels) {
        without(c -> c.fiveLevelFirstStage = fiveLevels);
        PasidResult result = firstStage(mode << 2);
        if (levels == null) {
            assertThat(result).isEqualTo(fault(FaultReason.PASID_ENTRY_INVALID));
            assertThat(entryOf(0xC9, 7, mode << 2)).isEqualTo(fault(FaultReason.PASID_ENTRY_INVALID));
        } else {
            assertThat(((PasidContext) result).firstStage()).isEqualTo(new Tables(new Gpa(0x60_0000), levels));
        }
        assertThat(entryOf(0x50_0089, 7, mode << 2)).isInstanceOf(PasidContext.class);
    }

    @ParameterizedTest
    @DisplayName("SPT.4.4: nested, FSPTPTR must lie below the narrower of MGAW and AW")
    @CsvSource({"1, 48, 38, true", "1, 48, 39, false", "2, 48, 47, true", "2, 40, 39, true", "2, 40, 40, false"})
    void nestedPointer(int width, int guestAddressWidth, int bit, boolean valid) {
        without(c -> {
            c.guestAddressWidth = guestAddressWidth;
            c.levels = Set.of(3, 4);
        });
        PasidResult nested = entryOf(0x50_00C1 | width << 2, 7, 1L << bit);
        assertThat(nested instanceof PasidContext).isEqualTo(valid);
        assertThat(entryOf(0x41, 7, 1L << bit)).isInstanceOf(PasidContext.class);
    }

    @Test
    @DisplayName("§9.6: reserved bits are judged before the values")
    void reservedFirst() {
        assertThat(entryOf(0x1E1, 7, 0)).isEqualTo(fault(FaultReason.PASID_ENTRY_RESERVED));
    }

    @Test
    void aPasidEntrySaysThis() {
        assertThat(entryOf(0x50_02CD | 2, 0x180_1234, 0x60_0095)).isEqualTo(fault(FaultReason.PASID_ENTRY_INVALID)
                .withSilent(true)); // AW 3 is not offered
        assertThat(entryOf(0x50_02C9, 0x180_1234, 0x60_0095)).isEqualTo(new PasidContext(new DomainId(0x1234),
                PasidType.NESTED, new Tables(new Gpa(0x60_0000), 5), new Tables(new Gpa(0x50_0000), 4),
                new Flags(true, true, true, true, true, true), false));
        assertThat(((PasidContext) secondStage(0)).flags()).isEqualTo(Flags.NONE);
    }
}
