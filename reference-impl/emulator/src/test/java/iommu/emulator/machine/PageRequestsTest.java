package iommu.emulator.machine;

import static iommu.arch.Access.READ;
import static iommu.emulator.machine.Rig.blocked;
import static iommu.emulator.machine.Rig.to;
import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.FaultReason;
import iommu.arch.Pasid;
import iommu.arch.stimulus.Stimulus;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("§7.4.1: Page requests on a whole machine")
class PageRequestsTest {

    private static final OptionalInt UNANSWERED = OptionalInt.empty();
    private static final OptionalInt INVALID = OptionalInt.of(1);
    private static final Pasid FIRST_STAGE = new Pasid(5);

    /** Page requests enabled, a ring of 128 entries at 0x510000. */
    private static ScalableRig rig() {
        return ScalableRig.running().context(ScalableRig.DIRECTORY | 0x1D, 0).write(0xD0, 8, 0x51_0000)
                .write(0xE4, 4, 0x61).write(0xE8, 4, 0xFEE0_4000L).write(0xE0, 4, 0);
    }

    @Test
    @DisplayName("It is written into the queue, and software is told")
    void isQueued() {
        ScalableRig rig = rig();
        assertThat(rig.page(FIRST_STAGE, 0x5000, true)).isEqualTo(UNANSWERED);
        assertThat(rig.word(0x51_0000)).as("PASID, RID, PP, type").isEqualTo(5L << 32 | 0x18 << 16 | 1 << 8 | 1);
        assertThat(rig.word(0x51_0008)).as("address, PRGI, LPIG, RDR").isEqualTo(0x5000 | 3 << 3 | 1 << 2 | 1);
        assertThat(rig.read(0xC8, 8)).as("PQT").isEqualTo(0x20);
        assertThat(rig.read(0xDC, 4)).as("PPR").isEqualTo(1);
        assertThat(rig.messages).containsExactly("fee04000=61");
        rig.page(Pasid.NONE, 0x6000, false);
        assertThat(rig.messages).as("no second event while PPR is set").hasSize(1);
        rig.write(0xDC, 4, 1);
        assertThat(rig.read(0xDC, 4)).isZero();
    }

    @Test
    @DisplayName("§6.5.3.1: an accepted request invalidates what is cached of its page, and of no other")
    void invalidatesItsPage() {
        ScalableRig rig = rig();
        rig.dma(READ, 0x1000);
        rig.dma(READ, 0x20_1000);
        rig.store(0x11_0008, 0x888_8003).store(0x20_0008, 0x40_0083);
        assertThat(rig.dma(READ, 0x1000)).isEqualTo(to(0x777_7000));
        rig.page(Pasid.NONE, 0x1000, true);
        assertThat(rig.dma(READ, 0x1000)).isEqualTo(to(0x888_8000));
        assertThat(rig.dma(READ, 0x20_1000)).as("another page").isEqualTo(to(0x20_1000));
    }

    @Test
    @DisplayName("Table 27: of a nested PASID it invalidates the whole domain, as the page's second-stage address is not known")
    void invalidatesItsDomain() {
        ScalableRig rig = rig();
        assertThat(rig.dma(6, READ, 0x2000)).isEqualTo(to(0x777_7000));
        rig.store(0x31_0010, 0x20_0007).page(new Pasid(6), 0x9000, true);
        assertThat(rig.dma(6, READ, 0x2000)).isEqualTo(to(0x20_0000));
    }

    @Test
    @DisplayName("Table 31: a full queue answers the last request of a group with success")
    void overflow() {
        ScalableRig rig = rig().write(0xC0, 8, 0x20);
        assertThat(rig.page(FIRST_STAGE, 0x5000, false)).isEqualTo(UNANSWERED);
        assertThat(rig.read(0xDC, 4)).as("PRO").isEqualTo(2);
        assertThat(rig.page(FIRST_STAGE, 0x5000, true)).isEqualTo(OptionalInt.of(0));
        assertThat(rig.read(0xC8, 8)).as("PQT").isZero();
    }

    static List<Arguments> faults() {
        return List.of(
                fault(FaultReason.PAGE_REQUEST_DISABLED, FIRST_STAGE, r -> r.context(ScalableRig.DIRECTORY | 0xD, 0)), // SCT.8
                fault(FaultReason.PAGE_REQUEST_IN_LEGACY_MODE, Pasid.NONE, r -> r.root(0x10_0000).translate()), // RTA.3
                fault(FaultReason.ABORT_MODE, Pasid.NONE, r -> r.root(0x10_0C00).translate()), // RTA.4
                fault(FaultReason.TRANSLATION_MODE_INVALID, Pasid.NONE, r -> r.root(0x10_0800).translate()), // RTA.1.2
                fault(FaultReason.SCALABLE_ROOT_NOT_PRESENT, Pasid.NONE, r -> r.store(0x10_0000, 0)),
                fault(FaultReason.SCALABLE_CONTEXT_NOT_PRESENT, Pasid.NONE, r -> r.context(0, 0)),
                fault(FaultReason.PASID_DISABLED, FIRST_STAGE, r -> r.context(ScalableRig.DIRECTORY | 0x15, 0)),
                fault(FaultReason.PASID_EQUALS_RID_PASID, new Pasid(0), r -> { }),
                fault(FaultReason.PASID_DIRECTORY_NOT_PRESENT, FIRST_STAGE, r -> r.store(ScalableRig.DIRECTORY, 0)),
                fault(FaultReason.PASID_ENTRY_NOT_PRESENT, new Pasid(9), r -> { }));
    }

    private static Arguments fault(FaultReason reason, Pasid pasid, Consumer<ScalableRig> setUp) {
        return Arguments.of(reason, pasid, setUp);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("faults")
    @DisplayName("Table 30: a request that the tables refuse is recorded; the last of a group is answered IR, others are dropped")
    void isRefused(FaultReason reason, Pasid pasid, Consumer<ScalableRig> setUp) {
        for (boolean last : new boolean[] {true, false}) {
            ScalableRig rig = rig();
            setUp.accept(rig);
            assertThat(rig.page(pasid, 0x5000, last)).isEqualTo(last ? INVALID : UNANSWERED);
            assertThat(rig.record(0) >>> 32 & 0xFF).isEqualTo(reason.code());
            assertThat(rig.record(0) >>> 62).as("F=1, T1=0").isEqualTo(2);
            assertThat(rig.record(0) >>> 28 & 1).as("T2").isEqualTo(1);
            assertThat(rig.read(0xC8, 8)).as("PQT").isZero();
        }
    }

    @Test
    @DisplayName("FPD keeps a qualified refusal out of the records, and answers the same")
    void isSilenced() {
        ScalableRig rig = rig().context(ScalableRig.DIRECTORY | 0xF, 0);
        assertThat(rig.page(FIRST_STAGE, 0x5000, true)).isEqualTo(INVALID);
        assertThat(rig.record(0)).isZero();
    }

    @Test
    @DisplayName("While translation is off a page request goes nowhere")
    void translationOff() {
        ScalableRig rig = rig().write(0x18, 4, 1L << 26);
        assertThat(rig.page(FIRST_STAGE, 0x5000, true)).isEqualTo(UNANSWERED);
        assertThat(rig.read(0xC8, 8)).isZero();
    }

    @Test
    @DisplayName("§6.5.2.12, §6.5.2.11: a wait waits for the devices; one that does not answer stops the queue")
    void deviceTlbInvalidations() {
        ScalableRig rig = ScalableRig.running(ScalableRig.FULL, new Options(1, false, false, false));
        rig.submit(3L | 0x18L << 32, 0x1000).submit(5 | 1 << 5 | 7L << 32, 0x52_0000);
        assertThat(rig.word(0x52_0000)).as("status").isZero();
        rig.machine.on(new Stimulus.DeviceTlbDone(ScalableRig.DEVICE));
        assertThat(rig.word(0x52_0000)).as("status").isEqualTo(7);
        rig.submit(8L | 0x18L << 16 | 5L << 32, 0x1000).submit(5 | 1 << 5 | 6L << 32, 0x52_0000);
        assertThat(rig.word(0x52_0000)).as("PASID-based, unanswered").isEqualTo(7);
        rig.machine.on(new Stimulus.DeviceTlbDone(ScalableRig.DEVICE));
        assertThat(rig.word(0x52_0000)).isEqualTo(6);
        rig.submit(3L | 0x18L << 32, 0x1000).submit(5 | 1 << 5 | 8L << 32, 0x52_0000);
        rig.machine.on(new Stimulus.DeviceTlbTimeout(ScalableRig.DEVICE));
        assertThat(rig.read(0x34, 4) & 0x40).as("ITE").isEqualTo(0x40);
        assertThat(rig.word(0x52_0000)).as("status").isEqualTo(6);
        rig.machine.on(new Stimulus.DeviceTlbDone(ScalableRig.DEVICE));
        assertThat(rig.read(0x34, 4) & 0x20).as("ICE").isEqualTo(0x20);
        assertThat(rig.read(0xB0, 8) >>> 32).as("ICESID, ITESID").isEqualTo(0x18_0018);
        assertThat(rig.dma(READ, 0x5000)).isEqualTo(blocked(FaultReason.SECOND_STAGE_NOT_PRESENT));
    }
}
