package iommu.house;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Capabilities;
import iommu.emulator.fault.PrimaryFaultLog;
import iommu.emulator.invalidation.RingQueue;
import iommu.emulator.pagerequest.RequestRing;
import iommu.oracle.FaultLogRelation;
import iommu.oracle.PageRequestRelation;
import iommu.oracle.QueueRelation;
import org.junit.jupiter.api.Test;

/**
 * The rooms of the reference never do what the architecture does not allow: on seeded runs each answer is within the
 * oracle's relation. The two share no code. Coverage is printed, and no bucket is empty.
 */
class RoomsWithinOracleTest {

    private static final int OPERATIONS = Integer.getInteger("iommu.operations", 20_000);
    private static final int LEAST = 50;
    private static final long SEED = Long.getLong("iommu.seed", 20161128L);

    @Test
    void theFaultLogRecordsWhatIsAllowed() {
        RoomSteps.Tally tally = new RoomSteps.Tally("fault log").play(SEED, OPERATIONS, random -> {
            Capabilities unit = FaultSteps.unit(random);
            return new RoomSteps.Case(RoomPlayer.of(new PrimaryFaultLog(unit, random.nextBoolean())),
                    new FaultLogRelation(unit), new FaultSteps(random, unit));
        });
        assertThat(tally.scarce(LEAST, "recorded", "overflow", "collapsed", "held back", "message", "message of an unmasking",
                "QUEUE_ERROR", "COMPLETION_ERROR", "TIMEOUT_ERROR")).isEmpty();
    }

    @Test
    void theInvalidationQueueDoesWhatIsAllowed() {
        RoomSteps.Tally tally = new RoomSteps.Tally("queue").play(SEED, OPERATIONS, random -> {
            Capabilities unit = QueueSteps.unit(random);
            PlayMemory memory = new PlayMemory(unit.hostAddressWidth());
            return new RoomSteps.Case(RoomPlayer.of(memory, new RingQueue(memory, unit)), new QueueRelation(unit),
                    new QueueSteps(random, unit));
        });
        assertThat(tally.scarce(LEAST, "Invalidate", "InvalidateScalable", "InvalidateDeviceTlb", "InvalidatePasidDeviceTlb",
                "InvalidateInterruptEntries", "RespondToPageGroup", "StoreStatus", "SendMessage", "QUEUE_ERROR", "COMPLETION_ERROR",
                "TIMEOUT_ERROR", "held back", "waits for a device", "IQEI INVALID_TAIL", "IQEI FETCH_ERROR", "IQEI INVALID_TYPE",
                "IQEI RESERVED_FIELD", "IQEI INVALID_WIDTH", "IQEI TAIL_NOT_ALIGNED", "IQEI INVALID_TABLE_MODE")).isEmpty();
    }

    @Test
    void thePageRequestQueueAnswersWhatIsAllowed() {
        RoomSteps.Tally tally = new RoomSteps.Tally("page requests").play(SEED, OPERATIONS, random ->
                new RoomSteps.Case(RoomPlayer.of(new RequestRing()), new PageRequestRelation(), new PageRequestSteps(random)));
        assertThat(tally.scarce(LEAST, "StorePageRequest", "RespondToPageGroup", "SendMessage", "SendMessage of an unmasking",
                "full", "dropped", "held back")).isEmpty();
    }
}
