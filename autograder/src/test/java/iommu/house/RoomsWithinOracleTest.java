package iommu.house;

import static org.assertj.core.api.Assertions.assertThat;

import iommu.arch.Capabilities;
import iommu.arch.register.Register;
import iommu.emulator.fault.PrimaryFaultLog;
import iommu.emulator.firststage.ScalableWalk;
import iommu.emulator.interrupt.TableRemapper;
import iommu.emulator.invalidation.RingQueue;
import iommu.emulator.pagerequest.RequestRing;
import iommu.emulator.pasid.PasidTableLookup;
import iommu.emulator.register.Registers;
import iommu.oracle.FaultLogRelation;
import iommu.oracle.InterruptRelation;
import iommu.oracle.PageRequestRelation;
import iommu.oracle.Prefetch;
import iommu.oracle.QueueRelation;
import iommu.oracle.RegisterRelation;
import iommu.oracle.RunRelation;
import iommu.oracle.ScalableLookupRelation;
import iommu.oracle.StagedWalkRelation;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The rooms of the reference never do what the architecture does not allow: on seeded runs each answer is within the
 * oracle's relation. The two share no code. Coverage is printed, and no bucket is empty.
 */
class RoomsWithinOracleTest {

    private static final int OPERATIONS = Integer.getInteger("iommu.operations", 50_000);
    private static final int LEAST = 10;
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

    @Test
    void theInterruptRemapperAnswersWhatIsAllowed() {
        RoomSteps.Tally tally = new RoomSteps.Tally("interrupts").play(SEED, OPERATIONS, random -> {
            Capabilities unit = InterruptSteps.unit(random);
            PlayMemory memory = new PlayMemory(unit.hostAddressWidth());
            Prefetch prefetch = random.nextBoolean() ? Prefetch.ALLOW : Prefetch.REQUESTS_ONLY;
            return new RoomSteps.Case(RoomPlayer.of(memory, new TableRemapper(memory, unit, 4)), new InterruptRelation(unit, prefetch),
                    new InterruptSteps(random, unit));
        });
        assertThat(tally.scarce(LEAST, "Interrupt", "Unchanged", "posted", "notified", "stale", "INTERRUPT_FORMAT_RESERVED",
                "INTERRUPT_INDEX_BEYOND_TABLE", "INTERRUPT_ENTRY_NOT_PRESENT", "INTERRUPT_ENTRY_NOT_PRESENT silent",
                "INTERRUPT_ENTRY_ACCESS_ERROR", "INTERRUPT_ENTRY_RESERVED", "COMPATIBILITY_INTERRUPT_BLOCKED",
                "INTERRUPT_SOURCE_INVALID", "POSTED_DESCRIPTOR_ACCESS_ERROR", "POSTED_DESCRIPTOR_RESERVED",
                "EXTENDED_INTERRUPT_MODE_REQUIRED", "INTERRUPT_REMAPPING_REQUIRED")).isEmpty();
    }

    @Test
    void theScalableLookupAnswersWhatIsAllowed() {
        RoomSteps.Tally tally = new RoomSteps.Tally("scalable lookup").play(SEED, OPERATIONS, random -> {
            Capabilities unit = PasidSteps.unit(random);
            PlayMemory memory = new PlayMemory(unit.hostAddressWidth());
            return new RoomSteps.Case(RoomPlayer.of(memory, new PasidTableLookup(memory, unit)),
                    RunRelation.of(new ScalableLookupRelation(unit), ScalableLookupRelation::canonical), new PasidSteps(random, unit));
        });
        assertThat(tally.scarce(LEAST, "context", "served", "FIRST_STAGE", "SECOND_STAGE", "NESTED", "PASS_THROUGH",
                "SCALABLE_ROOT_ACCESS_ERROR", "SCALABLE_ROOT_NOT_PRESENT", "SCALABLE_ROOT_RESERVED", "SCALABLE_CONTEXT_ACCESS_ERROR",
                "SCALABLE_CONTEXT_NOT_PRESENT", "SCALABLE_CONTEXT_RESERVED", "SCALABLE_CONTEXT_INVALID", "DEVICE_TLB_DISABLED",
                "PASID_DISABLED", "PASID_BEYOND_DIRECTORY", "PAGE_REQUEST_DISABLED", "PASID_EQUALS_RID_PASID",
                "TRANSLATED_WITH_PASID_DISABLED", "PASID_BEYOND_SUPPORTED_SIZE", "PASID_DIRECTORY_ACCESS_ERROR",
                "PASID_DIRECTORY_NOT_PRESENT", "PASID_DIRECTORY_RESERVED", "PASID_ENTRY_ACCESS_ERROR", "PASID_ENTRY_NOT_PRESENT",
                "PASID_ENTRY_RESERVED", "PASID_ENTRY_INVALID")).isEmpty();
    }

    @Test
    void theWalksOfScalableModeAnswerWhatIsAllowed() {
        RoomSteps.Tally tally = new RoomSteps.Tally("staged walks").play(SEED, OPERATIONS, random -> {
            Capabilities unit = StagedSteps.unit(random);
            PlayMemory memory = new PlayMemory(unit.hostAddressWidth());
            boolean separate = random.nextInt(4) == 0;
            return new RoomSteps.Case(RoomPlayer.of(memory, new ScalableWalk(memory, unit, separate)),
                    new StagedWalkRelation(unit, separate), new StagedSteps(random, unit, separate));
        });
        assertThat(tally.scarce(LEAST, "FIRST_STAGE 1", "FIRST_STAGE 512", "FIRST_STAGE 262144", "SECOND_STAGE 1", "SECOND_STAGE 512",
                "SECOND_STAGE 262144", "NESTED 1", "NESTED 512", "FIRST_STAGE sets flags of the first stage",
                "SECOND_STAGE sets flags of the second stage", "NESTED sets flags of the first stage",
                "NESTED sets flags of the second stage")).isEmpty();
        assertThat(tally.scarce(LEAST, "SUPERVISOR_REQUEST_DISABLED", "FIRST_STAGE_ACCESS_ERROR", "FIRST_STAGE_NOT_PRESENT",
                "FIRST_STAGE_RESERVED", "FIRST_STAGE_POINTER_ACCESS_ERROR", "NESTED_ADDRESS_BEYOND_WIDTH", "NESTED_TOP_TABLE_UNREADABLE",
                "NESTED_TABLE_UNREADABLE", "NESTED_TABLE_UNWRITABLE", "FIRST_STAGE_DIRTY_NOT_SNOOPED", "FIRST_STAGE_DIRTY_FAILED",
                "SECOND_STAGE_ACCESS_ERROR", "SECOND_STAGE_NOT_PRESENT", "SECOND_STAGE_RESERVED", "SECOND_STAGE_POINTER_ACCESS_ERROR",
                "SECOND_STAGE_DIRTY_NOT_SNOOPED", "SECOND_STAGE_DIRTY_FAILED", "ADDRESS_NOT_CANONICAL", "SUPERVISOR_PAGE",
                "SCALABLE_ADDRESS_BEYOND_WIDTH", "SCALABLE_WRITE_DENIED", "SCALABLE_READ_DENIED", "SCALABLE_INTERRUPT_RANGE_OUTPUT"))
                .isEmpty();
    }

    @Test
    void theRegistersReadAndAskWhatIsAllowed() {
        RoomSteps.Tally tally = new RoomSteps.Tally("registers").play(SEED, OPERATIONS, random -> {
            Capabilities unit = RegisterSteps.unit(random);
            int major = 1 + random.nextInt(7);
            return new RoomSteps.Case(RoomPlayer.of(new Registers(unit, major)), new RegisterRelation(unit, major),
                    new RegisterSteps(random, unit));
        });
        Set<String> scarce = tally.scarce(LEAST, "UseRootTable", "Translate", "Invalidate", "UpdateQueue", "ClearFaultRecord",
                "ClearFaultConditions", "ProgramFaultEvent", "ClearWaitCompletion", "ProgramInvalidationEvent",
                "ProgramInterruptRemapping", "ProtectMemory", "UpdatePageRequestQueue", "ClearPageRequestStatus",
                "ProgramPageRequestEvent", "CAIG 0", "CAIG 1", "CAIG 2", "CAIG 3", "IAIG 0", "IAIG 1", "IAIG 2", "IAIG 3");
        for (Register register : Register.values()) {
            scarce.addAll(tally.scarce(LEAST, "read " + register));
            if (register.width() > 32) {
                scarce.addAll(tally.scarce(LEAST, "read " + register + " whole"));
            }
        }
        assertThat(scarce).isEmpty();
    }
}
