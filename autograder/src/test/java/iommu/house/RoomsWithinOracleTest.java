package iommu.house;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Capabilities;
import iommu.emulator.fault.PrimaryFaultLog;
import iommu.emulator.pagerequest.RequestRing;
import iommu.oracle.FaultLogRelation;
import iommu.oracle.PageRequestRelation;
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
    void thePageRequestQueueAnswersWhatIsAllowed() {
        RoomSteps.Tally tally = new RoomSteps.Tally("page requests").play(SEED, OPERATIONS, random ->
                new RoomSteps.Case(RoomPlayer.of(new RequestRing()), new PageRequestRelation(), new PageRequestSteps(random)));
        assertThat(tally.scarce(LEAST, "StorePageRequest", "RespondToPageGroup", "SendMessage", "SendMessage of an unmasking",
                "full", "dropped", "held back")).isEmpty();
    }
}
