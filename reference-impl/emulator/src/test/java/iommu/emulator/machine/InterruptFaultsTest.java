package iommu.emulator.machine;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Capabilities;
import iommu.arch.Entry128;
import iommu.arch.Fault;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.InterruptOutcome;
import iommu.arch.stimulus.Stimulus;
import iommu.arch.stimulus.Stimulus.Reads;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@DisplayName("Every fault of Table 15, by its code, on a whole machine")
class InterruptFaultsTest {

    /** Entry 5 of the table of 256 at 0x500000: vector 0x31 to processor 2, from 00:03.0 only. */
    private static final long ENTRY = 0x50_0050;
    private static final long LOW = 0x200_0031_0001L;
    private static final long HIGH = 1L << 18 | 0x18;
    /** Remappable format, handle 5, no subhandle. */
    private static final long MESSAGE = 0xFEE0_0010L | 5 << 5;

    /** @param message where the device writes @param data what */
    private record Case(FaultReason reason, Capabilities unit, Consumer<ScalableRig> setUp, long message, int data) {

        @Override
        public String toString() {
            return reason.condition() + " " + reason;
        }

        InterruptOutcome.Blocked run(ScalableRig rig) {
            return (InterruptOutcome.Blocked) rig.interrupt(message, data);
        }
    }

    static List<Case> cases() {
        Capabilities full = ScalableRig.FULL;
        return List.of(
                new Case(FaultReason.INTERRUPT_FORMAT_RESERVED, full, r -> { }, MESSAGE | 8, 0x1_0000),
                new Case(FaultReason.INTERRUPT_INDEX_BEYOND_TABLE, full, r -> { }, 0xFEE0_0010L | 0x100 << 5, 0),
                new Case(FaultReason.INTERRUPT_ENTRY_NOT_PRESENT, full, r -> r.store(ENTRY, LOW & ~1L), MESSAGE, 0),
                new Case(FaultReason.INTERRUPT_ENTRY_ACCESS_ERROR, full, r -> r.readable(0x50_0000, Reads.NONE), MESSAGE, 0),
                new Case(FaultReason.INTERRUPT_ENTRY_RESERVED, full, r -> r.or(ENTRY, 1L << 31), MESSAGE, 0),
                new Case(FaultReason.COMPATIBILITY_INTERRUPT_BLOCKED, full, r -> { }, 0xFEE0_0000L, 0x41),
                new Case(FaultReason.INTERRUPT_SOURCE_INVALID, full, r -> r.store(ENTRY + 8, HIGH ^ 1), MESSAGE, 0),
                new Case(FaultReason.POSTED_DESCRIPTOR_ACCESS_ERROR, full,
                        r -> r.store(ENTRY, 0x8001L | 0x52_0000L << 32).readable(0x52_0000, Reads.NONE), MESSAGE, 0),
                new Case(FaultReason.POSTED_DESCRIPTOR_RESERVED, full,
                        r -> r.store(ENTRY, 0x8001L | 0x52_0000L << 32).store(0x52_0038, 1), MESSAGE, 0),
                new Case(FaultReason.EXTENDED_INTERRUPT_MODE_REQUIRED, full.with(c -> c.extendedInterruptModeRequired = true),
                        r -> { }, MESSAGE, 0),
                new Case(FaultReason.INTERRUPT_REMAPPING_REQUIRED, full.with(c -> c.interruptRemappingRequired = true),
                        r -> r.write(0x18, 4, 1L << 31 | 1L << 26), MESSAGE, 0));
    }

    private static ScalableRig rig(Case c) {
        ScalableRig rig = ScalableRig.running(c.unit(), Options.DEFAULT).store(ENTRY, LOW).store(ENTRY + 8, HIGH);
        rig.write(0xB8, 8, 0x50_0000 | 7).write(0x18, 4, 1L << 31 | 1L << 26 | 1L << 24);
        rig.write(0x18, 4, 1L << 31 | 1L << 26 | 1L << 25);
        c.setUp().accept(rig);
        return rig;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    @DisplayName("§5.1.4.1, §7.2.1: it blocks the interrupt, is recorded, and sends the event")
    void isRecorded(Case c) {
        ScalableRig rig = rig(c);
        assertThat(c.run(rig).fault().reason()).isEqualTo(c.reason());
        assertThat(rig.record(0) >>> 32 & 0xFF).isEqualTo(c.reason().code());
        assertThat(rig.record(0) & 0xFFFF).as("SID").isEqualTo(0x18);
        assertThat(rig.messages).containsExactly("fee02000=41");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    @DisplayName("Table 15: FPD of the entry keeps a qualified fault out of the records, and blocks the same")
    void isSilenced(Case c) {
        ScalableRig rig = rig(c).or(ENTRY, 2);
        Fault fault = c.run(rig).fault();
        assertThat(fault.reason()).isEqualTo(c.reason());
        assertThat(rig.record(0) < 0).as("recorded").isEqualTo(!c.reason().qualified());
        assertThat(rig.messages).hasSize(c.reason().qualified() ? 0 : 1);
    }

    @Test
    @DisplayName("§11.4.7.6: the record of an interrupt holds its index in bits 63:48")
    void index() {
        ScalableRig rig = rig(cases().get(2));
        rig.interrupt(MESSAGE, 0);
        assertThat(rig.read(0x220, 8)).isEqualTo(5L << 48);
    }

    @Test
    @DisplayName("Table 15 is complete, with 29h for what is no interrupt message at all")
    void everyReasonIsReached() {
        Set<FaultReason> expected = EnumSet.allOf(FaultReason.class);
        expected.removeIf(reason -> reason.mode() != FaultReason.Mode.INTERRUPT);
        expected.remove(FaultReason.INTERRUPT_REQUEST_MALFORMED); // MachineTest.interruptMessages
        assertThat(cases().stream().map(Case::reason).collect(Collectors.toSet())).isEqualTo(expected);
    }

    @Test
    @DisplayName("§6.7: with ESIRTPS, SIRTP empties the interrupt-entry cache; without, it stays")
    void pointerInvalidates() {
        for (boolean esirtps : new boolean[] {true, false}) {
            Case good = new Case(FaultReason.INTERRUPT_ENTRY_NOT_PRESENT,
                    ScalableRig.FULL.with(c -> c.interruptPointerInvalidates = esirtps), r -> { }, MESSAGE, 0);
            ScalableRig rig = rig(good);
            rig.interrupt(MESSAGE, 0);
            rig.store(ENTRY, LOW + 0x1_0000).write(0x18, 4, 1L << 31 | 1L << 26 | 1L << 25 | 1L << 24);
            assertThat(((InterruptOutcome.Interrupt) rig.interrupt(MESSAGE, 0)).vector()).isEqualTo(esirtps ? 0x32 : 0x31);
        }
    }

    @Test
    @DisplayName("§5.1.4: a good entry delivers; a changed one may be served from the cache until it is invalidated")
    void deliversAndCaches() {
        ScalableRig rig = rig(new Case(FaultReason.INTERRUPT_ENTRY_NOT_PRESENT, ScalableRig.FULL, r -> { }, MESSAGE, 0));
        InterruptOutcome first = rig.interrupt(MESSAGE, 0);
        assertThat(first).isEqualTo(new InterruptOutcome.Interrupt(2, false, false, 0x31, 0, false));
        rig.machine.on(new Stimulus.Store128(new Gpa(ENTRY), new Entry128(LOW + 0x1_0000, HIGH)));
        assertThat(rig.interrupt(MESSAGE, 0)).isEqualTo(first);
        rig.submit(0x14 | 5L << 32, 0);
        assertThat(rig.interrupt(MESSAGE, 0)).isEqualTo(new InterruptOutcome.Interrupt(2, false, false, 0x32, 0, false));
    }
}
