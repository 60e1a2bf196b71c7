package iommu.probe;

import iommu.arch.Effect;
import iommu.arch.register.FaultStatus;
import iommu.arch.register.PageRequestStatus;
import iommu.arch.register.QueueStatus;
import iommu.arch.seam.SafetyPolicy.Verdict;
import iommu.arch.stimulus.Answer;
import iommu.arch.stimulus.Answer.Breach;
import iommu.arch.stimulus.RoomAnswer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What rooms say whose answers are effects and states: taken out of the learner's hands, and held against what can be. */
final class RoomEffects {

    /** The effects of one call, and recording registers of a unit: more than any case needs, and small enough for a frame. */
    static final int MOST = 64;

    private RoomEffects() {
    }

    /** A list of effects as a room gave it back; a list of a learner's own making is read once, and not to its end. */
    static Answer of(List<Effect> effects) {
        if (effects == null) {
            return new Answer.Broken(Breach.NULL, "the list of effects is null");
        }
        List<Effect> taken = new ArrayList<>();
        for (Effect effect : effects) {
            if (effect == null) {
                return new Answer.Broken(Breach.NULL, "an effect is null");
            }
            if (taken.size() == MOST) {
                return new Answer.Broken(Breach.MALFORMED, "more than " + MOST + " effects of one call");
            }
            taken.add(effect);
        }
        return WellFormed.checked(new RoomAnswer.Effects(taken));
    }

    static void check(RoomAnswer answer) {
        nowhereNull(answer, "the answer");
        if (answer instanceof RoomAnswer.Effects(List<Effect> effects)) {
            WellFormed.must(effects.size() <= MOST, "more than " + MOST + " effects of one call");
            effects.forEach(RoomEffects::check);
        } else if (answer instanceof RoomAnswer.Faults(FaultStatus s)) {
            WellFormed.must(s.records().size() <= MOST, "more than " + MOST + " recording registers");
            WellFormed.must(s.firstPending() >= 0 && s.firstPending() <= 0xFF, "firstPending=" + s.firstPending());
        } else if (answer instanceof RoomAnswer.Queue(QueueStatus s)) {
            WellFormed.must(s.head() >= 0 && s.head() <= 0x7FFF, "head=" + s.head());
        } else if (answer instanceof RoomAnswer.PageRequests(PageRequestStatus s)) {
            WellFormed.must(s.tail() >= 0 && s.tail() <= 0x3FFF, "tail=" + s.tail());
        } else if (answer instanceof RoomAnswer.Acts acts) {
            WellFormed.must(acts.acts().size() <= DrivenRoom.MOST, "more than " + DrivenRoom.MOST + " acts of one call");
        } else if (answer instanceof RoomAnswer.Told told) {
            ToldCodec.check(told);
        } else if (answer instanceof RoomAnswer.Decided(Verdict verdict)) {
            SafetyCalls.check(verdict);
        } else if (answer instanceof RoomAnswer.Remapped remapped) {
            CaseStores.check(remapped.changed());
        } else if (answer instanceof RoomAnswer.Staged staged) {
            CaseStores.check(staged.changed());
            ScalableCalls.check(staged.result());
        }
    }

    private static void check(Effect effect) {
        switch (effect) {
            case Effect.InvalidateDeviceTlb d -> size(d.size());
            case Effect.InvalidatePasidDeviceTlb d -> {
                size(d.size());
                WellFormed.must(d.pasid() >>> 20 == 0, "pasid=" + d.pasid());
            }
            case Effect.StoreStatus s -> WellFormed.must(s.at().offsetIn(4) == 0, "a status at " + s.at());
            case Effect.ClearFaultRecord c -> WellFormed.must(c.index() >= 0 && c.index() < 256, "index=" + c.index());
            case Effect.ClearFaultConditions c -> WellFormed.must(!c.conditions().isEmpty(), "no condition to clear");
            default -> { }
        }
    }

    private static void size(long size) {
        WellFormed.must(Long.bitCount(size) <= 1, "size=" + size);
    }

    /** Records of the vocabulary hold records, and in the end numbers: any null in them is named by its field. */
    private static void nowhereNull(Object value, String name) {
        WellFormed.present(value, name);
        if (value instanceof Record fields) {
            for (RecordShape.Part part : RecordShape.of(fields.getClass()).parts()) {
                nowhereNull(part.of(fields), part.name());
            }
        } else if (value instanceof Collection<?> all) {
            nowhereNull(all, name);
        } else if (value instanceof Map<?, ?> map) {
            nowhereNull(map.values(), name);
        } else if (value instanceof Optional<?> one && one.isPresent()) {
            nowhereNull(one.get(), name);
        }
    }

    private static void nowhereNull(Collection<?> all, String name) {
        for (Object each : all) {
            nowhereNull(each, name);
        }
    }
}
