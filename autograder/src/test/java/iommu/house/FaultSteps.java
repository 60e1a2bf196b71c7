package iommu.house;

import iommu.arch.Access;
import iommu.arch.Capabilities;
import iommu.arch.Effect;
import iommu.arch.FaultReason;
import iommu.arch.FaultRecord;
import iommu.arch.Gpa;
import iommu.arch.Iova;
import iommu.arch.Pasid;
import iommu.arch.RequestKind;
import iommu.arch.SourceId;
import iommu.arch.register.EventRegisters;
import iommu.arch.register.FaultCondition;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.RoomAnswer;
import iommu.arch.stimulus.RoomCall;
import iommu.arch.stimulus.Stimulus;
import java.util.EnumSet;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** Faults of few requesters into few registers, and software that clears them in any order. */
final class FaultSteps implements RoomSteps {

    private final Random random;
    private final Capabilities unit;
    private boolean asked = true;
    private boolean recorded;
    private int pendingBefore;

    FaultSteps(Random random, Capabilities unit) {
        this.random = random;
        this.unit = unit;
    }

    static Capabilities unit(Random random) {
        boolean scalable = random.nextBoolean();
        return Capabilities.DEFAULT.with(c -> {
            c.faultRecords = 1 << random.nextInt(4);
            c.scalableMode = scalable;
            c.deviceTlb = random.nextBoolean();
            c.firstStage = scalable;
            c.secondStage = scalable;
            c.fiveLevelFirstStage = scalable && random.nextBoolean();
            c.pasidBits = scalable && random.nextBoolean() ? 20 : 0;
        });
    }

    @Override
    public Stimulus next() {
        asked = !asked;
        if (asked) {
            return new RoomCall.FaultStatusOf();
        }
        recorded = false;
        return switch (random.nextInt(12)) {
            case 0 -> new RoomCall.ReportCondition(condition());
            case 1, 2, 3 -> new RoomCall.ClearRecord(random.nextInt(unit.faultRecords()));
            case 4, 5 -> {
                Set<FaultCondition> some = EnumSet.noneOf(FaultCondition.class);
                for (FaultCondition condition : FaultCondition.values()) {
                    if (random.nextInt(3) > 0) {
                        some.add(condition);
                    }
                }
                yield new RoomCall.ClearConditions(some);
            }
            case 6 -> new RoomCall.ProgramFaultEvent(event(random));
            case 7 -> random.nextInt(10) == 0 ? new RoomCall.DisableTranslation() : new RoomCall.ProgramFaultEvent(event(random));
            default -> {
                recorded = true;
                yield new RoomCall.RecordFault(fault());
            }
        };
    }

    private FaultCondition condition() {
        return unit.deviceTlb() ? FaultCondition.values()[1 + random.nextInt(3)] : FaultCondition.QUEUE_ERROR;
    }

    static EventRegisters event(Random random) {
        return new EventRegisters(random.nextBoolean(), new Gpa(0xFEE0_0000L + 4 * random.nextInt(4)), random.nextInt(4));
    }

    private FaultRecord fault() {
        FaultReason[] reasons = FaultReason.values();
        boolean pasid = unit.scalable().pasidBits() > 0 && random.nextBoolean();
        boolean page = random.nextInt(8) == 0;
        RequestKind kind = RequestKind.values()[unit.deviceTlb() ? random.nextInt(3) : 0];
        Access access = Access.values()[random.nextInt(4)];
        return new FaultRecord(new SourceId(random.nextInt(4)), pasid ? new Pasid(random.nextInt(1 << 20)) : Pasid.NONE,
                new Iova(random.nextLong() & -4096L >>> random.nextInt(4) * 8), access, page ? RequestKind.UNTRANSLATED : kind,
                reasons[random.nextInt(reasons.length)],
                new FaultRecord.Attributes(pasid && random.nextBoolean(), pasid && access == Access.READ && random.nextBoolean(), page));
    }

    @Override
    public Set<String> answered(Stimulus step, Answer answer) {
        Set<String> buckets = new TreeSet<>();
        if (answer instanceof RoomAnswer.Effects(var effects) && effects.stream().anyMatch(e -> e instanceof Effect.SendMessage)) {
            buckets.add(step instanceof RoomCall.ProgramFaultEvent ? "message of an unmasking" : "message");
        }
        if (answer instanceof RoomAnswer.Faults(var status)) {
            int pending = (int) status.records().stream().filter(r -> r.high() < 0).count();
            if (recorded) {
                buckets.add(pending > pendingBefore ? "recorded" : status.conditions().contains(FaultCondition.OVERFLOW)
                        ? "overflow" : "collapsed");
            }
            if (status.eventPending()) {
                buckets.add("held back");
            }
            status.conditions().forEach(c -> buckets.add(c.name()));
            pendingBefore = pending;
        }
        return buckets;
    }
}
