package iommu.emulator.pasid;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.CapabilityDraft;
import iommu.arch.DomainId;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.PasidContext;
import iommu.arch.PasidContext.Flags;
import iommu.arch.PasidContext.Tables;
import iommu.arch.PasidResult;
import iommu.arch.PasidType;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("§3.4.3, §9.5, §9.6: from the PASID directory to the PASID-table entry")
class PasidTableLookupTest extends PasidTableRig {

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
