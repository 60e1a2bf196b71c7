package iommu.emulator.machine;

import static iommu.arch.Access.READ;
import static iommu.arch.Access.WRITE;
import static iommu.arch.DmaOutcome.CompletionStatus.COMPLETER_ABORT;
import static iommu.arch.DmaOutcome.CompletionStatus.UNSUPPORTED_REQUEST;
import static iommu.arch.RequestKind.TRANSLATED;
import static iommu.arch.RequestKind.TRANSLATION;
import static iommu.emulator.machine.Rig.blocked;
import static iommu.emulator.machine.Rig.granted;
import static iommu.emulator.machine.Rig.refused;
import static iommu.emulator.machine.Rig.to;
import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Access;
import iommu.arch.DmaOutcome;
import iommu.arch.DmaRequest;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.InterruptOutcome;
import iommu.arch.Iova;
import iommu.arch.Pasid;
import iommu.arch.Rights;
import iommu.arch.stimulus.Stimulus.Reads;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("A whole machine in scalable mode")
class ScalableMachineTest {

    private static final DmaOutcome NO_RIGHT = granted(0, 0x1000, Rights.NONE);

    @Test
    @DisplayName("§3.4.3: the PASID picks the tables; RID_PASID stands in for requests without one")
    void everyTypeTranslates() {
        ScalableRig rig = ScalableRig.running();
        for (int i = 0; i < 2; i++) {
            assertThat(rig.dma(READ, 0x1234)).as("second stage").isEqualTo(to(0x777_7234));
            assertThat(rig.dma(5, WRITE, 0x1234)).as("first stage").isEqualTo(to(0x666_6234));
            assertThat(rig.dma(6, READ, 0x2234)).as("nested").isEqualTo(to(0x777_7234));
            assertThat(rig.dma(7, READ, 0x1234)).as("pass-through").isEqualTo(to(0x1234));
        }
    }

    @Test
    @DisplayName("§9.2: devices 16 to 31 have their context entries behind the upper half of the root entry")
    void upperHalf() {
        ScalableRig rig = ScalableRig.running().store(0x10_0000, 0);
        assertThat(rig.dma(READ, 0x1000)).isEqualTo(blocked(FaultReason.SCALABLE_ROOT_NOT_PRESENT));
    }

    @Test
    @DisplayName("§3.6.2: a write through a cached clean entry sets its dirty bit")
    void dirtyBitOnAHit() {
        ScalableRig rig = ScalableRig.running();
        rig.dma(5, READ, 0x1000);
        assertThat(rig.word(0x31_0008)).as("A").isEqualTo(0x666_6027);
        rig.dma(5, WRITE, 0x1000);
        assertThat(rig.word(0x31_0008)).as("A and D").isEqualTo(0x666_6067);
    }

    @Test
    @DisplayName("§9.4: RID_PRIV gives requests without PASID supervisor privilege")
    void ridPrivilege() {
        ScalableRig rig = ScalableRig.running().context(ScalableRig.DIRECTORY | 0x1D, 1L << 20 | 5)
                .store(0x31_0008, 0x666_6003);
        assertThat(rig.dma(READ, 0x1000)).isEqualTo(blocked(FaultReason.SUPERVISOR_REQUEST_DISABLED));
        rig.or(ScalableRig.TABLE + 64 * 5 + 16, 1).submit(0x37, 0).submit(0x12, 0);
        assertThat(rig.dma(READ, 0x1000)).isEqualTo(to(0x666_6000));
    }

    @Test
    @DisplayName("Table 30: a translation request is granted what the tables allow, or told why not")
    void translationRequests() {
        ScalableRig rig = ScalableRig.running();
        assertThat(rig.ask(TRANSLATION, Pasid.NONE, WRITE, 0x1000)).isEqualTo(granted(0x777_7000, 0x1000, Rights.RW));
        assertThat(rig.ask(TRANSLATION, new Pasid(5), READ, 0x1000)).isEqualTo(granted(0x666_6000, 0x1000, Rights.RW));
        assertThat(rig.ask(TRANSLATION, Pasid.NONE, WRITE, 0x5000)).as("SSS.2").isEqualTo(NO_RIGHT);
        assertThat(rig.ask(TRANSLATION, new Pasid(5), WRITE, 0x5000)).as("SFS.2").isEqualTo(NO_RIGHT);
        assertThat(rig.ask(TRANSLATION, new Pasid(9), WRITE, 0x1000)).as("SPT.2").isEqualTo(NO_RIGHT);
        assertThat(rig.ask(TRANSLATION, new Pasid(7), WRITE, 0x1234)).isEqualTo(granted(0, 1L << 30, Rights.RW));
        assertThat(rig.ask(TRANSLATION, new Pasid(7), WRITE, 0x70_4000_1234L)).isEqualTo(granted(0x70_4000_0000L, 1L << 30, Rights.RW));
        assertThat(rig.read(0x34, 4)).as("nothing is reported").isZero();
    }

    @Test
    @DisplayName("§4.2.3: a right that is missing is left out of the grant")
    void partialGrants() {
        ScalableRig rig = ScalableRig.running().store(0x11_0008, 0x777_7001);
        assertThat(rig.ask(TRANSLATION, Pasid.NONE, WRITE, 0x1000)).isEqualTo(granted(0x777_7000, 0x1000, Rights.R));
        rig = ScalableRig.running().store(0x11_0008, 0x777_7002);
        assertThat(rig.ask(TRANSLATION, Pasid.NONE, READ, 0x1000)).isEqualTo(granted(0x777_7000, 0x1000, Rights.W));
    }

    @Test
    @DisplayName("§4.2.3: with NWFS a request for no write gets no write, and leaves the dirty bit alone")
    void noWriteFlag() {
        ScalableRig rig = ScalableRig.running(ScalableRig.FULL.with(c -> c.noWriteFlag = true), Options.DEFAULT);
        assertThat(rig.ask(TRANSLATION, new Pasid(5), READ, 0x1000)).isEqualTo(granted(0x666_6000, 0x1000, Rights.R));
        assertThat(rig.word(0x31_0008)).as("A only").isEqualTo(0x666_6027);
        rig.ask(TRANSLATION, new Pasid(5), WRITE, 0x1000);
        assertThat(rig.word(0x31_0008)).as("A and D").isEqualTo(0x666_6067);
    }

    @Test
    @DisplayName("Table 30, S.1 and S.2: FEEx_xxxxh without PASID may be reached by untranslated writes only")
    void interruptRangeOfTranslationRequests() {
        ScalableRig rig = ScalableRig.running(ScalableRig.FULL.with(c -> c.noWriteFlag = true), Options.DEFAULT);
        assertThat(rig.ask(TRANSLATION, Pasid.NONE, WRITE, 0xFEE0_0000L))
                .isEqualTo(new DmaOutcome.Granted(new Gpa(0), 0x1000, Rights.W, false, true));
        assertThat(rig.ask(TRANSLATION, Pasid.NONE, READ, 0xFEE0_0000L)).isEqualTo(NO_RIGHT);
    }

    @Test
    @DisplayName("Table 30: errors of the tables abort a translation request, and are reported")
    void abortedTranslationRequests() {
        ScalableRig rig = ScalableRig.running().readable(0x20_0000, Reads.NONE);
        assertThat(rig.ask(TRANSLATION, Pasid.NONE, READ, 0x1000))
                .isEqualTo(refused(FaultReason.SECOND_STAGE_ACCESS_ERROR, COMPLETER_ABORT));
        assertThat(rig.record(0) >>> 60).as("F, T1, AT=01").isEqualTo(0xD);
        rig = ScalableRig.running().context(ScalableRig.DIRECTORY | 9, 0);
        assertThat(rig.ask(TRANSLATION, Pasid.NONE, READ, 0x1000))
                .isEqualTo(refused(FaultReason.DEVICE_TLB_DISABLED, UNSUPPORTED_REQUEST));
    }

    @Test
    @DisplayName("Table 30, SGN.8.2: a range that reaches into FEEx_xxxxh is not granted")
    void grantsEndBeforeTheInterruptRange() {
        ScalableRig rig = ScalableRig.running().store(0x20_0000, 0xFEE0_0083L);
        assertThat(rig.ask(TRANSLATION, Pasid.NONE, READ, 0x18_0000))
                .isEqualTo(refused(FaultReason.SCALABLE_INTERRUPT_RANGE_OUTPUT, COMPLETER_ABORT));
        assertThat(rig.ask(TRANSLATION, new Pasid(7), READ, 0xFEC0_0000L)).isEqualTo(granted(0xFEC0_0000L, 1 << 21, Rights.RW));
    }

    @Test
    @DisplayName("Table 30, SGN.4.2, S.1, S.2, SPT.5: what passes through is granted unchanged, or without a right")
    void passThroughGrants() {
        ScalableRig rig = ScalableRig.running().entry(0, 4 << 6 | 1 << 2 | 1, 1 | 1 << 24, 0);
        assertThat(rig.ask(TRANSLATION, Pasid.NONE, WRITE, 1L << 48)).isEqualTo(NO_RIGHT);
        assertThat(rig.ask(TRANSLATION, Pasid.NONE, WRITE, 0xFEE0_0000L))
                .isEqualTo(new DmaOutcome.Granted(new Gpa(0), 0x1000, Rights.W, false, true));
        assertThat(rig.ask(TRANSLATION, Pasid.NONE, READ, 0x1234)).as("N is PGSNP")
                .isEqualTo(new DmaOutcome.Granted(new Gpa(0), 1L << 30, Rights.RW, true, false));
        assertThat(rig.dma(new DmaRequest(ScalableRig.DEVICE, new Pasid(5), new Iova(0x1000), READ, TRANSLATION, false, true)))
                .as("SPT.5").isEqualTo(NO_RIGHT);
        assertThat(rig.read(0x34, 4)).isZero();
    }

    @Test
    @DisplayName("Table 30, SFS.10: a bit that can't be set leaves no right, and is reported too")
    void reportedThoughGranted() {
        ScalableRig rig = ScalableRig.running().readable(0x34_0000, Reads.READ_ONLY);
        assertThat(rig.ask(TRANSLATION, new Pasid(5), READ, 0x1000)).isEqualTo(NO_RIGHT);
        assertThat(rig.record(0) >>> 32 & 0xFF).isEqualTo(FaultReason.FIRST_STAGE_DIRTY_FAILED.code());
    }

    @Test
    @DisplayName("§4.2.3.1, Table 30 SFS.9: no right is granted through an entry whose dirty bit can't be set")
    void cleanEntryOfAWalkThatDoesNotSnoop() {
        ScalableRig rig = ScalableRig.running().store(ScalableRig.TABLE + 64 * 5 + 8, 2);
        rig.store(0x34_0000, 0x33_0027).store(0x33_0000, 0x32_0027).store(0x32_0000, 0x31_0027).store(0x31_0008, 0x666_6027);
        assertThat(rig.ask(TRANSLATION, new Pasid(5), WRITE, 0x1000)).isEqualTo(NO_RIGHT);
        rig.store(0x31_0008, 0x666_6067);
        assertThat(rig.ask(TRANSLATION, new Pasid(5), WRITE, 0x1000)).isEqualTo(granted(0x666_6000, 0x1000, Rights.RW));
    }

    @Test
    @DisplayName("§6.5.2.6, §6.5.2.7: devices hear of PASID-based invalidations and page group responses")
    void devicesHear() {
        ScalableRig rig = ScalableRig.running().submit(8 | 0x18L << 16 | 5L << 32, 0x1000).submit(9 | 1 << 4 | 0x18L << 16, 3 << 3)
                .submit(4, 0).submit(5 | 1 << 5 | 7L << 32, 0x52_0000);
        assertThat(rig.word(0x52_0000)).as("status").isEqualTo(7);
        assertThat(rig.read(0x34, 4)).isZero();
    }

    @Test
    @DisplayName("L1: with CM=1 a second-stage hole may be kept until it is invalidated, a first-stage hole never")
    void negativeEntries() {
        ScalableRig rig = ScalableRig.running();
        assertThat(rig.dma(READ, 0x5000)).isEqualTo(blocked(FaultReason.SECOND_STAGE_NOT_PRESENT));
        assertThat(rig.dma(5, READ, 0x5000)).isEqualTo(blocked(FaultReason.FIRST_STAGE_NOT_PRESENT));
        rig.store(0x11_0028, 0x888_8003).store(0x31_0028, 0x999_9007);
        assertThat(rig.dma(READ, 0x5000)).isEqualTo(blocked(FaultReason.SECOND_STAGE_NOT_PRESENT));
        assertThat(rig.dma(5, READ, 0x5000)).isEqualTo(to(0x999_9000));
        rig.submit(0x22 | 1L << 16, 0);
        assertThat(rig.dma(READ, 0x5000)).isEqualTo(to(0x888_8000));
    }

    @Test
    @DisplayName("A cached denial of one access does not deny another; a hit in FEEx_xxxxh is none")
    void hitsAreJudgedByTheirAccess() {
        ScalableRig rig = ScalableRig.running().store(0x11_0008, 0x777_7001);
        for (int i = 0; i < 2; i++) {
            assertThat(rig.dma(WRITE, 0x1000)).isEqualTo(blocked(FaultReason.SCALABLE_WRITE_DENIED));
            assertThat(rig.dma(READ, 0x1000)).isEqualTo(to(0x777_7000));
        }
        rig.store(0x20_0000, 0xFEE0_0083L).submit(0x12, 0).dma(READ, 0x10_0000);
        assertThat(rig.dma(READ, 0x1000)).isEqualTo(blocked(FaultReason.SCALABLE_INTERRUPT_RANGE_OUTPUT));
    }

    @Test
    @DisplayName("§4.2.5: a translated request goes on unchanged")
    void translatedRequests() {
        ScalableRig rig = ScalableRig.running().context(ScalableRig.DIRECTORY | 0x5D, 0);
        assertThat(rig.ask(TRANSLATED, Pasid.NONE, WRITE, 0x777_7008)).isEqualTo(to(0x777_7008));
        assertThat(rig.ask(TRANSLATED, new Pasid(5), WRITE, 0x777_7008)).as("EPTR").isEqualTo(to(0x777_7008));
    }

    @Test
    @DisplayName("§11.4.4.1: with SMTS, turning translation off empties every cache")
    void translationOffInvalidates() {
        ScalableRig rig = ScalableRig.running();
        rig.dma(READ, 0x1000);
        rig.store(0x11_0008, 0x888_8003);
        assertThat(rig.dma(READ, 0x1000)).isEqualTo(to(0x777_7000));
        rig.write(0x18, 4, 1L << 26).translate();
        assertThat(rig.dma(READ, 0x1000)).isEqualTo(to(0x888_8000));
    }

    @Test
    @DisplayName("§11.3: a reset that is not power-good leaves the sticky bits, and nothing else")
    void reset() {
        ScalableRig rig = ScalableRig.running().context(ScalableRig.DIRECTORY | 0x1D, 0).write(0xD0, 8, 0x51_0000)
                .write(0x68, 4, 0x20_0000).write(0x64, 4, 1L << 31).write(0x18, 4, 1L << 31 | 1L << 26 | 1L << 25).submit(0x15, 0).submit(0x0F, 0);
        rig.dma(READ, 0x5000);
        rig.page(new Pasid(5), 0x5000, true);
        rig.machine.unit().reset();
        ScalableRig fresh = new ScalableRig(ScalableRig.FULL, 16, Options.DEFAULT);
        Map<Integer, Long> sticky = Map.of(0x34, 0x12L, 0x9C, 1L, 0xB0, 3L, 0xDC, 1L, 0x220, 0x5000L, 0x228, 0x18L,
                0x22C, 0xC000_0079L);
        for (int offset = 0; offset < 0x240; offset += 4) {
            assertThat(rig.read(offset, 4)).as("register 0x%x", offset)
                    .isEqualTo(sticky.getOrDefault(offset, fresh.read(offset, 4)));
        }
        assertThat(rig.dma(READ, 0x1000)).as("translation is off").isEqualTo(to(0x1000));
        assertThat(rig.dma(READ, 0x20_0000)).as("nothing is protected").isEqualTo(to(0x20_0000));
        assertThat(rig.interrupt(0xFEE0_0010L, 0)).isEqualTo(new InterruptOutcome.Unchanged());
        rig.write(0x34, 4, 0x12).write(0x22C, 4, 1L << 31).store(0x11_0008, 0x888_8003).root(0x10_0400).queue().translate();
        assertThat(rig.dma(READ, 0x1000)).as("nothing was cached").isEqualTo(to(0x888_8000));
    }

    @Test
    @DisplayName("§6.2.2, §6.2.3: context and PASID entries are used from their caches until these are invalidated")
    void cachedEntries() {
        ScalableRig rig = ScalableRig.running();
        rig.dma(READ, 0x1000);
        rig.dma(5, READ, 0x1000);
        rig.context(0, 0).store(ScalableRig.TABLE + 64 * 5, 0);
        assertThat(rig.dma(READ, 0x20_0000)).as("another page").isEqualTo(to(0x20_0000));
        assertThat(rig.dma(5, READ, 0x2000)).isEqualTo(to(0x1000));
        rig.submit(0x37, 0);
        assertThat(rig.dma(5, READ, 0x2008)).as("the IOTLB still knows").isEqualTo(to(0x1008));
        rig.submit(0x12, 0);
        assertThat(rig.dma(5, READ, 0x2000)).isEqualTo(blocked(FaultReason.PASID_ENTRY_NOT_PRESENT));
        rig.submit(0x11, 0);
        assertThat(rig.dma(READ, 0x20_0000)).isEqualTo(blocked(FaultReason.SCALABLE_CONTEXT_NOT_PRESENT));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @DisplayName("§6.6, §11.4.4.1: ESRTPS, and TE off with SMTS, empty context cache, PASID cache and IOTLB alike")
    void everyCacheIsEmptied(boolean byRootPointer) {
        ScalableRig rig = ScalableRig.running(ScalableRig.FULL.with(c -> c.rootPointerInvalidates = byRootPointer), Options.DEFAULT);
        for (long[] change : new long[][] {{0x11_0008, 0}, {ScalableRig.TABLE, 0}, {ScalableRig.CONTEXT, 0}}) {
            assertThat(rig.dma(READ, 0x1000)).isEqualTo(to(0x777_7000));
            rig.store(change[0], change[1]);
            assertThat(rig.dma(READ, 0x1000)).as("cached").isEqualTo(to(0x777_7000));
            rig = byRootPointer ? rig.write(0x18, 4, 1L << 31 | 1L << 30 | 1L << 26) : rig.write(0x18, 4, 1L << 26).translate();
            assertThat(rig.dma(READ, 0x1000)).isInstanceOf(DmaOutcome.Blocked.class);
            rig.tables().submit(0x11, 0).submit(0x37, 0).submit(0x12, 0);
        }
    }

    @Test
    @DisplayName("§6.1, §6.2.4: a denial is kept for its page only")
    void denialsOfOnePage() {
        ScalableRig rig = ScalableRig.running().store(0x20_0000, 0x11_0001).store(0x11_0010, 0x778_8003);
        assertThat(rig.dma(WRITE, 0x1000)).isEqualTo(blocked(FaultReason.SCALABLE_WRITE_DENIED));
        rig.store(0x20_0000, 0x11_0003);
        assertThat(rig.dma(WRITE, 0x2000)).isEqualTo(to(0x778_8000));
    }

    @Test
    @DisplayName("§3.14: with ZLR a zero-length read is content with write alone, on a hit too; an atomic needs both")
    void zeroLengthReads() {
        for (boolean zlr : new boolean[] {true, false}) {
            ScalableRig rig = ScalableRig.running(ScalableRig.FULL.with(c -> c.zeroLengthRead = zlr), Options.DEFAULT);
            rig.store(0x11_0008, 0x777_7002);
            assertThat(rig.dma(WRITE, 0x1000)).isEqualTo(to(0x777_7000));
            assertThat(rig.dma(Access.ZERO_LENGTH_READ, 0x1000))
                    .isEqualTo(zlr ? to(0x777_7000) : blocked(FaultReason.SCALABLE_READ_DENIED));
            assertThat(rig.dma(Access.ATOMIC, 0x1000)).isEqualTo(blocked(FaultReason.SCALABLE_READ_DENIED));
        }
    }

    @Test
    @DisplayName("§7.2.1: recording starts over at register 0 when neither DMA nor interrupts are remapped any more")
    void recordingStartsOver() {
        ScalableRig rig = ScalableRig.running(ScalableRig.FULL.with(c -> c.faultRecords = 3), Options.DEFAULT);
        rig.write(0xB8, 8, 0x50_0000 | 7).write(0x18, 4, 1L << 31 | 1L << 26 | 1L << 24);
        long both = 1L << 31 | 1L << 26 | 1L << 25;
        rig.write(0x18, 4, both).dma(READ, 0x5000);
        rig.write(0x22C, 4, 1L << 31).write(0x18, 4, both & ~(1L << 31)).write(0x18, 4, both).dma(READ, 0x5000);
        assertThat(rig.record(1)).as("interrupts were remapped all along").isNegative();
        rig.write(0x23C, 4, 1L << 31).write(0x18, 4, 1L << 31 | 1L << 26).write(0x18, 4, 1L << 26).translate().dma(READ, 0x5000);
        assertThat(rig.record(0)).isNegative();
    }

    @Test
    @DisplayName("§6.6: with ESRTPS, SRTP empties every cache")
    void rootPointerInvalidates() {
        ScalableRig rig = ScalableRig.running(ScalableRig.FULL.with(c -> c.rootPointerInvalidates = true), Options.DEFAULT);
        rig.dma(READ, 0x1000);
        rig.store(0x11_0008, 0x888_8003).write(0x18, 4, 1L << 31 | 1L << 30 | 1L << 26);
        assertThat(rig.dma(READ, 0x1000)).isEqualTo(to(0x888_8000));
    }

    @Test
    @DisplayName("§9.8: with SSIRWE the rights of a second-stage entry are in IR and IW")
    void separateRights() {
        ScalableRig rig = ScalableRig.running(ScalableRig.FULL.with(c -> c.separateRights = true), Options.DEFAULT)
                .root(0x10_0480).translate();
        assertThat(rig.dma(READ, 0x1000)).isEqualTo(blocked(FaultReason.SECOND_STAGE_NOT_PRESENT));
        long readable = 1L << 61;
        rig.or(0x30_0000, readable).or(0x20_0000, readable).store(0x11_0008, readable | 0x777_7000).submit(0x12, 0);
        assertThat(rig.dma(READ, 0x1000)).isEqualTo(to(0x777_7000));
        assertThat(rig.dma(WRITE, 0x1000)).isEqualTo(blocked(FaultReason.SCALABLE_WRITE_DENIED));
    }

    @Test
    @DisplayName("§7.1.3 SPT.6: supervisor requests need SRE, whatever the type")
    void supervisorRequests() {
        ScalableRig rig = ScalableRig.running();
        assertThat(rig.supervisor(7, READ, 0x1000)).isEqualTo(blocked(FaultReason.SUPERVISOR_REQUEST_DISABLED));
        assertThat(rig.supervisor(6, READ, 0x2000)).isEqualTo(blocked(FaultReason.SUPERVISOR_REQUEST_DISABLED));
    }

    @Test
    @DisplayName("§11.4.8: protected memory is out of reach for what no table translates, and nothing is recorded")
    void protectedMemory() {
        ScalableRig rig = ScalableRig.running().write(0x68, 4, 0x20_0000).write(0x6C, 4, 0x20_0000)
                .write(0x70, 8, 1L << 40).write(0x64, 4, 1L << 31);
        assertThat(rig.dma(7, READ, 0x20_1000)).isEqualTo(Rig.silent(FaultReason.REQUEST_TYPE_BLOCKED));
        assertThat(rig.dma(7, READ, 0x1F_F000)).isEqualTo(to(0x1F_F000));
        assertThat(rig.dma(READ, 0x20_1000)).as("through tables").isEqualTo(to(0x20_1000));
        assertThat(rig.read(0x34, 4)).isZero();
    }

    @Test
    @DisplayName("§7.1.3 SPT.5: an execute request meets its fault even where a plain one is answered from the cache")
    void executeRequests() {
        ScalableRig rig = ScalableRig.running();
        for (int pasid : new int[] {5, 6}) {
            assertThat(rig.dma(pasid, READ, 0x1000 * (pasid - 4L))).isInstanceOf(DmaOutcome.Translated.class);
            assertThat(rig.execute(pasid, 0x1000 * (pasid - 4L))).isEqualTo(blocked(FaultReason.PASID_EXECUTE_REQUESTED));
        }
    }
}
