package iommu.emulator.register;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Capabilities;
import iommu.arch.CapabilityDraft;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("§11.4.2, §11.4.3: every capability has its bits, and sets no others")
class CapabilityWordsTest {

    /** Everything that some other capability needs. */
    private static final Capabilities BASE = Capabilities.DEFAULT.with(c -> {
        c.deviceTlb = c.scalableMode = c.firstStage = c.secondStage = c.snoopedWalks = c.supervisorRequests = true;
        c.interruptRemapping = c.extendedInterruptMode = true;
        c.pasidBits = 1;
    });
    private static final Capabilities LEGACY = Capabilities.DEFAULT;

    private static Arguments cap(String name, long bits, Capabilities base, Consumer<CapabilityDraft> change) {
        return Arguments.of(name, bits, 0L, base, change);
    }

    private static Arguments ecap(String name, long bits, Capabilities base, Consumer<CapabilityDraft> change) {
        return Arguments.of(name, 0L, bits, base, change);
    }

    /** Which bits of the two words differ from those of the base, if one thing changes. */
    private static Stream<Arguments> changes() {
        return Stream.of(
                cap("ND", 0b111, LEGACY, c -> c.domainIdBits = 6), // 6 becomes 1
                cap("RWBF", 1L << 4, LEGACY, c -> c.writeBufferFlush = true),
                cap("PLMR", 1L << 5, LEGACY, c -> c.protectedLow = true),
                cap("PHMR", 1L << 6, LEGACY, c -> c.protectedHigh = true),
                cap("CM", 1L << 7, LEGACY, c -> c.cachingMode = false),
                cap("SAGAW 39", 1L << 9, LEGACY, c -> c.levels = Set.of(4)),
                cap("SAGAW 48", 1L << 10, LEGACY, c -> c.levels = Set.of(3)),
                cap("SAGAW 57", 1L << 11, LEGACY, c -> c.levels = Set.of(3, 4, 5)),
                cap("MGAW", 0b010111L << 16, LEGACY, c -> c.guestAddressWidth = 57), // 47 becomes 56
                cap("ZLR", 1L << 22, LEGACY, c -> c.zeroLengthRead = false),
                cap("SSLPS none", 3L << 34, LEGACY, c -> c.superpages = Set.of()),
                cap("SSLPS 2M", 1L << 35, LEGACY, c -> c.superpages = Set.of(2)),
                cap("PSI", 1L << 39, LEGACY, c -> c.pageSelective = false),
                cap("NFR", 0xFFL << 40, LEGACY, c -> c.faultRecords = 256),
                cap("MAMV", 0b101101L << 48, LEGACY, c -> c.maxAddressMask = 63), // 18 becomes 63
                cap("FS1GP", 1L << 56, BASE, c -> c.gigabyteFirstStage = true),
                cap("PI", 1L << 59, BASE, c -> c.postedInterrupts = true),
                cap("FS5LP", 1L << 60, BASE, c -> c.fiveLevelFirstStage = true),
                cap("ESIRTPS", 1L << 62, BASE, c -> c.interruptPointerInvalidates = true),
                cap("ESRTPS", 1L << 63, LEGACY, c -> c.rootPointerInvalidates = true),
                ecap("C", 1, LEGACY, c -> c.coherent = false),
                ecap("QI", 1L << 1, LEGACY, c -> c.queuedInvalidation = false),
                ecap("DT", 1L << 2, LEGACY, c -> c.deviceTlb = true),
                ecap("IR", 1L << 3, LEGACY, c -> c.interruptRemapping = true),
                ecap("EIM", 1L << 4, BASE, c -> c.extendedInterruptMode = false),
                ecap("PT", 1L << 6, LEGACY, c -> c.passThrough = false),
                ecap("SC", 1L << 7, LEGACY, c -> c.snoopControl = false),
                ecap("MHMV", 0xFL << 20, BASE, c -> c.maxHandleMask = 15),
                ecap("MTS", 1L << 25, BASE, c -> c.memoryTypes = true),
                ecap("NEST", 1L << 26, BASE, c -> c.nested = true),
                ecap("PRS", 1L << 29, BASE, c -> c.pageRequests = true),
                ecap("SRS", 1L << 31, BASE, c -> c.supervisorRequests = false),
                ecap("NWFS", 1L << 33, BASE, c -> c.noWriteFlag = true),
                ecap("EAFS", 1L << 34, BASE, c -> c.extendedAccessed = true),
                ecap("PSS", 19L << 35, BASE, c -> c.pasidBits = 20),
                ecap("PASID", 1L << 40, BASE, c -> c.pasidBits = 0),
                ecap("DIT", 1L << 41, BASE, c -> c.deviceTlbThrottling = true),
                ecap("PDS", 1L << 42, BASE, c -> c.pageRequestDrain = true),
                ecap("SMTS", 1L << 43, LEGACY, c -> c.scalableMode = true),
                ecap("SSADS", 1L << 45, BASE, c -> c.secondStageDirty = true),
                ecap("SSTS", 1L << 46, BASE, c -> c.secondStage = false),
                ecap("FSTS", 1L << 47, BASE, c -> c.firstStage = false),
                ecap("SMPWCS", 1L << 48, BASE, c -> c.snoopedWalks = false),
                ecap("RPS", 1L << 49, BASE, c -> c.ridPasid = true),
                ecap("ADMS", 1L << 52, LEGACY, c -> c.abortMode = true),
                ecap("RPRIVS", 1L << 53, BASE, c -> c.ridPrivilege = true),
                ecap("PTRS", 1L << 56, BASE, c -> c.translatedWithPasid = true),
                ecap("SSIRWS", 1L << 57, BASE, c -> c.separateRights = true),
                ecap("EIMER", 1L << 61, BASE, c -> c.extendedInterruptModeRequired = true),
                ecap("IRREQ", 1L << 62, BASE, c -> c.interruptRemappingRequired = true));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("changes")
    void aCapabilityChangesItsBitsAlone(String name, long cap, long ecap, Capabilities base,
            Consumer<CapabilityDraft> change) {
        Registers before = new Registers(base, 1);
        Registers after = new Registers(base.with(change), 1);
        assertThat(before.read(0x08, 8) ^ after.read(0x08, 8)).as("CAP").isEqualTo(cap);
        assertThat(before.read(0x10, 8) ^ after.read(0x10, 8)).as("ECAP").isEqualTo(ecap);
    }

    @Test
    void aUnitWithEveryCapabilitySaysSo() {
        Registers registers = new Registers(BASE.with(c -> {
            c.levels = Set.of(3, 4, 5);
            c.guestAddressWidth = 57;
            c.protectedLow = c.protectedHigh = c.gigabyteFirstStage = c.fiveLevelFirstStage = c.postedInterrupts = true;
            c.interruptPointerInvalidates = c.rootPointerInvalidates = c.memoryTypes = c.nested = c.pageRequests = true;
            c.noWriteFlag = c.extendedAccessed = c.deviceTlbThrottling = c.pageRequestDrain = c.secondStageDirty = true;
            c.ridPasid = c.abortMode = c.ridPrivilege = c.translatedWithPasid = c.separateRights = true;
            c.extendedInterruptModeRequired = c.interruptRemappingRequired = true;
            c.pasidBits = 20;
            c.maxHandleMask = 15;
        }), 15);
        assertThat(registers.read(0x00, 4)).isEqualTo(0xF0);
        assertThat(registers.read(0x08, 8)).isEqualTo(0xD9D2_008C_2278_0EE6L);
        assertThat(registers.read(0x10, 8)).isEqualTo(0x6333_EF9E_A6F0_0FDFL);
    }
}
