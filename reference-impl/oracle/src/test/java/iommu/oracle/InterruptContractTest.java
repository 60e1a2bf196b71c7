package iommu.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Capabilities;
import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.InterruptOutcome;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import iommu.arch.register.InterruptRegisters;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomAnswer;
import iommu.arch.stimulus.RoomCall;
import iommu.arch.stimulus.Stimulus;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What lab 13 asks of a cache beyond the law. */
class InterruptContractTest {

    private static final Capabilities UNIT = Capabilities.DEFAULT.with(c -> c.interruptRemapping = true);
    private static final Answer DONE = new Answer.Done();

    private static RunRelation begun(int capacity) {
        RunRelation contract = new InterruptContract(UNIT, Prefetch.ALLOW, capacity);
        store(contract, 1, 0x31);
        store(contract, 2, 0x32);
        contract.judge(new RoomCall.ProgramInterrupts(new InterruptRegisters(true, new Gpa(0x40_0000), 256, false, false)), DONE);
        return contract;
    }

    private static void store(RunRelation contract, int index, int vector) {
        contract.judge(new Stimulus.Store128(new Gpa(0x40_0000 + 16L * index), new Entry128(1 | (long) vector << 16, 0)), DONE);
    }

    private static Optional<String> used(RunRelation contract, int index, int vector) {
        return contract.judge(new RoomCall.Remap(new SourceId(0), new Iova(0xFEE0_0010L | (long) index << 5), 0),
                new RoomAnswer.Remapped(new InterruptOutcome.Interrupt(0, false, false, vector, 0, false), Map.of()));
    }

    @Test
    void anEntryThatWasUsedIsUsedAgainThoughMemoryHasAnother() {
        RunRelation contract = begun(4);
        assertThat(used(contract, 1, 0x31)).isEmpty();
        store(contract, 1, 0x41);
        assertThat(used(contract, 1, 0x31)).isEmpty();
        assertThat(used(contract, 1, 0x41)).isPresent();
    }

    @Test
    void anInvalidationTakesJustWhatItCovers() {
        RunRelation contract = begun(4);
        used(contract, 1, 0x31);
        used(contract, 2, 0x32);
        store(contract, 1, 0x41);
        store(contract, 2, 0x42);
        contract.judge(new RoomCall.InvalidateInterrupts(false, 1, 0), DONE);
        assertThat(used(contract, 1, 0x41)).isEmpty();
        assertThat(used(contract, 2, 0x42)).isPresent();
    }

    @Test
    void ofMoreEntriesThanThereIsRoomForTheLastIsKept() {
        RunRelation contract = begun(1);
        used(contract, 1, 0x31);
        used(contract, 2, 0x32);
        store(contract, 1, 0x41);
        store(contract, 2, 0x42);
        assertThat(used(contract, 1, 0x31)).isEmpty();
        assertThat(used(begunAndChanged(), 2, 0x42)).isPresent();
    }

    private static RunRelation begunAndChanged() {
        RunRelation contract = begun(1);
        used(contract, 1, 0x31);
        used(contract, 2, 0x32);
        store(contract, 2, 0x42);
        return contract;
    }

    @Test
    void theLawHoldsAsWell() {
        assertThat(used(begun(4), 1, 0x99)).isPresent();
        RunRelation programmed = begun(4);
        used(programmed, 1, 0x31);
        store(programmed, 1, 0x41);
        programmed.judge(new RoomCall.ProgramInterrupts(new InterruptRegisters(true, new Gpa(0x40_0000), 256, false, false)), DONE);
        assertThat(used(programmed, 1, 0x41)).isEmpty();
    }
}
