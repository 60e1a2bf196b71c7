package iommu.oracle;

import iommu.arch.Capabilities;
import iommu.arch.DomainId;
import iommu.arch.Effect;
import iommu.arch.Entry128;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.SourceId;
import iommu.arch.invalidation.ContextInvalidation;
import iommu.arch.invalidation.IotlbInvalidation;
import iommu.arch.register.EventRegisters;
import iommu.arch.register.FaultCondition;
import iommu.arch.register.FaultStatus;
import iommu.arch.register.InterruptRegisters;
import iommu.arch.register.ProtectedMemory;
import iommu.arch.register.QueueRegisters;
import iommu.arch.register.TableMode;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomCall;
import iommu.arch.stimulus.Stimulus;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RegisterRelationTest {

    private static final Effect ROOT = new Effect.UseRootTable(new Gpa(0x1000), TableMode.LEGACY);

    private static RoomRun run(int version) {
        return new RoomRun(() -> new RegisterRelation(Capabilities.DEFAULT.with(c -> c.maxAddressMask = 9), version));
    }

    private static Stimulus write(int offset, long value) {
        return new RoomCall.WriteRegister(offset, 4, value);
    }

    private static Stimulus write64(int offset, long value) {
        return new RoomCall.WriteRegister(offset, 8, value);
    }

    private static RoomRun reads(RoomRun run, int offset, long value) {
        return run.may(new Stimulus.RegisterRead(offset, 4), new Answer.Value(value));
    }

    private static RoomRun neverReads(RoomRun run, int offset, long value) {
        return run.never(new Stimulus.RegisterRead(offset, 4), new Answer.Value(value));
    }

    @Test
    void eventsAreMaskedAfterReset() {
        reads(run(1), 0x038, 0x8000_0000L);
        neverReads(run(1), 0x038, 0);
    }

    @Test
    void aConditionThatTheUnitCannotReportReadsZero() {
        FaultStatus unexpected = new FaultStatus(List.of(new Entry128(0, 0)), 0, Set.of(FaultCondition.COMPLETION_ERROR), false);
        reads(run(1).done(new RoomCall.ShowFaults(unexpected)), 0x034, 0);
        neverReads(run(1).done(new RoomCall.ShowFaults(unexpected)), 0x034, 0x20);
    }

    @Test
    void reservedBitsReadZeroAndWriteOnlyOnesAnything() {
        RoomRun run = run(1).then(write(0x03C, 0xFFFF_FFFFL), new Effect.ProgramFaultEvent(new EventRegisters(true, new Gpa(0), 0xFFFF)));
        reads(run, 0x03C, 0xFFFF);
        neverReads(run, 0x03C, 0xFFFF_FFFFL);
        reads(run, 0x018, 0xCF80_0000L);
        neverReads(run, 0x018, 1);
    }

    @Test
    void theRootPointerCountsOnceSrtpIsWritten() {
        RoomRun run = run(1).never(write64(0x020, 0x1000), ROOT).then(write64(0x020, 0x1000));
        run.never(write(0x018, 0x4000_0000L)).never(write(0x018, 0x4000_0000L), new Effect.UseRootTable(new Gpa(0x2000), TableMode.LEGACY))
                .then(write(0x018, 0x4000_0000L), ROOT);
        reads(run, 0x01C, 0x4000_0000L);
        neverReads(run, 0x01C, 0);
    }

    @Test
    void translationIsSwitchedOnAndOff() {
        RoomRun run = run(1).then(write(0x018, 0x4000_0000L), new Effect.UseRootTable(new Gpa(0), TableMode.LEGACY));
        run.never(write(0x018, 0x8000_0000L)).then(write(0x018, 0x8000_0000L), new Effect.Translate(true));
        reads(run, 0x01C, 0xC000_0000L);
        run.never(write(0x018, 0x8000_0000L), new Effect.Translate(true)).may(write(0x018, 0), new Effect.Translate(false));
    }

    @Test
    void withoutAFreshRootPointerEnablingIsFree() {
        run(1).may(write(0x018, 0x8000_0000L), new Effect.Translate(true)).may(write(0x018, 0x8000_0000L));
    }

    @Test
    void severalCommandsAtOnceAreSoftwaresError() {
        run(1).silentAfter(write(0x018, 0xC000_0000L));
    }

    @Test
    void aContextCommandActsByItsUppermostByteAndSaysWhatItDid() {
        Effect device = new Effect.Invalidate(ContextInvalidation.device(new DomainId(7), new SourceId(0x18), 0));
        Effect global = new Effect.Invalidate(ContextInvalidation.global());
        RoomRun run = run(1).never(write(0x028, 0x0018_0007), device).then(write(0x028, 0x0018_0007));
        run.never(write(0x02C, 0xE000_0000L)).may(write(0x02C, 0xE000_0000L), global)
                .never(write(0x02C, 0xE000_0000L), new Effect.Invalidate(ContextInvalidation.domain(new DomainId(8))));
        RoomRun exact = run.then(write(0x02C, 0xE000_0000L), device);
        reads(exact, 0x02C, 0x7800_0000L);
        neverReads(exact, 0x02C, 0x6800_0000L);
        neverReads(exact, 0x02C, 0xF800_0000L);
    }

    @Test
    void fromVersionSixOnCommandsByRegisterAreIncorrect() {
        RoomRun run = run(6).never(write64(0x028, 0xA000_0000_0000_0000L), new Effect.Invalidate(ContextInvalidation.global()))
                .then(write64(0x028, 0xA000_0000_0000_0000L));
        reads(run, 0x02C, 0x2000_0000L);
        neverReads(run, 0x02C, 0x2800_0000L);
    }

    @Test
    void anAddressMaskBeyondMamvIsIncorrect() {
        Effect page = new Effect.Invalidate(IotlbInvalidation.page(new DomainId(3), new Iova(0x5000), 0, false));
        run(1).then(write64(0x0F0, 0x5000)).may(write64(0x0F8, 0xB000_0003_0000_0000L), page).never(write64(0x0F8, 0xB000_0003_0000_0000L));
        run(1).then(write64(0x0F0, 10)).may(write64(0x0F8, 0xB000_0003_0000_0000L))
                .never(write64(0x0F8, 0xB000_0003_0000_0000L), new Effect.Invalidate(IotlbInvalidation.page(new DomainId(3), new Iova(0), 10, false)));
    }

    @Test
    void theQueueIsToldWhereItsTailIs() {
        Effect on = new Effect.UpdateQueue(new QueueRegisters(true, new Gpa(0), 0, false, 0, TableMode.LEGACY));
        Effect tail = new Effect.UpdateQueue(new QueueRegisters(true, new Gpa(0), 0, false, 2, TableMode.LEGACY));
        run(1).may(write(0x088, 0x20)).never(write(0x018, 0x0400_0000L)).then(write(0x018, 0x0400_0000L), on).never(write(0x088, 0x20))
                .never(write(0x088, 0x20), on).may(write(0x088, 0x20), tail).may(write(0x088, 0x20), tail, tail);
    }

    @Test
    void writingOneClearsAndWritingZeroDoesNot() {
        FaultStatus held = new FaultStatus(List.of(new Entry128(0x1000, Long.MIN_VALUE | 5L << 32)), 0, Set.of(FaultCondition.OVERFLOW), false);
        RoomRun run = run(1).done(new RoomCall.ShowFaults(held));
        reads(run, 0x034, 3);
        neverReads(run, 0x034, 2);
        reads(run, 0x22C, 0x8000_0005L);
        run.never(write(0x22C, 0x8000_0000L)).may(write(0x22C, 0x8000_0000L), new Effect.ClearFaultRecord(0))
                .never(write(0x22C, 0), new Effect.ClearFaultRecord(0)).never(write(0x034, 1))
                .may(write(0x034, 1), new Effect.ClearFaultConditions(Set.of(FaultCondition.OVERFLOW)));
    }

    @Test
    void softwareCannotSetIp() {
        RoomRun run = run(1).then(write(0x038, 0xC000_0000L), new Effect.ProgramFaultEvent(EventRegisters.RESET));
        reads(run, 0x038, 0x8000_0000L);
        neverReads(run, 0x038, 0xC000_0000L);
    }

    @Test
    void unmaskingMayHaveSentWhatWasPending() {
        RoomRun run = run(1).done(new RoomCall.ShowFaults(new FaultStatus(List.of(new Entry128(0, 0)), 0, Set.of(), true)));
        reads(run, 0x038, 0xC000_0000L);
        neverReads(run, 0x038, 0x8000_0000L);
        RoomRun unmasked = run.then(write(0x038, 0), new Effect.ProgramFaultEvent(new EventRegisters(false, new Gpa(0), 0)));
        reads(unmasked, 0x038, 0);
        reads(unmasked, 0x038, 0x4000_0000L);
    }

    @Test
    void anAccessThatIsNoneReadsZeroAndDoesNothing() {
        run(1).may(new Stimulus.RegisterRead(0x01D, 4), new Answer.Value(0)).never(new Stimulus.RegisterRead(0x01D, 4), new Answer.Value(1))
                .may(new RoomCall.WriteRegister(0x018, 1, 0xFF)).silentAfter(write64(0x018, 0));
    }

    private static RoomRun remapping(boolean pointerInvalidates) {
        return new RoomRun(() -> new RegisterRelation(Capabilities.DEFAULT.with(c -> {
            c.interruptRemapping = true;
            c.extendedInterruptMode = true;
            c.protectedHigh = true;
            c.rootPointerInvalidates = pointerInvalidates;
        }), 1));
    }

    private static Effect interrupts(boolean enabled, long table, int entries, boolean extended, boolean compatibility) {
        return new Effect.ProgramInterruptRemapping(new InterruptRegisters(enabled, new Gpa(table), entries, extended, compatibility));
    }

    @Test
    void theInterruptTableCountsOnceSirtpIsWritten() {
        RoomRun run = remapping(false).then(write64(0x0B8, 0x5803)).may(write(0x018, 0x0100_0000L)).then(write(0x018, 0x0100_0000L));
        reads(run, 0x01C, 0x0100_0000L);
        run.never(write(0x018, 0x0200_0000L)).never(write(0x018, 0x0200_0000L), interrupts(true, 0x5000, 8, true, false))
                .may(write(0x018, 0x0200_0000L), interrupts(true, 0x5000, 16, true, true))
                .then(write(0x018, 0x0200_0000L), interrupts(true, 0x5000, 16, true, false))
                .then(write64(0x0B8, 0x5003)).silentAfter(write(0x018, 0x0300_0000L));
    }

    @Test
    void withoutAFreshTableEnablingRemappingIsFree() {
        remapping(false).may(write(0x018, 0x0200_0000L)).may(write(0x018, 0x0200_0000L), interrupts(true, 0, 2, false, false));
    }

    @Test
    void theTableModeMayChangeWhileTranslatingOnlyWithEsrtps() {
        Effect legacy = new Effect.UseRootTable(new Gpa(0), TableMode.LEGACY);
        Effect abort = new Effect.UseRootTable(new Gpa(0), TableMode.ABORT);
        remapping(false).then(write(0x018, 0x4000_0000L), legacy).then(write(0x018, 0x8000_0000L), new Effect.Translate(true))
                .then(write(0x020, 0xC00)).silentAfter(write(0x018, 0xC000_0000L));
        remapping(true).then(write(0x018, 0x4000_0000L), legacy).then(write(0x018, 0x8000_0000L), new Effect.Translate(true))
                .then(write(0x020, 0xC00)).may(write(0x018, 0xC000_0000L), abort).never(write(0x018, 0xC000_0000L), legacy);
    }

    @Test
    void lowBitsOfAProtectedRegionNeedNotExist() {
        RoomRun run = remapping(false).then(write64(0x070, 0x4567_8000L)).then(write64(0x078, 0x4FFF_FFFFL));
        reads(run, 0x070, 0x4567_8000L);
        reads(run, 0x070, 0x4560_0000L);
        neverReads(run, 0x070, 0x4567_8001L);
        neverReads(run, 0x070, 0x4467_8000L);
        Effect on = new Effect.ProtectMemory(new ProtectedMemory(true, new Gpa(0), new Gpa(0), new Gpa(0x4560_0000L), new Gpa(0x4FFF_FFFFL)));
        Effect less = new Effect.ProtectMemory(new ProtectedMemory(true, new Gpa(0), new Gpa(0), new Gpa(0x4560_0000L), new Gpa(0x4FFF_0000L)));
        run.may(write(0x064, 0x8000_0000L), on).never(write(0x064, 0x8000_0000L)).never(write(0x064, 0x8000_0000L), less);
        reads(run.then(write(0x064, 0x8000_0000L), on), 0x064, 0x8000_0001L);
    }

    @Test
    void whatIsAskedIsAnswered() {
        run(1).never(new Stimulus.RegisterRead(0, 4), new Answer.Done()).never(write(0x018, 0), new Answer.Done())
                .never(new RoomCall.WriteRegister(0x1D, 4, 0), ROOT).never(write(0x03C, 0), ROOT);
    }
}
