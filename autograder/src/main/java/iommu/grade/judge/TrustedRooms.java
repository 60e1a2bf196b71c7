package iommu.grade.judge;

import iommu.arch.Capabilities;
import iommu.arch.Effect;
import iommu.arch.Gpa;
import iommu.arch.register.QueueRegisters;
import iommu.arch.seam.UnitPort;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomAnswer;
import iommu.arch.stimulus.RoomCall;
import iommu.arch.stimulus.Stimulus;
import iommu.emulator.cache.TaggedCache;
import iommu.emulator.context.RootAndContextLookup;
import iommu.emulator.fault.PrimaryFaultLog;
import iommu.emulator.invalidation.RingQueue;
import iommu.emulator.register.Registers;
import iommu.emulator.secondstage.SecondStageWalk;
import iommu.probe.CaseMemory;
import iommu.probe.NeighbourPort;
import iommu.probe.ProtocolException;
import iommu.scenario.Plan;

/**
 * The trusted rooms beside a learner's unit in one run: the reference's, over a memory of their own. Whatever comes from
 * the unit may be nonsense: a room that can't take it is heard as {@link Answer.Broken}, and knows of no other run.
 */
public final class TrustedRooms implements NeighbourPort {

    /** Status writes of the unit's own in one run: more than any run's queue asks for, and no burden on the judge. */
    private static final int MOST_STORES = 2000;
    /** IQA.QS has three bits, IQT.QT fifteen (§11.4.9). */
    private static final int LARGEST_QUEUE = 7;
    private static final int LAST_PLACE = 0x7FFF;

    private final CaseMemory memory;
    private final UnitPort.Rooms rooms;
    private int stores;

    public TrustedRooms(Plan plan) {
        Capabilities unit = plan.capabilities();
        memory = new CaseMemory(unit.hostAddressWidth());
        rooms = new UnitPort.Rooms(new RootAndContextLookup(memory, unit), new SecondStageWalk(memory, unit),
                new TaggedCache(unit, plan.capacity()), new PrimaryFaultLog(unit), new Registers(unit), new RingQueue(memory, unit));
    }

    /** Takes calls for these rooms. @param memory that they read */
    public TrustedRooms(UnitPort.Rooms rooms, CaseMemory memory) {
        this.rooms = rooms;
        this.memory = memory;
    }

    public CaseMemory memory() {
        return memory;
    }

    public UnitPort.Rooms rooms() {
        return rooms;
    }

    @Override
    public void step(Stimulus step) {
        switch (step) {
            case Stimulus.Store64 store -> memory.store(store);
            case Stimulus.Store128 store -> memory.store(store);
            case Stimulus.Readable change -> memory.restrict(change);
            default -> { }
        }
    }

    @Override
    public Answer call(Stimulus call) throws ProtocolException {
        try {
            return answered(call);
        } catch (RuntimeException refused) {
            return new Answer.Broken(Answer.Breach.THREW, refused.getClass().getSimpleName());
        }
    }

    private Answer answered(Stimulus call) throws ProtocolException {
        return switch (call) {
            case Stimulus.LookUpContext c -> new Answer.Context(rooms.context().lookUp(c.rootTable(), c.source()));
            case Stimulus.Walk c -> new Answer.Walk(rooms.walk().walk(c.start(), c.address(), c.access()));
            case Stimulus.TakeEpoch c -> new Answer.Value(rooms.cache().epoch());
            case Stimulus.CachedTranslationOf c ->
                new Answer.Translation(rooms.cache().translation(c.source(), c.pasid(), c.address()));
            case Stimulus.CachedContextOf c -> new Answer.CachedContext(rooms.cache().context(c.source()));
            case Stimulus.CachedPrefixOf c -> new Answer.Prefix(rooms.cache().prefix(c.domain(), c.address()));
            case Stimulus.FillTranslation c -> done(() ->
                rooms.cache().fill(c.source(), c.pasid(), c.address(), c.entry(), c.slot()));
            case Stimulus.FillContext c -> done(() -> rooms.cache().fill(c.source(), c.entry(), c.slot()));
            case Stimulus.FillPrefix c -> done(() -> rooms.cache().fill(c.domain(), c.address(), c.entry(), c.slot()));
            case Stimulus.Invalidate c -> done(() -> rooms.cache().invalidate(c.command()));
            case Stimulus.RegisterRead c -> new Answer.Value(rooms.registers().read(c.offset(), c.size()));
            case RoomCall c -> answered(c);
            default -> throw new ProtocolException("no call of a room: " + call.getClass().getSimpleName());
        };
    }

    private Answer answered(RoomCall call) throws ProtocolException {
        return switch (call) {
            case RoomCall.WriteRegister c -> new RoomAnswer.Effects(rooms.registers().write(c.offset(), c.size(), c.value()));
            case RoomCall.ShowFaults c -> done(() -> rooms.registers().show(c.faults()));
            case RoomCall.ShowQueue c -> done(() -> rooms.registers().show(c.queue()));
            case RoomCall.RecordFault c -> new RoomAnswer.Effects(rooms.faults().record(c.fault()));
            case RoomCall.ReportCondition c -> new RoomAnswer.Effects(rooms.faults().report(c.condition()));
            case RoomCall.ClearRecord c -> new RoomAnswer.Effects(rooms.faults().clearRecord(c.index()));
            case RoomCall.ClearConditions c -> new RoomAnswer.Effects(rooms.faults().clear(c.conditions()));
            case RoomCall.ProgramFaultEvent c -> new RoomAnswer.Effects(rooms.faults().program(c.event()));
            case RoomCall.DisableTranslation c -> done(rooms.faults()::translationDisabled);
            case RoomCall.FaultStatusOf c -> new RoomAnswer.Faults(rooms.faults().status());
            case RoomCall.ResetRoom c -> done(() -> reset(c.room()));
            case RoomCall.PerformOutside(Effect.StoreStatus(Gpa at, int data)) -> stored(at, data);
            case RoomCall.PerformOutside outside -> new Answer.Done();
            default -> ofQueue(call);
        };
    }

    private Answer ofQueue(RoomCall call) throws ProtocolException {
        return switch (call) {
            case RoomCall.UpdateQueue c -> new RoomAnswer.Effects(rooms.queue().update(checked(c.registers())));
            case RoomCall.DeviceDone c -> new RoomAnswer.Effects(c.from().isEmpty() ? rooms.queue().done(c.tag())
                    : rooms.queue().done(c.tag(), c.from().get()));
            case RoomCall.DeviceTimeout c -> new RoomAnswer.Effects(rooms.queue().timeout(c.tag()));
            case RoomCall.ConditionsCleared c -> new RoomAnswer.Effects(rooms.queue().cleared(c.conditions()));
            case RoomCall.CompletionCleared c -> new RoomAnswer.Effects(rooms.queue().completionCleared());
            case RoomCall.ProgramCompletionEvent c -> new RoomAnswer.Effects(rooms.queue().program(c.event()));
            case RoomCall.QueueStatusOf c -> new RoomAnswer.Queue(rooms.queue().status());
            default -> throw new ProtocolException("no call of a room: " + call.getClass().getSimpleName());
        };
    }

    private Answer stored(Gpa at, int data) throws ProtocolException {
        if (++stores > MOST_STORES) {
            throw new ProtocolException("more than " + MOST_STORES + " status writes in one run");
        }
        return done(() -> memory.store32(at, data));
    }

    /** @throws IllegalArgumentException if no register could say that */
    private static QueueRegisters checked(QueueRegisters said) {
        if (said.size() < 0 || said.size() > LARGEST_QUEUE || said.tail() < 0 || said.tail() > LAST_PLACE) {
            throw new IllegalArgumentException("no size or tail of a queue: " + said);
        }
        return said;
    }

    private void reset(RoomCall.ResetRoom.Of room) {
        switch (room) {
            case FAULTS -> rooms.faults().reset();
            case REGISTERS -> rooms.registers().reset();
            case QUEUE -> rooms.queue().reset();
        }
    }

    private static Answer done(Runnable call) {
        call.run();
        return new Answer.Done();
    }
}
