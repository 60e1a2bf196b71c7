package iommu.grade.handout.unit;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Access;
import iommu.arch.Capabilities;
import iommu.arch.FaultReason;
import iommu.arch.FaultRecord;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Pasid;
import iommu.arch.RequestKind;
import iommu.arch.SourceId;
import iommu.arch.register.QueueRegisters;
import iommu.arch.register.TableMode;
import iommu.arch.stimulus.Stimulus;
import iommu.emulator.fault.PrimaryFaultLog;
import iommu.emulator.invalidation.RingQueue;
import iommu.emulator.register.Registers;
import iommu.probe.CaseMemory;
import org.junit.jupiter.api.Test;

/** Two rooms are in one state exactly if they go on alike; a copy goes its own way. */
class RoomStatesTest {

    private static final int IQT = 0x88;

    private final RoomStates states = new RoomStates();
    private final CaseMemory memory = new CaseMemory(48);

    @Test
    void registersThatWereWrittenAreInAnotherStateAndTheirCopyWasNot() {
        Registers registers = new Registers(Capabilities.DEFAULT);
        Registers copy = states.copy(registers, memory);
        assertThat(states.of(copy)).isEqualTo(states.of(registers)).isEqualTo(states.of(new Registers(Capabilities.DEFAULT)));
        registers.write(IQT, 4, 0x20);
        assertThat(states.of(copy)).isNotEqualTo(states.of(registers));
        assertThat(copy.read(IQT, 4)).isZero();
        assertThat(copy.write(IQT, 4, 0x40)).isEqualTo(new Registers(Capabilities.DEFAULT).write(IQT, 4, 0x40));
        assertThat(registers.read(IQT, 4)).isEqualTo(0x20);
        copy.write(IQT, 4, 0x20);
        assertThat(states.of(copy)).as("another way to the same").isEqualTo(states.of(registers));
    }

    @Test
    void aFaultThatWasRecordedIsInTheOneLogAlone() {
        PrimaryFaultLog log = new PrimaryFaultLog(Capabilities.DEFAULT);
        PrimaryFaultLog copy = states.copy(log, memory);
        log.record(new FaultRecord(new SourceId(8), Pasid.NONE, new Iova(0x1000), Access.READ, RequestKind.UNTRANSLATED, FaultReason.READ_DENIED));
        assertThat(states.of(copy)).isNotEqualTo(states.of(log));
        assertThat(copy.status().faultPending()).isFalse();
        assertThat(states.copy(log, memory).status()).isEqualTo(log.status());
    }

    @Test
    void aQueueThatIsCopiedReadsTheMemoryThatItIsGiven() {
        RingQueue queue = new RingQueue(memory, Capabilities.DEFAULT);
        CaseMemory other = new CaseMemory(48);
        other.store(new Stimulus.Store64(new Gpa(0), 0x12)); // a global IOTLB invalidation (§6.5.2.3)
        RingQueue copy = states.copy(queue, other);
        assertThat(states.of(copy)).isEqualTo(states.of(queue));
        assertThat(copy.update(new QueueRegisters(true, new Gpa(0), 0, false, 1, TableMode.LEGACY))).hasSize(1);
        assertThat(queue.status().head()).isZero();
    }
}
