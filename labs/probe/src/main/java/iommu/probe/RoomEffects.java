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
        switch (answer) {
            case RoomAnswer.Effects(List<Effect> effects) -> {
                WellFormed.must(effects.size() <= MOST, "more than " + MOST + " effects of one call");
                effects.forEach(RoomEffects::check);
            }
            case RoomAnswer.Faults(FaultStatus s) -> {
                WellFormed.must(s.records().size() <= MOST, "more than " + MOST + " recording registers");
                WellFormed.must(s.firstPending() >= 0 && s.firstPending() <= 0xFF, "firstPending=" + s.firstPending());
            }
            case RoomAnswer.Queue(QueueStatus s) -> WellFormed.must(s.head() >= 0 && s.head() <= 0x7FFF, "head=" + s.head());
            case RoomAnswer.PageRequests(PageRequestStatus s) ->
                WellFormed.must(s.tail() >= 0 && s.tail() <= 0x3FFF, "tail=" + s.tail());
            case RoomAnswer.Acts(var acts) ->
                WellFormed.must(acts.size() <= DrivenRoom.MOST, "more than " + DrivenRoom.MOST + " acts of one call");
            case RoomAnswer.Told told -> ToldCodec.check(told);
            case RoomAnswer.Decided(Verdict verdict) -> SafetyCalls.check(verdict);
            case RoomAnswer.Remapped(var result, var changed) -> CaseStores.check(changed);
            case RoomAnswer.Staged(var result, var changed) -> {
                CaseStores.check(changed);
                ScalableCalls.check(result);
            }
            default -> { }
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
        switch (value) {
            case Record fields -> {
                for (RecordShape.Part part : RecordShape.of(fields.getClass()).parts()) {
                    nowhereNull(part.of(fields), part.name());
                }
            }
            case Collection<?> all -> nowhereNull(all, name);
            case Map<?, ?> map -> nowhereNull(map.values(), name);
            case Optional<?> one when one.isPresent() -> nowhereNull(one.get(), name);
            default -> { }
        }
    }

    private static void nowhereNull(Collection<?> all, String name) {
        for (Object each : all) {
            nowhereNull(each, name);
        }
    }
}
