package iommu.house;

import iommu.arch.Capabilities;
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
import java.util.Random;

/** Each room of the reference with the relation that judges it and steps for both. */
final class RoomCases {

    private RoomCases() {
    }

    static RoomSteps.Case faultLog(Random random) {
        Capabilities unit = FaultSteps.unit(random);
        return new RoomSteps.Case(RoomPlayer.of(new PrimaryFaultLog(unit, random.nextBoolean())),
                new FaultLogRelation(unit), new FaultSteps(random, unit));
    }

    static RoomSteps.Case registers(Random random) {
        Capabilities unit = RegisterSteps.unit(random);
        int major = 1 + random.nextInt(7);
        return new RoomSteps.Case(RoomPlayer.of(new Registers(unit, major)), new RegisterRelation(unit, major),
                new RegisterSteps(random, unit));
    }

    static RoomSteps.Case queue(Random random) {
        Capabilities unit = QueueSteps.unit(random);
        PlayMemory memory = new PlayMemory(unit.hostAddressWidth());
        return new RoomSteps.Case(RoomPlayer.of(memory, new RingQueue(memory, unit)), QueueRelation.law(unit),
                new QueueSteps(random, unit));
    }

    static RoomSteps.Case lookup(Random random) {
        Capabilities unit = PasidSteps.unit(random);
        PlayMemory memory = new PlayMemory(unit.hostAddressWidth());
        return new RoomSteps.Case(RoomPlayer.of(memory, new PasidTableLookup(memory, unit)),
                RunRelation.of(new ScalableLookupRelation(unit), ScalableLookupRelation::canonical), new PasidSteps(random, unit));
    }

    static RoomSteps.Case stagedWalk(Random random) {
        Capabilities unit = StagedSteps.unit(random);
        PlayMemory memory = new PlayMemory(unit.hostAddressWidth());
        boolean separate = random.nextInt(4) == 0;
        return new RoomSteps.Case(RoomPlayer.of(memory, new ScalableWalk(memory, unit, separate)),
                new StagedWalkRelation(unit, separate), new StagedSteps(random, unit, separate));
    }

    static RoomSteps.Case interrupts(Random random) {
        Capabilities unit = InterruptSteps.unit(random);
        PlayMemory memory = new PlayMemory(unit.hostAddressWidth());
        Prefetch prefetch = random.nextBoolean() ? Prefetch.ALLOW : Prefetch.REQUESTS_ONLY;
        return new RoomSteps.Case(RoomPlayer.of(memory, new TableRemapper(memory, unit, 4)), new InterruptRelation(unit, prefetch),
                new InterruptSteps(random, unit));
    }

    static RoomSteps.Case pageRequests(Random random) {
        return new RoomSteps.Case(RoomPlayer.of(new RequestRing()), new PageRequestRelation(), new PageRequestSteps(random));
    }
}
