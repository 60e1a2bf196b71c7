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

import iommu.arch.DmaOutcome;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Pasid;
import iommu.arch.Rights;
import iommu.arch.stimulus.Stimulus.Reads;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

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
    @DisplayName("§6.6: with ESRTPS, SRTP empties every cache")
    void rootPointerInvalidates() {
        ScalableRig rig = ScalableRig.running(ScalableRig.FULL.with(c -> c.rootPointerInvalidates = true), Options.DEFAULT);
        rig.dma(READ, 0x1000);
        rig.store(0x11_0008, 0x888_8003).write(0x18, 4, 1L << 31 | 1L << 30 | 1L << 26);
        assertThat(rig.dma(READ, 0x1000)).isEqualTo(to(0x888_8000));
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
}
