package iommu.emulator.machine;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Access;
import iommu.arch.Capabilities;
import iommu.arch.DmaOutcome;
import iommu.arch.DmaRequest;
import iommu.arch.Entry128;
import iommu.arch.FaultReason;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Pasid;
import iommu.arch.RequestKind;
import iommu.arch.SourceId;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What each adversary shows to whom a plain unit, by chance, shows nothing. */
class AdversarialMachineTest {

    private static final SourceId DEVICE = SourceId.parse("00:03.0");
    private static final Capabilities CM_OFF = Capabilities.DEFAULT.with(c -> c.cachingMode = false);
    private static final Capabilities UNSNOOPED = CM_OFF.with(c -> c.coherent = false);
    private static final int LEAF = 0x11_0008;
    private static final long PAGE = 0x1000;

    /** The tables of {@link Rig}: domain 1, 0x1000 to 0x777_7000, three levels; each line flushed. */
    private static Machine running(Machine machine) {
        store(machine, LEAF, 0x777_7003);
        store(machine, 0x20_0000, 0x11_0003);
        store(machine, 0x30_0000, 0x20_0003);
        machine.on(new Stimulus.Store128(new Gpa(0x10_1180), new Entry128(0x30_0001, 0x101)));
        machine.on(new Stimulus.Store128(new Gpa(0x10_0000), new Entry128(0x10_1001, 0)));
        for (long line : new long[] {LEAF, 0x20_0000, 0x30_0000, 0x10_1180, 0x10_0000}) {
            machine.on(new Stimulus.Flush(new Gpa(line)));
        }
        write(machine, 0x20, 8, 0x10_0000);
        write(machine, 0x18, 4, 1L << 30);
        write(machine, 0x18, 4, 1L << 31);
        return machine;
    }

    private static void store(Machine machine, long at, long word) {
        machine.on(new Stimulus.Store64(new Gpa(at), word));
    }

    private static void write(Machine machine, int offset, int size, long value) {
        machine.on(new Stimulus.RegisterWrite(offset, size, value));
    }

    private static DmaOutcome dma(Machine machine, Access access, long address) {
        return ((Answer.Dma) machine.on(new Stimulus.Dma(new DmaRequest(DEVICE, Pasid.NONE, new Iova(address), access,
                RequestKind.UNTRANSLATED)))).outcome();
    }

    private static DmaOutcome read(Machine machine, long address) {
        return dma(machine, Access.READ, address);
    }

    /** By IOTLB_REG and IVA_REG, which stand behind the capability registers. */
    private static void invalidatePage(Machine machine, long address, int mask) {
        long ecap = ((Answer.Value) machine.on(new Stimulus.RegisterRead(0x10, 8))).value();
        int iva = (int) (ecap >>> 8 & 0x3FF) * 16;
        write(machine, iva, 8, address | mask);
        write(machine, iva + 8, 8, 1L << 63 | 3L << 60 | 1L << 32);
    }

    @Test
    void lazyUnitAnswersWithTheOldestUntilItIsInvalidated() {
        Machine machine = running(AdversarialMachine.lazy(CM_OFF));
        assertThat(read(machine, PAGE)).isEqualTo(Rig.to(0x777_7000));
        for (int i = 2; i < 400; i++) {
            store(machine, 0x11_0000 + 8 * i, 0x100_0003 + i * 0x1000L);
            read(machine, i * PAGE);
        }
        store(machine, LEAF, 0x888_8003);
        assertThat(read(machine, PAGE)).as("nothing was thrown out").isEqualTo(Rig.to(0x777_7000));
        invalidatePage(machine, PAGE, 0);
        assertThat(read(machine, PAGE)).isEqualTo(Rig.to(0x888_8000));
    }

    @Test
    void lazyUnitKeepsOfALargePageWhatASmallerCommandDoesNotName() {
        Machine machine = running(AdversarialMachine.lazy(CM_OFF));
        store(machine, 0x20_0008, 0x4000_0083);
        assertThat(read(machine, 0x20_5000)).isEqualTo(Rig.to(0x4000_5000));
        store(machine, 0x20_0008, 0x6000_0083);
        invalidatePage(machine, 0x20_5000, 0);
        assertThat(read(machine, 0x20_5000)).isEqualTo(Rig.to(0x6000_5000));
        assertThat(read(machine, 0x20_6000)).as("beside it").isEqualTo(Rig.to(0x4000_6000));
        invalidatePage(machine, 0x20_0000, 9);
        assertThat(read(machine, 0x20_6000)).isEqualTo(Rig.to(0x6000_6000));
    }

    @Test
    void lazyUnitKeepsFaultsUnderCachingModeAlone() {
        for (Capabilities unit : List.of(Capabilities.DEFAULT, CM_OFF)) {
            Machine machine = running(AdversarialMachine.lazy(unit));
            assertThat(read(machine, 2 * PAGE)).isEqualTo(Rig.blocked(FaultReason.READ_DENIED));
            store(machine, 0x11_0010, 0x999_9003);
            assertThat(read(machine, 2 * PAGE)).isEqualTo(
                    unit.cachingMode() ? Rig.blocked(FaultReason.READ_DENIED) : Rig.to(0x999_9000));
        }
    }

    @Test
    void lazyUnitDeniesByAHitWhatWasGrantedSince() {
        Machine machine = running(AdversarialMachine.lazy(CM_OFF));
        store(machine, LEAF, 0x777_7001);
        read(machine, PAGE);
        store(machine, LEAF, 0x777_7003);
        assertThat(dma(machine, Access.WRITE, PAGE)).isEqualTo(Rig.blocked(FaultReason.WRITE_DENIED));
    }

    @Test
    void lazyUnitKeepsTheUpperEntriesOfAWalkThatFailed() {
        Machine machine = running(AdversarialMachine.lazy(CM_OFF));
        read(machine, 2 * PAGE);
        store(machine, 0x12_0010, 0x999_9003);
        store(machine, 0x20_0000, 0x12_0003);
        assertThat(read(machine, 2 * PAGE)).as("by the old page table").isEqualTo(Rig.blocked(FaultReason.READ_DENIED));
        invalidatePage(machine, 2 * PAGE, 0);
        assertThat(read(machine, 2 * PAGE)).isEqualTo(Rig.to(0x999_9000));
    }

    @Test
    void pagingStructureEntryOfAWiderContextTellsNothingOfAnAddressBeyondANarrowOnesWidth() {
        Machine machine = running(AdversarialMachine.lazy(CM_OFF));
        store(machine, 0x31_0008, 0x30_0003);
        machine.on(new Stimulus.Store128(new Gpa(0x10_1200), new Entry128(0x31_0001, 0x102)));
        DmaRequest wide = new DmaRequest(SourceId.parse("00:04.0"), Pasid.NONE, new Iova(1L << 39 | PAGE), Access.READ,
                RequestKind.UNTRANSLATED);
        assertThat(machine.on(new Stimulus.Dma(wide))).isEqualTo(new Answer.Dma(Rig.to(0x777_7000)));
        assertThat(read(machine, 1L << 39 | PAGE)).isEqualTo(Rig.blocked(FaultReason.ADDRESS_BEYOND_WIDTH));
    }

    @Test
    void eagerUnitHoldsTheOldTranslationOfAPageThatNobodyUsed() {
        for (boolean eager : new boolean[] {true, false}) {
            Machine machine = running(eager ? AdversarialMachine.eager(CM_OFF) : AdversarialMachine.lazy(CM_OFF));
            store(machine, 0x11_0010, 0x999_9003);
            read(machine, PAGE);
            store(machine, 0x11_0010, 0xAAA_A003);
            assertThat(read(machine, 2 * PAGE)).isEqualTo(Rig.to(eager ? 0x999_9000 : 0xAAA_A000));
        }
    }

    @Test
    void eagerUnitFillsNothingWhileTranslationIsOff() {
        Machine machine = running(AdversarialMachine.eager(CM_OFF));
        read(machine, 3 * PAGE);
        write(machine, 0x18, 4, 0);
        store(machine, 0x11_0010, 0x999_9003);
        store(machine, 0x11_0010, 0xAAA_A003);
        write(machine, 0x18, 4, 1L << 31);
        assertThat(read(machine, 2 * PAGE)).isEqualTo(Rig.to(0xAAA_A000));
    }

    @Test
    void seededUnitIsTheSameForTheSameSeedAndShowsOldAndNewForDifferentOnes() {
        List<List<DmaOutcome>> runs = new ArrayList<>();
        for (long seed : new long[] {1, 1, 2, 3}) {
            Machine machine = running(AdversarialMachine.seeded(CM_OFF, seed));
            List<DmaOutcome> run = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                store(machine, LEAF, 0x1000_0003L + i * 0x1000);
                run.add(read(machine, PAGE));
            }
            runs.add(run);
        }
        assertThat(runs.get(0)).isEqualTo(runs.get(1)).isNotEqualTo(runs.get(2));
        assertThat(runs.get(2)).isNotEqualTo(runs.get(3));
        assertThat(runs.get(2).stream().distinct().count()).as("often an old one, and often a new one").isBetween(5L, 35L);
    }

    @Test
    void unitThatNeedNotSnoopSeesALineAsItWasFlushedLast() {
        Machine machine = running(AdversarialMachine.lagging(UNSNOOPED, 0, AdversarialMachine.Setting.DEFAULT));
        store(machine, LEAF, 0x888_8003);
        assertThat(read(machine, PAGE)).isEqualTo(Rig.to(0x777_7000));
        machine.on(new Stimulus.Flush(new Gpa(LEAF + 0x30)));
        assertThat(read(machine, PAGE)).as("another word of the line was named").isEqualTo(Rig.to(0x888_8000));
    }

    @Test
    void unitThatSnoopsSeesEveryStore() {
        Machine machine = running(AdversarialMachine.lagging(CM_OFF, 0, AdversarialMachine.Setting.DEFAULT));
        store(machine, LEAF, 0x888_8003);
        assertThat(read(machine, PAGE)).isEqualTo(Rig.to(0x888_8000));
    }

    @Test
    void queueIsFetchedFromTheNewestMemoryWhateverTheUnitSnoops() {
        Machine machine = running(AdversarialMachine.lazy(UNSNOOPED));
        read(machine, PAGE);
        store(machine, LEAF, 0x888_8003);
        machine.on(new Stimulus.Flush(new Gpa(LEAF)));
        write(machine, 0x90, 8, 0x40_0000);
        write(machine, 0x18, 4, 1L << 31 | 1L << 26);
        machine.on(new Stimulus.Store128(new Gpa(0x40_0000), new Entry128(0x12, 0)));
        write(machine, 0x88, 8, 16);
        assertThat(read(machine, PAGE)).isEqualTo(Rig.to(0x888_8000));
    }
}
