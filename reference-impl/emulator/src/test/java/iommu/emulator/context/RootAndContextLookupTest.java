package iommu.emulator.context;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Capabilities;
import iommu.arch.ContextResult;
import iommu.arch.DomainId;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.SourceId;
import iommu.arch.TranslationContext;
import iommu.arch.TranslationType;
import iommu.emulator.Words;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("§3.4.2, §9.1, §9.3: root and context entries")
class RootAndContextLookupTest {

    private static final Gpa ROOT = new Gpa(0x10_0000);
    private static final SourceId DEVICE = SourceId.parse("00:03.0");
    private static final long ROOT_ENTRY = 0x10_0000;
    private static final long CONTEXT_ENTRY = 0x20_0180;

    private final Words memory = new Words().put(ROOT_ENTRY, 0x20_0001, 0);
    private Capabilities unit = Capabilities.DEFAULT;

    private ContextResult lookUp(SourceId source) {
        return new RootAndContextLookup(memory, unit).lookUp(ROOT, source);
    }

    private ContextResult withContext(long low, long high) {
        memory.put(CONTEXT_ENTRY, low, high);
        return lookUp(DEVICE);
    }

    private static Fault silent(FaultReason reason) {
        return Fault.of(reason).withSilent(true);
    }

    @ParameterizedTest
    @CsvSource({"0, 0, 0", "0, 3, 0", "5, 0, 0", "255, 31, 7", "128, 1, 7", "1, 16, 0"})
    void busPicksTheRootEntryAndDeviceAndFunctionTheContextEntry(int bus, int device, int function) {
        memory.put(0x10_0000 + 16 * bus, 0x30_0001, 0);
        memory.put(0x30_0000 + 128 * device + 16 * function, 0x50_0001, 0x0702);
        assertThat(lookUp(SourceId.of(bus, device, function))).isEqualTo(new TranslationContext(new DomainId(7),
                TranslationType.UNTRANSLATED_ONLY, new Gpa(0x50_0000), 4, false));
    }

    @ParameterizedTest
    @CsvSource({"0x0101, 3", "0x0102, 4", "0x0103, 5"})
    void addressWidthSaysHowManyLevelsThereAre(String high, int levels) {
        unit = unit.with(c -> c.levels = Set.of(3, 4, 5));
        assertThat(((TranslationContext) withContext(0x50_0001, Long.decode(high))).levels()).isEqualTo(levels);
    }

    @Test
    @DisplayName("LRT.1: an unreadable root entry is ROOT_ACCESS_ERROR")
    void rootAccessError() {
        memory.unreadable(ROOT_ENTRY);
        assertThat(lookUp(DEVICE)).isEqualTo(Fault.of(FaultReason.ROOT_ACCESS_ERROR));
    }

    @Test
    @DisplayName("LRT.2: an absent root entry is ROOT_NOT_PRESENT, whatever else it holds")
    void rootNotPresent() {
        memory.put(ROOT_ENTRY, 0xFFFF_FFFF_FFFF_FFFEL, -1);
        assertThat(lookUp(DEVICE)).isEqualTo(Fault.of(FaultReason.ROOT_NOT_PRESENT));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 11, 48, 63, 64, 127})
    void eachReservedBitOfAPresentRootEntryIsLrt3(int bit) {
        memory.put(ROOT_ENTRY, 0x20_0001 | (bit < 64 ? 1L << bit : 0), bit < 64 ? 0 : 1L << bit - 64);
        assertThat(lookUp(DEVICE)).isEqualTo(Fault.of(FaultReason.ROOT_RESERVED));
    }

    @Test
    @DisplayName("LCT.1: an unreadable context entry is CONTEXT_ACCESS_ERROR")
    void contextAccessError() {
        memory.unreadable(CONTEXT_ENTRY);
        assertThat(lookUp(DEVICE)).isEqualTo(Fault.of(FaultReason.CONTEXT_ACCESS_ERROR));
    }

    @ParameterizedTest
    @CsvSource({"0x0, false", "0x2, true", "0xFFFFFFFFFFFFFFFE, true", "0xFFFFFFFFFFFFFFFC, false"})
    void anAbsentContextEntryIsLct2AndFpdStillCounts(String low, boolean silent) {
        assertThat(withContext(Long.parseUnsignedLong(low.substring(2), 16), -1))
                .isEqualTo(Fault.of(FaultReason.CONTEXT_NOT_PRESENT).withSilent(silent));
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 11, 48, 63, 71, 88, 127})
    void eachReservedBitOfAPresentContextEntryIsLct3(int bit) {
        long low = 0x50_0001 | (bit < 64 ? 1L << bit : 0);
        long high = 0x0702 | (bit < 64 ? 0 : 1L << bit - 64);
        assertThat(withContext(low, high)).isEqualTo(Fault.of(FaultReason.CONTEXT_RESERVED));
        assertThat(withContext(low | 2, high)).isEqualTo(silent(FaultReason.CONTEXT_RESERVED));
    }

    @ParameterizedTest
    @ValueSource(ints = {67, 68, 69, 70})
    void theIgnoredBitsOfAContextEntryAreIgnored(int bit) {
        assertThat(withContext(0x50_0001, 0x0702 | 1L << bit - 64)).isInstanceOf(TranslationContext.class);
    }

    @Test
    void bitsAboveTheHostAddressWidthAreReserved() {
        unit = unit.with(c -> c.hostAddressWidth = 39);
        assertThat(withContext(1L << 39 | 0x50_0001, 0x0702)).isEqualTo(Fault.of(FaultReason.CONTEXT_RESERVED));
        assertThat(withContext(1L << 38 | 0x50_0001, 0x0702)).isInstanceOf(TranslationContext.class);
        memory.put(ROOT_ENTRY, 1L << 39 | 0x20_0001, 0);
        assertThat(lookUp(DEVICE)).isEqualTo(Fault.of(FaultReason.ROOT_RESERVED));
    }

    @ParameterizedTest
    @CsvSource({"4, 15, 16", "8, 255, 256", "10, 1023, 1024", "16, 65535, -1"})
    void domainIdBitsAboveTheSupportedWidthAreReserved(int bits, int widest, int tooWide) {
        unit = unit.with(c -> c.domainIdBits = bits);
        assertThat(((TranslationContext) withContext(0x50_0001, widest * 256L + 2)).domain())
                .isEqualTo(new DomainId(widest));
        if (tooWide > 0) {
            assertThat(withContext(0x50_0001, tooWide * 256L + 2)).isEqualTo(Fault.of(FaultReason.CONTEXT_RESERVED));
        }
    }

    @ParameterizedTest
    @CsvSource({"0, false", "1, true", "2, true", "3, false", "4, false", "5, false", "6, false", "7, false"})
    void onlyTheOfferedWidthsAreSupported(int width, boolean supported) {
        boolean accepted = withContext(0x50_0001, 0x0700 | width) instanceof TranslationContext;
        assertThat(accepted).isEqualTo(supported);
        assertThat(withContext(0x50_0003, 0x0700 | width) instanceof Fault).isEqualTo(!supported);
        if (!supported) {
            assertThat(lookUp(DEVICE)).isEqualTo(silent(FaultReason.CONTEXT_INVALID));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0x1, false, false, UNTRANSLATED_ONLY",
        "0x5, true,  false, WITH_DEVICE_TLB", "0x5, false, true, ",
        "0x9, false, true,  PASS_THROUGH",    "0x9, true, false, ",
        "0xD, true,  true, "})
    void aTypeNeedsItsCapability(String low, boolean deviceTlb, boolean passThrough, TranslationType expected) {
        unit = unit.with(c -> {
            c.deviceTlb = deviceTlb;
            c.passThrough = passThrough;
        });
        ContextResult result = withContext(0x50_0000 | Long.decode(low), 0x0702);
        if (expected == null) {
            assertThat(result).isEqualTo(Fault.of(FaultReason.CONTEXT_INVALID));
        } else {
            assertThat(((TranslationContext) result).type()).isEqualTo(expected);
        }
    }

    @Test
    void aPassThroughEntryNeedsASupportedWidthToo() {
        assertThat(withContext(0x9, 0x0705)).isEqualTo(Fault.of(FaultReason.CONTEXT_INVALID));
    }

    @Test
    void reservedBitsAreJudgedBeforeWidthAndType() {
        assertThat(withContext(0x50_001D, 0x0705)).isEqualTo(Fault.of(FaultReason.CONTEXT_RESERVED));
    }

    @Test
    void fpdGoesAlongWithAPresentEntry() {
        assertThat(((TranslationContext) withContext(0x50_0003, 0x0702)).silent()).isTrue();
    }

    @Test
    @DisplayName("§6.2.2.1: both entries are read whole, in one access each")
    void wholeEntries() {
        memory.wholeEntriesOnly();
        assertThat(withContext(0x50_0001, 0x0702)).isInstanceOf(TranslationContext.class);
    }
}
