package iommu.grade.judge;

import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Stimulus;
import iommu.emulator.cache.TaggedCache;
import iommu.emulator.context.RootAndContextLookup;
import iommu.emulator.fault.PrimaryFaultLog;
import iommu.emulator.interrupt.TableRemapper;
import iommu.emulator.invalidation.RingQueue;
import iommu.emulator.legacy.LegacyUnit;
import iommu.emulator.machine.Machine;
import iommu.emulator.notifier.TableNotifier;
import iommu.emulator.register.Registers;
import iommu.emulator.safety.MatrixPolicy;
import iommu.emulator.scalable.ScalableRoom;
import iommu.emulator.secondstage.SecondStageWalk;
import iommu.emulator.shadow.TrapTables;
import iommu.guest.TableDriver;
import iommu.probe.RoomDriver;
import iommu.scenario.Plan;
import iommu.scenario.Room;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The reference's own rooms and machine, driven by the steps of a scenario. */
public final class Reference {

    private Reference() {
    }

    /** What the plan speaks to, fresh. */
    public static Function<Stimulus, Answer> of(Plan plan) {
        return switch (plan.room()) {
            case CONTEXT -> RoomDriver.context(RootAndContextLookup::new, plan.capabilities())::on;
            case WALK -> RoomDriver.walk(SecondStageWalk::new, plan.capabilities())::on;
            case IOTLB -> RoomDriver.cache(TaggedCache::new, plan.capabilities(), plan.capacity())::on;
            case FAULTS -> RoomDriver.faults(PrimaryFaultLog::new, plan.capabilities())::on;
            case REGISTERS -> RoomDriver.registers(Registers::new, plan.capabilities())::on;
            case QUEUE -> RoomDriver.queue(RingQueue::new, plan.capabilities())::on;
            case DRIVER -> RoomDriver.driver(TableDriver::new, plan.capabilities())::on;
            case SHADOW -> RoomDriver.shadow(TrapTables::new, plan.capabilities())::on;
            case NOTIFIER -> RoomDriver.notifier(TableNotifier::new, plan.capabilities())::on;
            case SAFETY -> RoomDriver.safety(MatrixPolicy::new)::on;
            case UNIT -> RoomDriver.unit(LegacyUnit::new, plan.capabilities(), new TrustedRooms(plan))::on;
            case INTERRUPTS -> RoomDriver.interrupts(TableRemapper::new, plan.capabilities(), plan.capacity())::on;
            case SCALABLE -> RoomDriver.scalable(ScalableRoom::new, plan.capabilities())::on;
            case MACHINE -> new Machine(plan.capabilities(), plan.capacity())::on;
        };
    }

    /** The reference once for every way in which it can be built where the specification leaves a choice. */
    public static List<Function<Stimulus, Answer>> readings(Plan plan) {
        List<Function<Stimulus, Answer>> readings = new ArrayList<>(List.of(of(plan)));
        if (plan.room() == Room.FAULTS) {
            readings.add(RoomDriver.faults(unit -> new PrimaryFaultLog(unit, true), plan.capabilities())::on);
        }
        return readings;
    }
}
