package iommu.emulator.machine;

import static iommu.arch.Access.ATOMIC;
import static iommu.arch.Access.READ;
import static iommu.arch.Access.WRITE;
import static iommu.arch.Access.ZERO_LENGTH_READ;
import static iommu.emulator.machine.Rig.blocked;
import static iommu.emulator.machine.Rig.granted;
import static iommu.emulator.machine.Rig.refused;
import static iommu.emulator.machine.Rig.silent;
import static iommu.emulator.machine.Rig.to;
import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Access;
import iommu.arch.Capabilities;
import iommu.arch.DmaOutcome;
import iommu.arch.DmaOutcome.CompletionStatus;
import iommu.arch.DmaRequest;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Pasid;
import iommu.arch.RequestKind;
import iommu.arch.Rights;
import iommu.arch.stimulus.Stimulus.Reads;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A whole machine in legacy mode")
class MachineTest {

    private static final Capabilities CM_ON = Capabilities.DEFAULT;
    private static final Capabilities CM_OFF = Capabilities.DEFAULT.with(c -> c.cachingMode = false);
    private static final Capabilities DEVICE_TLB = Capabilities.DEFAULT.with(c -> c.deviceTlb = true);

    @Test
    @DisplayName("§4.2.1: while translation is off untranslated requests pass and all others are blocked, unrecorded")
    void translationOff() {
        Rig rig = new Rig(CM_ON, 16).tables().root(0x10_0000);
        assertThat(rig.dma(WRITE, 0x1234_5678)).isEqualTo(to(0x1234_5678));
        assertThat(rig.dma(RequestKind.TRANSLATED, 0x1000)).isEqualTo(silent(FaultReason.REQUEST_TYPE_BLOCKED));
        assertThat(rig.dma(RequestKind.TRANSLATION, 0x1000)).isEqualTo(silent(FaultReason.REQUEST_TYPE_BLOCKED));
        assertThat(rig.read(0x34, 4)).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 16})
    void aRequestIsTranslatedHoweverLargeTheCacheIs(int capacity) {
        Rig rig = Rig.running(CM_ON, capacity, Options.DEFAULT);
        for (int i = 0; i < 3; i++) {
            assertThat(rig.dma(READ, 0x1234)).isEqualTo(to(0x777_7234));
            assertThat(rig.dma(READ, 0x2234)).isEqualTo(blocked(FaultReason.READ_DENIED));
        }
    }

    @Test
    @DisplayName("§6.6: a new root pointer counts from SRTP on")
    void rootPointer() {
        Rig rig = Rig.running(CM_OFF).write(0x20, 8, 0x60_0000);
        assertThat(rig.dma(READ, 0x1000)).isEqualTo(to(0x777_7000));
        rig.submit(0x11, 0).submit(0x12, 0);
        assertThat(rig.dma(READ, 0x1000)).isEqualTo(to(0x777_7000));
        rig.write(0x18, 4, 1L << 31 | 1L << 30 | 1L << 26).submit(0x11, 0).submit(0x12, 0);
        assertThat(rig.dma(READ, 0x1000)).isEqualTo(blocked(FaultReason.ROOT_NOT_PRESENT));
    }

    @ParameterizedTest
    @ValueSource(longs = {0x400, 0x800, 0xC00})
    @DisplayName("RTA.1: a table mode that the unit does not have blocks every request")
    void tableMode(long mode) {
        Rig rig = Rig.running(CM_ON).root(0x10_0000 | mode).translate();
        assertThat(rig.dma(READ, 0x1000)).isEqualTo(blocked(FaultReason.TRANSLATION_MODE_INVALID));
        assertThat(rig.read(0x228, 8)).as("record").isEqualTo(0xC000_0030_0000_0018L);
    }

    @Test
    @DisplayName("RTA.2: a request with PASID is blocked in legacy mode")
    void pasid() {
        assertThat(Rig.running(CM_ON).dma(new DmaRequest(Rig.DEVICE, new Pasid(5), new Iova(0x1000), READ,
                RequestKind.UNTRANSLATED))).isEqualTo(blocked(FaultReason.PASID_REQUEST_IN_LEGACY_MODE));
    }

    @ParameterizedTest
    @CsvSource({"0x1, UNTRANSLATED, true", "0x1, TRANSLATION, false", "0x1, TRANSLATED, false",
        "0x5, UNTRANSLATED, true", "0x5, TRANSLATION, true", "0x5, TRANSLATED, true",
        "0x9, UNTRANSLATED, true", "0x9, TRANSLATION, false", "0x9, TRANSLATED, false"})
    @DisplayName("LCT.5: TT decides which kinds of request are served, even after an IOTLB fill")
    void requestKinds(String low, RequestKind kind, boolean served) {
        Rig rig = Rig.running(DEVICE_TLB).context(0x30_0000 | Long.decode(low), 0x101);
        rig.dma(READ, 0x1000);
        DmaOutcome refusal = kind == RequestKind.TRANSLATION
                ? refused(FaultReason.REQUEST_TYPE_BLOCKED, CompletionStatus.UNSUPPORTED_REQUEST)
                : blocked(FaultReason.REQUEST_TYPE_BLOCKED);
        DmaOutcome service = switch (kind) {
            case UNTRANSLATED -> to(low.equals("0x9") ? 0x1000 : 0x777_7000);
            case TRANSLATION -> granted(0x777_7000, 0x1000, Rights.RW);
            case TRANSLATED -> to(0x1000);
        };
        assertThat(rig.dma(kind, 0x1000)).isEqualTo(served ? service : refusal);
    }

    @ParameterizedTest
    @CsvSource({"0x9, UNTRANSLATED, false", "0xB, UNTRANSLATED, true", "0x5, TRANSLATED, false", "0x7, TRANSLATED, true"})
    @DisplayName("LGN.1.2, LGN.1.3, LGN.4: an unchanged address is bounded by HAW, not MGAW, and may not be FEEx_xxxxh")
    void unchangedAddresses(String low, RequestKind kind, boolean fpd) {
        Rig rig = Rig.running(DEVICE_TLB.with(c -> c.guestAddressWidth = 39)).context(0x30_0000 | Long.decode(low), 0x101);
        assertThat(rig.dma(kind, 0xFFFF_FFFF_F000L)).isEqualTo(to(0xFFFF_FFFF_F000L));
        assertThat(rig.dma(kind, 0x1_0000_0000_0000L))
                .isEqualTo(fpd ? silent(FaultReason.ADDRESS_BEYOND_WIDTH) : blocked(FaultReason.ADDRESS_BEYOND_WIDTH));
        if (kind == RequestKind.TRANSLATED) {
            assertThat(rig.dma(kind, 0xFEE0_0000L)).isEqualTo(
                    fpd ? silent(FaultReason.INTERRUPT_RANGE_OUTPUT) : blocked(FaultReason.INTERRUPT_RANGE_OUTPUT));
        }
    }

    @Test
    @DisplayName("§3.15: a write to FEEx_xxxxh is an interrupt message and not translated; a read of it is blocked")
    void interruptMessages() {
        Rig rig = Rig.running(CM_ON);
        assertThat(rig.dma(WRITE, 0xFEE0_1000L)).isEqualTo(to(0xFEE0_1000L));
        assertThat(rig.dma(ZERO_LENGTH_READ, 0xFEEF_FFF8L)).isEqualTo(to(0xFEEF_FFF8L));
        assertThat(rig.dma(READ, 0xFEE0_1000L)).isEqualTo(blocked(FaultReason.INTERRUPT_REQUEST_MALFORMED));
        assertThat(rig.dma(ATOMIC, 0xFEE0_1000L)).isEqualTo(blocked(FaultReason.INTERRUPT_REQUEST_MALFORMED));
    }

    @Test
    void aHitWithoutTheRightWalksAgainAndTheFaultIsRecorded() {
        Rig rig = Rig.running(CM_OFF).store(0x11_0008, 0x777_7001);
        assertThat(rig.dma(READ, 0x1000)).isEqualTo(to(0x777_7000));
        assertThat(rig.dma(WRITE, 0x1000)).isEqualTo(blocked(FaultReason.WRITE_DENIED));
        assertThat(rig.read(0x34, 4)).as("PPF").isEqualTo(2);
        assertThat(rig.dma(READ, 0x1000)).isEqualTo(to(0x777_7000));
        assertThat(rig.dma(ATOMIC, 0x1000)).isEqualTo(blocked(FaultReason.WRITE_DENIED));
    }

    @ParameterizedTest
    @CsvSource({"1, READ, WRITE", "2, WRITE, READ"})
    void aCachedDenialDoesNotDenyAnotherAccess(int rights, Access allowed, Access refused) {
        Rig rig = Rig.running(CM_ON).store(0x11_0008, 0x777_7000 | rights);
        for (int i = 0; i < 3; i++) {
            assertThat(rig.dma(refused, 0x1000)).isInstanceOf(blocked(FaultReason.READ_DENIED).getClass());
            assertThat(rig.dma(allowed, 0x1000)).isEqualTo(to(0x777_7000));
            assertThat(rig.dma(ZERO_LENGTH_READ, 0x1000)).isEqualTo(to(0x777_7000));
        }
    }

    @Test
    void aReadDenialToo() {
        Rig rig = Rig.running(CM_ON).store(0x20_0000, 0x11_0002).store(0x11_0010, 0x778_8003);
        assertThat(rig.dma(READ, 0x1000)).isEqualTo(blocked(FaultReason.READ_DENIED));
        rig.store(0x20_0000, 0x11_0003);
        assertThat(rig.dma(READ, 0x2000)).isEqualTo(to(0x778_8000));
    }

    @Test
    void aDenialIsKeptForItsPageOnly() {
        Rig rig = Rig.running(CM_ON).store(0x20_0000, 0x11_0001).store(0x11_0010, 0x778_8003);
        assertThat(rig.dma(WRITE, 0x1000)).isEqualTo(blocked(FaultReason.WRITE_DENIED));
        rig.store(0x20_0000, 0x11_0003);
        assertThat(rig.dma(WRITE, 0x1000)).as("cached").isEqualTo(blocked(FaultReason.WRITE_DENIED));
        assertThat(rig.dma(WRITE, 0x2000)).isEqualTo(to(0x778_8000));
    }

    @Test
    void theInterruptRangeIsCheckedOnHitsToo() {
        Rig rig = Rig.running(CM_OFF).store(0x30_0000, 0xC000_0083L);
        assertThat(rig.dma(READ, 0x3000_0000)).isEqualTo(to(0xF000_0000L));
        assertThat(rig.dma(READ, 0x3EE0_0000)).isEqualTo(blocked(FaultReason.INTERRUPT_RANGE_OUTPUT));
    }

    @ParameterizedTest
    @CsvSource({"true, true", "false, false"})
    @DisplayName("L1: with CM=1 a new mapping needs an invalidation, with CM=0 it does not")
    void cachingMode(boolean cachingMode, boolean stale) {
        Rig rig = Rig.running(cachingMode ? CM_ON : CM_OFF).store(0x11_0008, 0);
        assertThat(rig.dma(READ, 0x1000)).isEqualTo(blocked(FaultReason.READ_DENIED));
        rig.store(0x11_0008, 0x777_7003);
        assertThat(rig.dma(READ, 0x1000)).isEqualTo(stale ? blocked(FaultReason.READ_DENIED) : to(0x777_7000));
        rig.submit(0x0001_0032, 0x1000);
        assertThat(rig.dma(READ, 0x1000)).isEqualTo(to(0x777_7000));
    }

    @Test
    @DisplayName("L1: a negative context entry goes with domain-id 0")
    void negativeContext() {
        Rig rig = Rig.running(CM_ON).context(0, 0);
        assertThat(rig.dma(READ, 0x1000)).isEqualTo(blocked(FaultReason.CONTEXT_NOT_PRESENT));
        rig.context(0x30_0001, 0x101).submit(0x0018_0001_0031L, 0);
        assertThat(rig.dma(READ, 0x1000)).isEqualTo(blocked(FaultReason.CONTEXT_NOT_PRESENT));
        rig.submit(0x0018_0000_0031L, 0);
        assertThat(rig.dma(READ, 0x1000)).isEqualTo(to(0x777_7000));
    }

    @Test
    @DisplayName("L2: a changed mapping may be used until an invalidation of its old domain is complete")
    void presentEntries() {
        Rig rig = Rig.running(CM_OFF);
        rig.dma(READ, 0x1000);
        rig.store(0x11_0008, 0x888_8003);
        assertThat(rig.dma(READ, 0x1000)).isEqualTo(to(0x777_7000));
        rig.submit(0x0002_0022, 0);
        assertThat(rig.dma(READ, 0x1000)).as("another domain").isEqualTo(to(0x777_7000));
        rig.submit(0x0001_0022, 0);
        assertThat(rig.dma(READ, 0x1000)).isEqualTo(to(0x888_8000));
    }

    @Test
    void registersInvalidateWhileTheQueueIsOff() {
        Rig rig = new Rig(CM_OFF, 16).tables().root(0x10_0000).write(0x18, 4, 1L << 31);
        rig.dma(READ, 0x1000);
        rig.store(0x11_0008, 0x888_8003).write(0xF0, 8, 0x1000).write(0xF8, 8, 0xB000_0001_0000_0000L);
        assertThat(rig.dma(READ, 0x1000)).isEqualTo(to(0x888_8000));
        rig.context(0, 0).write(0x28, 8, 0xA000_0000_0000_0000L).write(0xF8, 8, 0x9000_0000_0000_0000L);
        assertThat(rig.dma(READ, 0x1000)).isEqualTo(blocked(FaultReason.CONTEXT_NOT_PRESENT));
    }

    @Test
    void aWaitStoresItsStatusInMemoryWhereWalksFindItToo() {
        Rig rig = new Rig(CM_ON, 16).tables().root(0x10_0000).queue();
        rig.submit(0x12, 0).submit(0x3_0000_0025L, 0x11_000C);
        rig.translate();
        assertThat(rig.dma(READ, 0x1000)).isEqualTo(to(0x3_0777_7000L));
        assertThat(rig.read(0x80, 8)).as("IQH").isEqualTo(0x20);
    }

    @ParameterizedTest
    @CsvSource({"0x0, CONTEXT_NOT_PRESENT", "0x11, CONTEXT_RESERVED", "0xD, CONTEXT_INVALID"})
    void fpdSilencesQualifiedFaultsAndBlocksTheSame(String low, FaultReason reason) {
        Rig rig = Rig.running(CM_ON).context(Long.decode(low) | 2, 0x101);
        assertThat(rig.dma(READ, 0x1000)).isEqualTo(silent(reason));
        assertThat(rig.dma(READ, 0x1000)).as("from the cache").isEqualTo(silent(reason));
        assertThat(rig.read(0x34, 4)).isZero();
    }

    @Test
    void fpdSilencesFaultsOfTheWalkAndOfCachedOnes() {
        Rig rig = Rig.running(CM_ON).context(0x30_0003, 0x101);
        assertThat(rig.dma(READ, 0x5000)).isEqualTo(silent(FaultReason.READ_DENIED));
        assertThat(rig.dma(READ, 0x5000)).isEqualTo(silent(FaultReason.READ_DENIED));
        assertThat(rig.read(0x34, 4)).isZero();
    }

    @Test
    @DisplayName("§7.2.1, §7.3: a fault is recorded with its page and source, and sends the event once")
    void faultRecord() {
        Rig rig = Rig.running(CM_ON).write(0x3C, 4, 0x41).write(0x40, 4, 0xFEE0_2000L).write(0x38, 4, 0);
        rig.dma(WRITE, 0x5678);
        rig.dma(WRITE, 0x6000);
        assertThat(rig.read(0x220, 8)).isEqualTo(0x5000);
        assertThat(rig.read(0x228, 8)).isEqualTo(0x8000_0005_0000_0018L);
        assertThat(rig.read(0x34, 4)).as("PFO, PPF").isEqualTo(3);
        assertThat(rig.messages).containsExactly("fee02000=41");
        rig.write(0x22C, 4, 1L << 31).write(0x34, 4, 1);
        assertThat(rig.read(0x34, 4)).isZero();
        rig.dma(WRITE, 0x7000);
        assertThat(rig.messages).hasSize(2);
    }

    @Test
    void aQueueErrorShowsItsReasonAndRecoversWhenItIsCleared() {
        Rig rig = Rig.running(CM_OFF);
        rig.dma(READ, 0x1000);
        rig.store(0x11_0008, 0x888_8003).submit(0x0F, 0).submit(0x12, 0);
        assertThat(rig.read(0x34, 4)).as("IQE").isEqualTo(0x10);
        assertThat(rig.read(0xB0, 8)).as("IQEI: invalid type").isEqualTo(3);
        assertThat(rig.read(0x80, 8)).as("IQH").isZero();
        assertThat(rig.dma(READ, 0x1000)).isEqualTo(to(0x777_7000));
        rig.store(0x40_0000, 0x05).write(0x34, 4, 0x10);
        assertThat(rig.read(0x80, 8)).isEqualTo(0x20);
        assertThat(rig.dma(READ, 0x1000)).isEqualTo(to(0x888_8000));
    }

    @Test
    void aCompletionInterruptIsSentAndAcknowledged() {
        Rig rig = Rig.running(CM_ON).write(0xA4, 4, 0x55).write(0xA8, 4, 0xFEE0_3000L).write(0xA0, 4, 0);
        rig.submit(0x15, 0).submit(0x15, 0);
        assertThat(rig.messages).containsExactly("fee03000=55");
        assertThat(rig.read(0x9C, 4)).isEqualTo(1);
        rig.write(0x9C, 4, 1);
        assertThat(rig.read(0x9C, 4)).isZero();
    }

    @Test
    void everyDeviceAnswersADeviceTlbInvalidationAtOnce() {
        Rig rig = Rig.running(DEVICE_TLB).submit(0x0018_0000_0003L, 0x1000).submit(0x04, 0).submit(0x15, 0);
        assertThat(rig.read(0x80, 8)).isEqualTo(0x30);
        assertThat(rig.read(0x9C, 4)).isEqualTo(1);
        assertThat(rig.read(0x34, 4)).isZero();
    }

    @ParameterizedTest
    @CsvSource({"0x100000, ROOT_ACCESS_ERROR", "0x101000, CONTEXT_ACCESS_ERROR", "0x300000, CONTEXT_INVALID",
        "0x200000, TABLE_ACCESS_ERROR", "0x110000, TABLE_ACCESS_ERROR"})
    void aPageThatCannotBeReadIsTheAccessErrorOfItsTable(String page, FaultReason reason) {
        assertThat(Rig.running(CM_ON).readable(Long.decode(page), Reads.NONE).dma(READ, 0x1000)).isEqualTo(blocked(reason));
    }

    @Test
    void rootAndContextEntriesAreReadWhole() {
        Rig rig = Rig.running(CM_ON).readable(0x10_0000, Reads.WHOLE_ENTRIES).readable(0x10_1000, Reads.WHOLE_ENTRIES);
        assertThat(rig.dma(READ, 0x1000)).isEqualTo(to(0x777_7000));
        assertThat(rig.readable(0x11_0000, Reads.WHOLE_ENTRIES).submit(0x12, 0).dma(READ, 0x1000))
                .isEqualTo(blocked(FaultReason.TABLE_ACCESS_ERROR));
    }

    @Test
    @DisplayName("§6.2.5: a cached upper level is used until IH=0 removes it")
    void pagingStructureCaching() {
        Rig rig = Rig.running(CM_OFF, 16, new Options(1, true, false));
        rig.dma(READ, 0x1000);
        rig.store(0x12_0010, 0x999_9003).store(0x11_0010, 0x888_8003).store(0x20_0000, 0x12_0003);
        assertThat(rig.dma(READ, 0x2000)).isEqualTo(to(0x888_8000));
        rig.submit(0x0001_0032, 0x2040);
        assertThat(rig.dma(READ, 0x2000)).as("IH=1").isEqualTo(to(0x888_8000));
        rig.submit(0x0001_0032, 0x2000);
        assertThat(rig.dma(READ, 0x2000)).as("IH=0").isEqualTo(to(0x999_9000));
    }

    @Test
    @DisplayName("Table 30: in legacy mode a translation request is granted, gets no right, or is refused")
    void translationRequests() {
        Rig rig = Rig.running(DEVICE_TLB).context(0x30_0005, 0x101);
        assertThat(rig.dma(RequestKind.TRANSLATION, 0x1234)).isEqualTo(granted(0x777_7000, 0x1000, Rights.RW));
        assertThat(rig.dma(RequestKind.TRANSLATION, 0x5000)).as("LGN.3").isEqualTo(granted(0, 0x1000, Rights.NONE));
        assertThat(rig.dma(RequestKind.TRANSLATION, 1L << 40)).as("LGN.1.1").isEqualTo(granted(0, 0x1000, Rights.NONE));
        assertThat(rig.dma(RequestKind.TRANSLATION, 0xFEE0_0000L)).as("S.1")
                .isEqualTo(new DmaOutcome.Granted(new Gpa(0), 0x1000, Rights.W, false, true));
        assertThat(rig.read(0x34, 4)).as("nothing is recorded").isZero();
        rig.store(0x11_0008, 0x777_7001).submit(0x12, 0);
        assertThat(rig.dma(RequestKind.TRANSLATION, 0x1000)).as("LGN.2").isEqualTo(granted(0x777_7000, 0x1000, Rights.R));
        rig.store(0x11_0008, 0xFEE0_0003L).submit(0x12, 0);
        assertThat(rig.dma(RequestKind.TRANSLATION, 0x1000)).as("LGN.4")
                .isEqualTo(refused(FaultReason.INTERRUPT_RANGE_OUTPUT, CompletionStatus.COMPLETER_ABORT));
        rig.store(0x11_0008, 0x4000_0000_0000_0003L).submit(0x12, 0);
        assertThat(rig.dma(RequestKind.TRANSLATION, 0x1000)).as("LSS.2")
                .isEqualTo(refused(FaultReason.TABLE_RESERVED, CompletionStatus.COMPLETER_ABORT));
    }

    @Test
    @DisplayName("§9.8, §4.2.3: the N bit of a completion is SNP of the leaf")
    void snoopedGrant() {
        Rig rig = Rig.running(DEVICE_TLB).context(0x30_0005, 0x101).store(0x11_0008, 0x777_7803);
        assertThat(rig.dma(RequestKind.TRANSLATION, 0x1000))
                .isEqualTo(new DmaOutcome.Granted(new Gpa(0x777_7000), 0x1000, Rights.RW, true, false));
    }

    @Test
    @DisplayName("§11.4.4.1: without SMTS nothing is invalidated when translation goes off")
    void cachesOutliveTranslation() {
        Rig rig = Rig.running(CM_OFF);
        rig.dma(READ, 0x1000);
        rig.store(0x11_0008, 0x888_8003).write(0x18, 4, 1L << 26).translate();
        assertThat(rig.dma(READ, 0x1000)).isEqualTo(to(0x777_7000));
    }

    @Test
    void aPageCanRefuseTheUnitsStoresButNotTheGuests() {
        Rig rig = new Rig(CM_ON, 16).tables().root(0x10_0000).queue().readable(0x50_0000, Reads.READ_ONLY);
        rig.store(0x50_0000, 5).submit(0x3_0000_0025L, 0x50_0000);
        assertThat(rig.word(0x50_0000)).isEqualTo(5);
        rig.readable(0x50_0000, Reads.ALL).submit(0x3_0000_0025L, 0x50_0000);
        assertThat(rig.word(0x50_0000)).isEqualTo(3);
        rig.store(0x50_0000, 0x9_0000_0003L).submit(0x4_0000_0025L, 0x50_0004);
        assertThat(rig.word(0x50_0000)).as("the upper four bytes").isEqualTo(0x4_0000_0003L);
    }
}
